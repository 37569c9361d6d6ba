// What a client does to its own ratings before it shares them, in the clear on its own machine: the dense part is
// brought to length at most s, so that a product of two dense parts is s^2 times their cosine [EVTL12]. Deviation:
// EVTL12 rounds; we truncate, exactly and in integers, because the client must prove |v~|^2 <= s^2.

import { UsageError } from '../../errors.js';
import { RATING_MAX, RATING_MIN, type RecommenderParameters } from './parameters.js';
import { checkRow, checkSize, type RatingMatrix, ratingRow } from './ratings.js';

/**
 * v~_j = trunc(s v_j / |v|): the largest integers t with t^2 |v|^2 <= s^2 v_j^2, hence sum v~_j^2 <= s^2.
 * @param dense  R ratings, each 1..5      @returns R integers, each 0..s
 * @throws LENGTH_MISMATCH, DATA_INVALID
 */
export function normaliseDense(dense: ArrayLike<number>, p: RecommenderParameters): Uint16Array {
  if (dense.length !== p.dense) {
    throw new UsageError('LENGTH_MISMATCH', `expected ${p.dense} dense ratings, got ${dense.length}`);
  }
  let squaredNorm = 0;
  for (let j = 0; j < dense.length; j++) {
    const rating = dense[j]!;
    if (!Number.isInteger(rating) || rating < RATING_MIN || rating > RATING_MAX) {
      throw new UsageError('DATA_INVALID', `dense item ${j}: expected a whole rating in ${RATING_MIN}..${RATING_MAX}`);
    }
    squaredNorm += rating * rating;
  }
  const norm = Math.sqrt(squaredNorm);
  return Uint16Array.from(dense, (rating) => {
    // The square root may be off by an ulp; everything below is below 2^53, so these two steps settle it.
    let t = Math.trunc((p.scale * rating) / norm);
    const bound = p.squaredScale * rating * rating;
    while (t * t * squaredNorm > bound) t -= 1;
    while ((t + 1) * (t + 1) * squaredNorm <= bound) t += 1;
    return t;
  });
}

/**
 * The row a client uploads: [normalised dense | sparse as rated].
 * @param row  M ratings, dense 1..5, sparse 0..5     @returns M integers: R in 0..s, M - R in 0..5
 * @throws LENGTH_MISMATCH, DATA_INVALID
 */
export function normaliseRow(row: ArrayLike<number>, p: RecommenderParameters): Uint16Array {
  checkRow(row, p);
  const out = Uint16Array.from(row);
  out.set(normaliseDense(out.subarray(0, p.dense), p));
  return out;
}

/**
 * All rows of a matrix, row-major, as if every user had normalised its own.
 * @returns users * M integers
 * @throws LENGTH_MISMATCH, DATA_INVALID, INVALID_ARGUMENT, LIMIT_EXCEEDED
 */
export function normaliseAll(matrix: RatingMatrix, p: RecommenderParameters): Uint16Array {
  checkSize(matrix.users, p);
  if (matrix.items !== p.items || matrix.ratings.length !== matrix.users * p.items) {
    throw new UsageError(
      'LENGTH_MISMATCH',
      `expected ${matrix.users} rows of ${p.items} ratings, got ${matrix.ratings.length} ratings in rows of ${matrix.items}`,
    );
  }
  const rows = new Uint16Array(matrix.users * p.items);
  for (let user = 0; user < matrix.users; user++) {
    rows.set(normaliseRow(ratingRow(matrix, user), p), user * p.items);
  }
  return rows;
}

/**
 * The slack s^2 - |v~|^2 whose base-4 digits prove the norm.
 * @param normalised  R entries, or a whole row (the sparse part is ignored)
 * @returns 0..s^2 for what normaliseDense returned; negative for a vector that is too long
 */
export function normSlack(normalised: ArrayLike<number>, p: RecommenderParameters): number {
  let slack = p.squaredScale;
  for (let j = 0; j < p.dense; j++) slack -= normalised[j]! ** 2;
  return slack;
}
