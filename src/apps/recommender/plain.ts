// The recommender without any cryptography: the oracle of the secure program, equal to it in every bit, including the
// suppression of small groups. Source: [EVTL12]; the suppression is ours (with one neighbour the sum is that user's row).

import { UsageError } from '../../errors.js';
import type { RecommenderParameters } from './parameters.js';

/** What the asking client learns, and nobody else. */
export interface Aggregate {
  /** L: users at least delta-similar to the asking one; 0 if fewer than minimumNeighbours (suppressed). */
  readonly neighbours: number;
  /** UR: for each sparse item the sum of the neighbours' ratings, 0..5L; all 0 if suppressed. */
  readonly sums: Uint32Array;
}

/**
 * Similarity of a query to every row: sum_{j<R} v~_A[j] v~_B[j].
 * @param rows   N * M integers, row-major, as normaliseAll returns them
 * @param query  R integers, as normaliseDense returns them
 * @returns N integers in 0..s^2
 * @throws LENGTH_MISMATCH
 */
export function similarities(rows: Uint16Array, query: Uint16Array, p: RecommenderParameters): Uint32Array {
  if (rows.length % p.items !== 0) {
    throw new UsageError('LENGTH_MISMATCH', `expected whole rows of ${p.items} entries, got ${rows.length} entries`);
  }
  if (query.length !== p.dense) {
    throw new UsageError('LENGTH_MISMATCH', `expected a query of ${p.dense} entries, got ${query.length}`);
  }
  const out = new Uint32Array(rows.length / p.items);
  for (let user = 0; user < out.length; user++) {
    const at = user * p.items;
    let sum = 0;
    for (let j = 0; j < p.dense; j++) sum += query[j]! * rows[at + j]!;
    out[user] = sum;
  }
  return out;
}

/**
 * L = sum_B [sim(A, B) >= threshold] and UR = sum_B [sim(A, B) >= threshold] v_B over all rows B but the asking user's own.
 * @param rows   N * M integers, row-major: normalised dense part, then sparse ratings
 * @param query  the asking user's normalised dense part, R integers
 * @param own    the asking user's row in 0..N-1, or undefined if it has none
 * @throws LENGTH_MISMATCH   if rows or query have the wrong shape
 * @throws INVALID_ARGUMENT  if there is no row `own`
 */
export function aggregate(
  rows: Uint16Array,
  query: Uint16Array,
  own: number | undefined,
  p: RecommenderParameters,
): Aggregate {
  const similar = similarities(rows, query, p);
  if (own !== undefined && (!Number.isInteger(own) || own < 0 || own >= similar.length)) {
    throw new UsageError('INVALID_ARGUMENT', `expected the asking user's row in 0..${similar.length - 1}, got ${own}`);
  }
  const sums = new Uint32Array(p.sparse);
  let neighbours = 0;
  for (let user = 0; user < similar.length; user++) {
    if (user === own || similar[user]! < p.threshold) continue;
    neighbours += 1;
    const sparse = user * p.items + p.dense;
    for (let j = 0; j < p.sparse; j++) sums[j]! += rows[sparse + j]!;
  }
  if (neighbours < p.minimumNeighbours) return { neighbours: 0, sums: new Uint32Array(p.sparse) };
  return { neighbours, sums };
}
