// From a client's plain values to the blocks of a statement. Whatever the values come from, a JSON file or a caller without types, they
// are checked against the table first: a false statement is found here, before anything is sent. Errors name block and row, never a
// value. The digits that prove ranges are added by the SDK.

import { z } from 'zod';
import { UsageError } from '../../errors.js';
import type { BlockValues } from '../../sharing/range-proof/witness.js';
import type { Row, Rows } from './rows.js';
import type { Form, Table } from './table.js';
import { rangeOfForm } from './table.js';

/** Rows as blocks. */
export interface Encoded {
  readonly rows: number;
  readonly values: BlockValues;
}

type Writable = Uint8Array | Uint16Array | Uint32Array | Float64Array;

const listOfRecords = z.array(z.record(z.string(), z.unknown()));
const recordOfVectors = z.record(
  z.string(),
  z.custom<ArrayLike<unknown>>((value) => Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value)),
);

/**
 * @param rows records or vectors; `unknown` in truth
 * @returns rows x width integers for every block of the table
 * @throws UsageError DATA_INVALID
 */
export function encodeRows<T extends Table>(table: T, rows: Rows<T>): Encoded {
  const found: unknown = rows;
  const encoded = Array.isArray(found) ? fromRecords(table, found) : fromVectors(table, found);
  if (encoded.rows === 0) throw invalid('expected at least one row');
  return encoded;
}

/** The asking client's single row. @throws UsageError DATA_INVALID */
export function encodeQuery<T extends Table>(table: T, query: Row<T>): BlockValues {
  return Object.keys(table).length === 0 ? {} : fromRecords(table, [query]).values;
}

function fromRecords(table: Table, found: readonly unknown[]): Encoded {
  const parsed = listOfRecords.safeParse(found);
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path[0];
    throw invalid(`row ${typeof at === 'number' ? at : 0}: expected a record with a value for every block`);
  }
  const records = parsed.data;
  records.forEach((record, row) => {
    requireBlocks(table, record, `row ${row}: `);
  });
  const values: Record<string, Writable> = {};
  for (const [name, form] of Object.entries(table)) {
    const block = emptyBlock(form, records.length);
    const accepts = acceptsOf(form);
    records.forEach((record, row) => {
      writeRow(block, row, record[name], form, accepts, name);
    });
    values[name] = block;
  }
  return { rows: records.length, values };
}

function fromVectors(table: Table, found: unknown): Encoded {
  const parsed = recordOfVectors.safeParse(found);
  if (!parsed.success)
    throw invalid('expected an array of rows, or a record with a vector of integers for every block');
  requireBlocks(table, parsed.data, '');
  const values: Record<string, Writable> = {};
  let rows: number | undefined;
  for (const [name, form] of Object.entries(table)) {
    const vector = parsed.data[name] ?? [];
    const count = vector.length / form.width;
    if (!Number.isInteger(count)) {
      throw invalid(`${name}: expected whole rows of ${form.width} values, got ${vector.length} values`);
    }
    rows ??= count;
    if (count !== rows) throw invalid(`${name}: expected ${rows} rows as in the other blocks, got ${count}`);
    values[name] = checkedVector(vector, form, count, name);
  }
  return { rows: rows ?? 0, values };
}

function checkedVector(vector: ArrayLike<unknown>, form: Form, rows: number, name: string): Writable {
  const block = emptyBlock(form, rows);
  const accepts = acceptsOf(form);
  for (let i = 0; i < vector.length; i++) {
    const value = Number(vector[i]);
    if (!isNumeric(vector[i]) || !accepts(value)) throw outside(name, Math.floor(i / form.width), form);
    block[i] = value;
  }
  for (let row = 0; form.type === 'oneHot' && row < rows; row++) requireOneHot(block, row, form, name);
  return block;
}

function requireBlocks(table: Table, found: Readonly<Record<string, unknown>>, where: string): void {
  const missing = Object.keys(table).find((name) => !Object.hasOwn(found, name));
  if (missing !== undefined) throw invalid(`${where}expected values for block ${missing}, found none`);
  const extra = Object.keys(found).find((name) => !Object.hasOwn(table, name));
  if (extra === undefined) return;
  throw invalid(`${where}expected the blocks ${Object.keys(table).join(', ')}, found ${JSON.stringify(extra)}`);
}

function writeRow(
  block: Writable,
  row: number,
  found: unknown,
  form: Form,
  accepts: (value: number) => boolean,
  name: string,
): void {
  const { width } = form;
  if (form.type === 'oneHot' && typeof found === 'number') {
    if (!Number.isInteger(found) || found < 0 || found >= width) {
      throw invalid(`${name}: row ${row}: expected a place of 0 to ${width - 1}, or ${width} bits`);
    }
    block[row * width + found] = 1;
    return;
  }
  const list: readonly unknown[] = Array.isArray(found) || ArrayBuffer.isView(found) ? [...iterable(found)] : [found];
  if (list.length !== width) throw invalid(`${name}: row ${row}: expected ${width} values, got ${list.length}`);
  list.forEach((value, k) => {
    if (!isNumeric(value) || !accepts(Number(value))) throw outside(name, row, form);
    block[row * width + k] = Number(value);
  });
  if (form.type === 'oneHot') requireOneHot(block, row, form, name);
}

function iterable(found: unknown): Iterable<unknown> {
  return found as Iterable<unknown>;
}

function isNumeric(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

function requireOneHot(block: Writable, row: number, { width }: Form, name: string): void {
  let ones = 0;
  for (let k = row * width; k < (row + 1) * width; k++) ones += block[k] ?? 0;
  if (ones !== 1) throw invalid(`${name}: row ${row}: expected exactly one 1`);
}

/** Whether a value is one that the form allows. */
function acceptsOf(form: Form): (value: number) => boolean {
  if (form.type === 'member') {
    const members = new Set(form.values);
    return (value) => members.has(value);
  }
  const { min, max } = rangeOfForm(form);
  const [least, most] = [Number(min), Number(max)];
  return (value) => Number.isInteger(value) && value >= least && value <= most;
}

/** The narrowest array that holds what the form allows. */
function emptyBlock(form: Form, rows: number): Writable {
  const { min, max } = rangeOfForm(form);
  const length = rows * form.width;
  if (min >= 0n && max <= 0xffn) return new Uint8Array(length);
  if (min >= 0n && max <= 0xffffn) return new Uint16Array(length);
  if (min >= 0n && max <= 0xffffffffn) return new Uint32Array(length);
  return new Float64Array(length);
}

function outside(name: string, row: number, form: Form): UsageError {
  return invalid(`${name}: row ${row}: expected ${describe(form)}`);
}

function describe(form: Form): string {
  switch (form.type) {
    case 'uint':
      return `whole numbers of ${form.bits} bits, from 0 to ${2 ** form.bits - 1}`;
    case 'any':
      return `whole numbers below 2^${form.bits} in absolute value`;
    case 'member':
      return `members of ${form.values.slice(0, 8).join(', ')}${form.values.length > 8 ? ', ...' : ''}`;
    case 'bit':
    case 'oneHot':
      return 'bits, 0 or 1';
  }
}

function invalid(what: string): UsageError {
  return new UsageError('DATA_INVALID', what);
}
