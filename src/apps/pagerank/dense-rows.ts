// The rows that a bank uploads for the dense programs, made from its own transactions on its own machine.

import { UsageError } from '../../errors.js';
import { accountRanges, accountsOf, type DenseParameters } from './parameters.js';
import { dampingUnits, PAGERANK, RISK } from './scales.js';
import type { Edges } from './transactions.js';
import { type WeightedEdges, weightEdges } from './weights.js';

/**
 * PageRank: a row per account of the bank, the weights of the edges that leave it.
 * @param edges those whose source is one of the bank's accounts
 * @returns accounts x n weights, row by row
 * @throws INVALID_ARGUMENT no such bank; DATA_INVALID as weightEdges
 */
export function pagerankRows(parameters: DenseParameters, bank: number, edges: Edges): { weights: Float64Array } {
  const own = rangeOf(parameters, bank);
  const weighted = weightEdges('source', own, edges, dampingUnits(parameters.damping, PAGERANK));
  return { weights: matrixOf(weighted, own, accountsOf(parameters)) };
}

/**
 * Risk propagation: a row per account of the bank, the weights of the edges that reach it, and its initial score.
 * @param edges those whose target is one of the bank's accounts      @param initial 0..1, one per account of the bank
 * @throws as pagerankRows
 */
export function riskRows(
  parameters: DenseParameters,
  bank: number,
  edges: Edges,
  initial: ArrayLike<number>,
): { weights: Float64Array; initial: Float64Array } {
  const own = rangeOf(parameters, bank);
  const weighted = weightEdges('target', own, edges, dampingUnits(parameters.damping, RISK));
  return {
    weights: matrixOf(weighted, own, accountsOf(parameters)),
    initial: encodeScores(initial, own.to - own.from),
  };
}

/** Scores in fixed point. @throws DATA_INVALID a score outside 0..1, or not one per account */
export function encodeScores(scores: ArrayLike<number>, accounts: number): Float64Array {
  if (scores.length !== accounts) {
    throw new UsageError('DATA_INVALID', `expected ${accounts} initial scores, got ${scores.length}`);
  }
  return Float64Array.from(scores, (score, i) => {
    if (score >= 0 && score <= 1) return Math.round(score * 2 ** RISK.score);
    throw new UsageError('DATA_INVALID', `account ${i + 1}: expected an initial score from 0 to 1`);
  });
}

/** @throws INVALID_ARGUMENT */
export function rangeOf(parameters: Parameters<typeof accountRanges>[0], bank: number): { from: number; to: number } {
  const range = accountRanges(parameters)[bank];
  if (range !== undefined) return range;
  throw new UsageError('INVALID_ARGUMENT', `expected a bank in 0..${parameters.banks.length - 1}, got ${bank}`);
}

function matrixOf({ own, other, weight }: WeightedEdges, { from, to }: { from: number; to: number }, accounts: number) {
  const matrix = new Float64Array((to - from) * accounts);
  own.forEach((account, e) => {
    matrix[(account - from) * accounts + (other[e] as number)] = weight[e] as number;
  });
  return matrix;
}
