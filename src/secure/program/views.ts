// What set-up and body see: blocks of the dataset, the asking client's blocks, and what the set-up kept, as handles into the graph that
// is being built. There is no value behind them.

import { UsageError } from '../../errors.js';
import type { Graph } from '../graph/graph.js';
import { BIT } from '../graph/range.js';
import { ResidentBlock } from '../types/block.js';
import { SecureBit, SecureInt } from '../types/int.js';
import type { DatasetView, Kept, QueryView } from './define.js';
import type { Instance } from './instance.js';
import { bitsBlock } from './statement.js';
import { type Form, rangeOfForm, type Table } from './table.js';

interface Size {
  readonly rows: number;
  readonly owners: DatasetView<Table>['owners'];
}

export function dataView(graph: Graph, { dataset }: Instance, { rows, owners }: Size): DatasetView<Table> {
  const blocks = Object.fromEntries(
    Object.entries(dataset).map(([name, form]) => [
      name,
      new ResidentBlock(graph, name, rows, form.width, rangeOfForm(form)),
    ]),
  );
  const column = (name: string, width: number, index: number) =>
    SecureBit.of(new ResidentBlock(graph, name, rows, width, BIT).column(index));
  return { rows, owners, blocks, bit: (name, index, b = 0) => bitIn(dataset, name, index, b, column) };
}

export function queryView(graph: Graph, table: Table): Pick<QueryView<Table>, 'query' | 'queryBit'> {
  // One node per block: the planner recognises the client's own block by it.
  const nodes = new Map<string, SecureInt>();
  const whole = (name: string, width: number, range: ReturnType<typeof rangeOfForm>) => {
    const known = nodes.get(name);
    if (known !== undefined) return known;
    const made = new SecureInt(graph, graph.add(`query ${name}`, { kind: 'query', block: name }, [], width, range));
    nodes.set(name, made);
    return made;
  };
  const query = Object.fromEntries(
    Object.entries(table).map(([name, form]) => {
      const value = whole(name, form.width, rangeOfForm(form));
      return [name, isBinary(form) ? SecureBit.of(value) : value];
    }),
  );
  const one = (name: string, width: number, index: number) => SecureBit.of(whole(name, width, BIT).at(index));
  return { query, queryBit: (name, index, b = 0) => bitIn(table, name, index, b, one) };
}

/** Values of the set-up as the body sees them: as long, in the same ranges, bits as bits. */
export function keptView(graph: Graph, kept: Kept): Kept {
  return Object.fromEntries(
    Object.entries(kept).map(([name, value]) => {
      const { length, range } = value;
      const seen = new SecureInt(graph, graph.add(`kept ${name}`, { kind: 'kept', name }, [], length, range));
      return [name, value instanceof SecureBit ? SecureBit.of(seen) : seen];
    }),
  );
}

function bitIn(
  table: Table,
  name: string,
  column: number,
  b: number,
  take: (block: string, width: number, index: number) => SecureBit,
): SecureBit {
  const form = table[name];
  const bits = form === undefined ? 0 : bitsOf(form);
  if (form === undefined || bits === 0) throw invalid(`block ${name} keeps no bits`);
  if (!inside(column, form.width)) throw invalid(`block ${name} has columns 0 to ${form.width - 1}, not ${column}`);
  if (!inside(b, bits)) throw invalid(`block ${name} has bits 0 to ${bits - 1}, not ${b}`);
  return isBinary(form) ? take(name, form.width, column) : take(bitsBlock(name), form.width * bits, column * bits + b);
}

/** Bits per value that are secrets of their own. */
function bitsOf(form: Form): number {
  if (isBinary(form)) return 1;
  return form.type === 'uint' && form.keepBits ? form.bits : 0;
}

function isBinary({ type }: Form): boolean {
  return type === 'bit' || type === 'oneHot';
}

function inside(index: number, length: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < length;
}

function invalid(what: string): UsageError {
  return new UsageError('INVALID_ARGUMENT', `bit: ${what}`);
}
