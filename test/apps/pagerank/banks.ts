// A deployment of banks for tests: a graph split among them, the public parameters, everybody's rows in some order of uploads.

import { layoutOf } from '../../../src/apps/pagerank/layout.js';
import {
  type DenseParameters,
  denseParameters,
  type SparseParameters,
  sparseParameters,
} from '../../../src/apps/pagerank/parameters.js';
import { leastPlaces } from '../../../src/apps/pagerank/sparse-rows.js';
import { edgesAt, type TransactionGraph } from '../../../src/apps/pagerank/transactions.js';
import type { Side } from '../../../src/apps/pagerank/weights.js';
import type { Owner } from '../../../src/secure/program/define.js';

export const clientOf = (bank: number) => `bank-${bank}`;

/** Blocks of all banks one after the other, banks in the order of their uploads, and who owns which rows. */
export function uploaded<B extends Record<keyof B, ArrayLike<number>>>(
  rowsOf: (bank: number) => number,
  blocksOf: (bank: number) => B,
  order: readonly number[],
): { rows: { [K in keyof B]: number[] }; owners: Owner[] } {
  const rows: Record<string, number[]> = {};
  const owners: Owner[] = [];
  let from = 0;
  for (const bank of order) {
    for (const [name, values] of Object.entries<ArrayLike<number>>(blocksOf(bank))) {
      const block = rows[name] ?? [];
      rows[name] = block;
      for (let i = 0; i < values.length; i++) block.push(values[i]!);
    }
    owners.push({ client: clientOf(bank), from, to: from + rowsOf(bank) });
    from += rowsOf(bank);
  }
  return { rows: rows as { [K in keyof B]: number[] }, owners };
}

/** Public parameters for a graph. */
export function denseOf({ banks }: TransactionGraph, options: object): DenseParameters {
  const list = banks.map(({ from, to }, bank) => ({ client: clientOf(bank), accounts: to - from }));
  return denseParameters({ banks: list, ...options });
}

/** Public parameters for a graph, with as few places as its edges allow. */
export function sparseOf(graph: TransactionGraph, side: Side, options: object): SparseParameters {
  const banks = graph.banks.map((range, bank) => ({
    client: clientOf(bank),
    accounts: range.to - range.from,
    places: leastPlaces(side, range, graph.accounts.length, ownEdges(graph, bank, side)),
  }));
  return sparseParameters({ banks, ...options });
}

export function uploadDense<B extends Record<keyof B, ArrayLike<number>>>(
  { banks }: DenseParameters,
  blocksOf: (bank: number) => B,
  order: readonly number[],
) {
  return uploaded((bank) => banks[bank]!.accounts, blocksOf, order);
}

export function uploadSparse<B extends Record<keyof B, ArrayLike<number>>>(
  parameters: SparseParameters,
  side: Side,
  blocksOf: (bank: number) => B,
  order: readonly number[],
) {
  const { banks } = layoutOf(parameters, side);
  return uploaded((bank) => banks[bank]!.rows, blocksOf, order);
}

export const ownEdges = (graph: TransactionGraph, bank: number, side: Side) =>
  edgesAt(side, graph.banks[bank]!, graph.edges);

/** Largest difference of two vectors. */
export function largestError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let largest = found.length === expected.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(found[i]! - expected[i]!));
  return largest;
}
