// Rows of (user, movie, rating) in half stars, made into the matrix the recommender works on. The recommender needs
// items that everybody has rated; real data have none, so the most rated ones stand in and their gaps are filled from
// the user's own mean. Choosing items by popularity looks at everybody's data at once: this prepares public data sets for
// demonstration, it is not part of the secure computation. Data: [HK15] Harper, Konstan, ACM TiiS 2015.

import { UsageError } from '../../errors.js';
import { RATING_MAX, RATING_MIN, type RecommenderParameters } from './parameters.js';
import { checkSize, type RatingMatrix } from './ratings.js';

/** One user's rating of one movie, 0.5..5 stars. At most one per user and movie. */
export interface MovieRating {
  readonly userId: number;
  readonly movieId: number;
  readonly rating: number;
}

/** A rating matrix and where its rows and columns came from. */
export interface MovieLensRatings extends RatingMatrix {
  /** Movie of each column, most rated first, equally often rated by lower id. */
  readonly itemIds: readonly number[];
  /** User of each row, ascending. */
  readonly userIds: readonly number[];
  /** Users left out because they rated none of the chosen movies, ascending. */
  readonly droppedUserIds: readonly number[];
  /** users x dense, row-major: 1 where a dense rating was filled in. */
  readonly imputed: Uint8Array;
}

/**
 * Builds the matrix: the `dense` most rated movies, then the next most rated up to `items`. Half stars are rounded up
 * (0.5 becomes 1, 4.5 becomes 5). A dense movie that a user has not rated gets the user's mean over all its
 * (rounded) ratings, rounded to the nearest whole star. A user who rated none of the chosen movies is left out: its row would be
 * all guess, similar to everybody, and would add nothing but a neighbour.
 * @param rows  in any order; the result does not depend on the order
 * @throws DATA_INVALID      fewer movies than `items`, a rating outside (0, 5], a second rating of a movie by a user, no user left
 * @throws INVALID_ARGUMENT, LIMIT_EXCEEDED  more users than the computation admits
 */
export function movieLensRatings(rows: Iterable<MovieRating>, p: RecommenderParameters): MovieLensRatings {
  const { byUser, raters } = index(rows);
  const itemIds = mostRated(raters, p);
  const chosen = new Set(itemIds);

  const userIds: number[] = [];
  const droppedUserIds: number[] = [];
  for (const userId of [...byUser.keys()].sort((a, b) => a - b)) {
    const rated = [...byUser.get(userId)!.keys()].some((movieId) => chosen.has(movieId));
    (rated ? userIds : droppedUserIds).push(userId);
  }
  checkSize(userIds.length, p);

  const ratings = new Uint8Array(userIds.length * p.items);
  const imputed = new Uint8Array(userIds.length * p.dense);
  userIds.forEach((userId, user) => {
    const own = byUser.get(userId)!;
    const mean = roundedMean(own);
    itemIds.forEach((movieId, item) => {
      const rating = own.get(movieId);
      if (rating === undefined && item < p.dense) imputed[user * p.dense + item] = 1;
      ratings[user * p.items + item] = rating ?? (item < p.dense ? mean : 0);
    });
  });
  return { users: userIds.length, items: p.items, ratings, itemIds, userIds, droppedUserIds, imputed };
}

type UserRatings = Map<number, number>;

function index(rows: Iterable<MovieRating>): { byUser: Map<number, UserRatings>; raters: Map<number, number> } {
  const byUser = new Map<number, UserRatings>();
  const raters = new Map<number, number>();
  for (const { userId, movieId, rating } of rows) {
    if (!(rating > 0 && rating <= RATING_MAX)) {
      throw new UsageError('DATA_INVALID', `user ${userId}, movie ${movieId}: expected a rating in 0.5..${RATING_MAX}`);
    }
    let own = byUser.get(userId);
    if (own === undefined) {
      own = new Map();
      byUser.set(userId, own);
    }
    if (own.has(movieId)) {
      throw new UsageError('DATA_INVALID', `user ${userId}, movie ${movieId}: expected one rating, found a second`);
    }
    own.set(movieId, Math.ceil(rating));
    raters.set(movieId, (raters.get(movieId) ?? 0) + 1);
  }
  return { byUser, raters };
}

function mostRated(raters: ReadonlyMap<number, number>, p: RecommenderParameters): number[] {
  if (raters.size < p.items) {
    throw new UsageError('DATA_INVALID', `expected ratings of at least ${p.items} movies, found ${raters.size}`);
  }
  return [...raters]
    .sort(([idA, countA], [idB, countB]) => countB - countA || idA - idB)
    .slice(0, p.items)
    .map(([movieId]) => movieId);
}

function roundedMean(own: UserRatings): number {
  let sum = 0;
  for (const rating of own.values()) sum += rating;
  return Math.min(RATING_MAX, Math.max(RATING_MIN, Math.round(sum / own.size)));
}
