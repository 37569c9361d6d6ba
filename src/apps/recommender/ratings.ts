// A matrix of whole-star ratings as it is before anything is shared: row-major bytes, one row per user, the dense
// items first. Errors name the place, never the rating: a rating is somebody's secret.

import { UsageError } from '../../errors.js';
import { RATING_MAX, RATING_MIN, type RecommenderParameters } from './parameters.js';

/** Ratings of `users` rows and `items` columns, row-major; dense items 1..5, sparse items 0 (not rated) or 1..5. */
export interface RatingMatrix {
  readonly users: number;
  readonly items: number;
  readonly ratings: Uint8Array;
}

/** Largest matrix that is held in one buffer; above it the caller must work in parts. */
export const MAX_CELLS = 2 ** 30;

/**
 * One user's row, as a view of the matrix.
 * @param user  0..users-1
 * @throws INVALID_ARGUMENT  if there is no such row
 */
export function ratingRow(matrix: RatingMatrix, user: number): Uint8Array {
  if (!Number.isInteger(user) || user < 0 || user >= matrix.users) {
    throw new UsageError('INVALID_ARGUMENT', `expected a row in 0..${matrix.users - 1}, got ${user}`);
  }
  return matrix.ratings.subarray(user * matrix.items, (user + 1) * matrix.items);
}

/**
 * Checks one row of ratings.
 * @param row  expected: `items` values, integers, dense ones 1..5, sparse ones 0..5
 * @throws LENGTH_MISMATCH, DATA_INVALID  (naming the item, not its rating)
 */
export function checkRow(row: ArrayLike<number>, p: RecommenderParameters): void {
  if (row.length !== p.items) {
    throw new UsageError('LENGTH_MISMATCH', `expected a row of ${p.items} ratings, got ${row.length}`);
  }
  for (let j = 0; j < p.items; j++) {
    const rating = row[j]!;
    const least = j < p.dense ? RATING_MIN : 0;
    if (!Number.isInteger(rating) || rating < least || rating > RATING_MAX) {
      const kind = j < p.dense ? 'dense' : 'sparse';
      throw new UsageError('DATA_INVALID', `${kind} item ${j}: expected a whole rating in ${least}..${RATING_MAX}`);
    }
  }
}

/**
 * Checks the size of a matrix before it is allocated or read.
 * @throws INVALID_ARGUMENT  if `users` is not in 1..maxUsers
 * @throws LIMIT_EXCEEDED    if it has more than MAX_CELLS cells
 */
export function checkSize(users: number, p: RecommenderParameters): void {
  if (!Number.isInteger(users) || users < 1 || users > p.maxUsers) {
    throw new UsageError('INVALID_ARGUMENT', `expected 1..${p.maxUsers} users, got ${users}`);
  }
  if (users * p.items > MAX_CELLS) {
    throw new UsageError('LIMIT_EXCEEDED', `expected at most ${MAX_CELLS} ratings, got ${users} x ${p.items}`);
  }
}
