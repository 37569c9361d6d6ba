// The rows that a bank uploads for the sparse programs, made from its own transactions on its own machine.

import { UsageError } from '../../errors.js';
import { encodeScores } from './dense-rows.js';
import { type BankLayout, type Layout, layoutOf } from './layout.js';
import type { SparseParameters } from './parameters.js';
import { type LocalEdges, placesNeeded, routeEdges } from './routes.js';
import { dampingUnits, PAGERANK, RISK, type Scales } from './scales.js';
import type { Edges } from './transactions.js';
import { type Side, type WeightedEdges, weightEdges } from './weights.js';

export interface SparseRows {
  readonly weights: Float64Array;
  readonly switches: Uint8Array;
}

/**
 * PageRank: the bank's edges, source among its accounts, as weights and switches, row by row.
 * @throws INVALID_ARGUMENT no such bank; DATA_INVALID as weightEdges; LIMIT_EXCEEDED more edges than the public bound allows
 */
export function sparsePagerankRows(parameters: SparseParameters, bank: number, edges: Edges): SparseRows {
  return rowsOf(parameters, bank, edges, 'source', PAGERANK).rows;
}

/**
 * Risk propagation: the bank's edges, target among its accounts, and the initial scores of its accounts.
 * @param initial 0..1, one per account of the bank      @throws as sparsePagerankRows
 */
export function sparseRiskRows(
  parameters: SparseParameters,
  bank: number,
  edges: Edges,
  initial: ArrayLike<number>,
): SparseRows & { readonly initial: Float64Array } {
  const { rows, layout, own } = rowsOf(parameters, bank, edges, 'target', RISK);
  const scores = new Float64Array(own.rows * layout.initial);
  scores.set(encodeScores(initial, own.own.to - own.own.from));
  return { ...rows, initial: scores };
}

/**
 * The smallest public bound that a bank's edges allow; a real deployment chooses a larger, rounder one.
 * @param bank its accounts [from, to)      @param accounts of all banks      @throws DATA_INVALID as weightEdges
 */
export function leastPlaces(side: Side, bank: { from: number; to: number }, accounts: number, edges: Edges): number {
  const { own, other } = weightEdges(side, bank, edges, 1);
  const inner = own.map((account) => account - bank.from);
  const size = bank.to - bank.from;
  const ends =
    side === 'source'
      ? { sources: size, targets: accounts, source: inner, target: other }
      : { sources: accounts, targets: size, source: other, target: inner };
  return Math.max(accounts, placesNeeded(ends));
}

function rowsOf(parameters: SparseParameters, bank: number, edges: Edges, side: Side, scales: Scales) {
  const layout = layoutOf(parameters, side);
  const own = layout.banks[bank];
  if (own === undefined) {
    throw new UsageError('INVALID_ARGUMENT', `expected a bank in 0..${layout.banks.length - 1}, got ${bank}`);
  }
  const weighted = weightEdges(side, own.own, edges, dampingUnits(parameters.damping, scales));
  return { rows: inRows(routeEdges(localEdges(weighted, own, side), own.places), own, layout), layout, own };
}

function localEdges({ own, other, weight }: WeightedEdges, bank: BankLayout, side: Side): LocalEdges {
  const inner = own.map((account) => account - bank.own.from);
  const sizes = {
    sources: bank.sources.to - bank.sources.from,
    targets: bank.targets.to - bank.targets.from,
  };
  return side === 'source'
    ? { ...sizes, source: inner, target: other, weight }
    : { ...sizes, source: other, target: inner, weight };
}

function inRows({ weights, switches }: SparseRows, { rows }: BankLayout, layout: Layout): SparseRows {
  const result = {
    weights: new Float64Array(rows * layout.weights),
    switches: new Uint8Array(rows * layout.switches),
  };
  result.weights.set(weights);
  result.switches.set(switches);
  return result;
}
