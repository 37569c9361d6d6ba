// Tables and outputs as their author declared them, checked before anything is built from them: what cannot be proven, laid out or
// delivered is refused with the program's name, the block and what was expected.

import { UsageError } from '../../errors.js';
import { MAX_MEMBER_SPAN, MAX_MEMBERS } from '../../sharing/range-proof/statement.js';
import { MAX_BITS } from '../graph/range.js';
import { helperOf } from './statement.js';
import type { Form, Outputs, Table } from './table.js';

/** Widest numbers that clients send: JavaScript's safe integers, less what the proof of digits needs. */
export const MAX_INPUT_BITS = 52;

/** Values per row of one block, those of its helper included. */
const MAX_WIDTH = 1 << 20;
const MAX_OUTPUTS = 1 << 24;
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,47}$/;

/** @param what "dataset" or "query", for errors     @throws UsageError INVALID_ARGUMENT */
export function checkTable(program: string, what: string, table: Table): void {
  const names = new Set(Object.keys(table));
  for (const [name, form] of Object.entries(table)) {
    const where = `program ${program}, ${what}, block ${JSON.stringify(name)}`;
    if (!NAME.test(name)) throw invalid(where, 'a name is a letter and up to 47 letters, digits and _');
    const problem = problemOf(form);
    if (problem !== undefined) throw invalid(where, problem);
    const helper = helperOf(name, form);
    if (helper === undefined) continue;
    if (names.has(helper.name))
      throw invalid(where, `its proof needs the name ${helper.name}, which is another block's`);
    if (helper.width > MAX_WIDTH)
      throw invalid(where, `${form.width} values with their digits are too many for one block`);
  }
}

/** @throws UsageError INVALID_ARGUMENT */
export function checkOutputs(program: string, outputs: Outputs): void {
  let total = 0;
  for (const [name, { length, fraction }] of Object.entries(outputs)) {
    const where = `program ${program}, output ${JSON.stringify(name)}`;
    if (!NAME.test(name)) throw invalid(where, 'a name is a letter and up to 47 letters, digits and _');
    if (!whole(length, 1, MAX_OUTPUTS)) throw invalid(where, `expected a length of 1 to ${MAX_OUTPUTS}, got ${length}`);
    if (!whole(fraction, 0, MAX_BITS - 1)) throw invalid(where, `expected a fraction of 0 to ${MAX_BITS - 1} bits`);
    total += length;
  }
  if (total === 0 || total > MAX_OUTPUTS) {
    throw invalid(`program ${program}`, `expected 1 to ${MAX_OUTPUTS} output values in all, got ${total}`);
  }
}

function problemOf(form: Form): string | undefined {
  if (!whole(form.width, 1, MAX_WIDTH)) return `expected a width of 1 to ${MAX_WIDTH}, got ${form.width}`;
  switch (form.type) {
    case 'uint':
    case 'any':
      return whole(form.bits, 1, MAX_INPUT_BITS) ? undefined : `expected 1 to ${MAX_INPUT_BITS} bits, got ${form.bits}`;
    case 'member':
      return problemOfMembers(form.values);
    case 'bit':
    case 'oneHot':
      return undefined;
    default:
      return 'expected one of the forms uint, bit, oneHot, member, any';
  }
}

function problemOfMembers(values: readonly number[]): string | undefined {
  if (values.length < 1 || values.length > MAX_MEMBERS) return `expected 1 to ${MAX_MEMBERS} members`;
  if (!values.every((value) => Number.isSafeInteger(value))) return 'expected members that are integers';
  if (new Set(values).size !== values.length) return 'expected members that are all different';
  const span = Math.max(...values) - Math.min(...values);
  return span > MAX_MEMBER_SPAN ? `expected members at most ${MAX_MEMBER_SPAN} apart` : undefined;
}

function whole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function invalid(where: string, what: string): UsageError {
  return new UsageError('INVALID_ARGUMENT', `${where}: ${what}`);
}
