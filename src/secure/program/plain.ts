// A whole program in the clear: the same graphs as at the parties, on the plaintext engine. For an author's tests and for dry runs; what
// it says is what the parties will say, truncations apart, which may come out one unit higher on shares.

import type { BlockValues } from '../../sharing/range-proof/witness.js';
import type { OwnRows } from '../graph/op.js';
import { evaluate, type PlainOptions } from '../plain/index.js';
import { type BuiltGraph, build } from './build.js';
import { type Decoded, decodeOutputs } from './decode.js';
import type { Kept, Owner, ProgramDefinition } from './define.js';
import { encodeQuery, encodeRows } from './encode.js';
import { within } from './failure.js';
import { instantiate } from './instance.js';
import type { Row, Rows } from './rows.js';
import { helperOf } from './statement.js';
import type { Outputs, Table } from './table.js';

export interface PlainRun extends PlainOptions {
  /** Who uploaded which rows; one client uploaded all of them by default. */
  readonly owners?: readonly Owner[];
  /** The rows of the asking client; none by default. */
  readonly own?: readonly OwnRows[];
}

/**
 * Set-up, body and outputs in the clear.
 * @param rows the dataset, all uploads together      @param query the asking client's row
 * @throws UsageError DATA_INVALID for values that do not fit the tables, and for one outside the range that the program relies on
 */
export function runPlain<P, D extends Table, Q extends Table, O extends Outputs, K extends Kept>(
  definition: ProgramDefinition<P, D, Q, O, K>,
  parameters: unknown,
  rows: Rows<D>,
  query: Row<Q>,
  { owners, own = [], ...options }: PlainRun = {},
): Decoded<O> {
  const program = instantiate(definition, parameters);
  const encoded = encodeRows(program.dataset, rows);
  const shape = { rows: encoded.rows, owners: owners ?? [{ client: 'everybody', from: 0, to: encoded.rows }] };
  const { setup, body } = build(program, shape);
  const blocks = plainBlocks(program.dataset, encoded.values);
  const kept = setup === null ? {} : evaluated(`program ${program.name}, setup`, setup, { blocks }, options);
  const inputs = { blocks, kept, own, query: plainBlocks(program.query, encodeQuery(program.query, query)) };
  const results = evaluated(`program ${program.name}, body`, body, inputs, options);
  const values = Object.keys(program.outputs).flatMap((name) => [...(results[name] ?? [])]);
  return decodeOutputs(program.outputs, values);
}

function evaluated(
  place: string,
  { graph, results }: BuiltGraph,
  inputs: Parameters<typeof evaluate>[2],
  options: PlainOptions,
): Record<string, BigInt64Array> {
  return within(place, () => evaluate(graph, results, inputs, options));
}

/** Blocks and, where they are kept, their bits: bit b of column c in column c * bits + b. */
function plainBlocks(table: Table, values: BlockValues): Record<string, BigInt64Array> {
  const blocks: Record<string, BigInt64Array> = {};
  for (const [name, form] of Object.entries(table)) {
    const block = BigInt64Array.from(values[name] ?? [], (value) => BigInt(value));
    blocks[name] = block;
    const helper = helperOf(name, form);
    if (helper === undefined || helper.base !== 2) continue;
    const { count } = helper;
    const bit = (_: unknown, i: number) => ((block[Math.floor(i / count)] ?? 0n) >> BigInt(i % count)) & 1n;
    blocks[helper.name] = BigInt64Array.from({ length: block.length * count }, bit);
  }
  return blocks;
}
