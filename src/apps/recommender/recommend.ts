// The last step, in the clear at the asking client: it alone holds L and UR, and ranks what it has not rated yet.
// EVTL12 divides UR by L. Because 0 means "not rated", UR[j] / L is not an average rating but a score that grows both
// with how many neighbours rated an item and with how well: an item that all neighbours gave 3 beats an item that
// one of ten gave 5. That is the order we want, since a single enthusiast is weak evidence. Source: [EVTL12].

import { UsageError } from '../../errors.js';
import type { RecommenderParameters } from './parameters.js';
import type { Aggregate } from './plain.js';
import { checkRow } from './ratings.js';

/** One recommended item. */
export interface Recommendation {
  /** Its column in the rating matrix, dense..items-1. */
  readonly item: number;
  /** UR / L in (0, 5]: the mean rating if "not rated" counts as 0. */
  readonly score: number;
}

/**
 * The best unrated sparse items, highest score first, equal scores by lower column.
 * @param result  what the computation gave; with no neighbours (suppressed) there is nothing to recommend
 * @param own     the asking user's M ratings before normalisation; it never leaves the client
 * @param count   how many at most, at least 1; items that no neighbour rated are never recommended
 * @throws LENGTH_MISMATCH, DATA_INVALID, INVALID_ARGUMENT
 */
export function recommend(
  result: Aggregate,
  own: ArrayLike<number>,
  count: number,
  p: RecommenderParameters,
): Recommendation[] {
  checkRow(own, p);
  const { neighbours, sums } = result;
  if (sums.length !== p.sparse) {
    throw new UsageError('LENGTH_MISMATCH', `expected sums of ${p.sparse} items, got ${sums.length}`);
  }
  if (!Number.isInteger(count) || count < 1) {
    throw new UsageError('INVALID_ARGUMENT', `expected a count of at least 1, got ${count}`);
  }
  if (neighbours === 0) return [];
  const found: Recommendation[] = [];
  for (let j = 0; j < p.sparse; j++) {
    const item = p.dense + j;
    if (own[item] === 0 && sums[j]! > 0) found.push({ item, score: sums[j]! / neighbours });
  }
  found.sort((a, b) => b.score - a.score || a.item - b.item);
  return found.slice(0, count);
}
