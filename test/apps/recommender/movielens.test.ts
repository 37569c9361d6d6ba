import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type MovieRating, movieLensRatings } from '../../../src/apps/recommender/movielens.js';
import { recommenderParameters } from '../../../src/apps/recommender/parameters.js';
import { UsageError } from '../../../src/errors.js';

const test = suite('recommender movielens');
const p = recommenderParameters({ items: 4, dense: 2 });
const row = (userId: number, movieId: number, rating: number): MovieRating => ({ userId, movieId, rating });

// Movie 30 has 3 ratings; 10 and 20 have 2; 40 and 50 have 1; so 50 is not chosen.
const rows = [
  row(7, 30, 4.5),
  row(7, 10, 0.5),
  row(2, 30, 3),
  row(2, 20, 2.5),
  row(2, 10, 5),
  row(9, 30, 2),
  row(9, 20, 1),
  row(5, 40, 2),
  row(8, 50, 5),
];

test('the most rated movies come first, ties by id, and users ascending', () => {
  const { itemIds, userIds, users, items } = movieLensRatings(rows, p);
  assert.equal(itemIds, [30, 10, 20, 40]);
  assert.equal(userIds, [2, 5, 7, 9]);
  assert.is(users, 4);
  assert.is(items, 4);
});

test('half stars are rounded up, sparse gaps are 0, dense gaps are the rounded mean and marked', () => {
  const { ratings, imputed } = movieLensRatings(rows, p);
  assert.equal(
    [...ratings],
    [
      [3, 5, 3, 0],
      [2, 2, 0, 2], // rated no dense movie: both are its mean
      [5, 1, 0, 0],
      [2, 2, 1, 0], // mean 1.5 rounds to 2
    ].flat(),
  );
  assert.equal([...imputed], [0, 0, 1, 1, 0, 0, 0, 1]);
});

test('a user who rated none of the chosen movies is left out and named', () => {
  assert.equal(movieLensRatings(rows, p).droppedUserIds, [8]);
});

test('the order of the rows does not matter', () => {
  assert.equal(movieLensRatings([...rows].reverse(), p), movieLensRatings(rows, p));
});

test('too few movies, second ratings and ratings out of range are refused', () => {
  const throws = (bad: readonly MovieRating[], text: string) =>
    assert.throws(
      () => movieLensRatings(bad, p),
      (error: unknown) => error instanceof UsageError && error.code === 'DATA_INVALID' && error.message.includes(text),
    );
  throws([], 'at least 4 movies, found 0');
  throws(rows.slice(0, 5), 'at least 4 movies, found 3');
  throws([...rows, row(7, 30, 1)], 'user 7, movie 30: expected one rating');
  for (const rating of [0, -1, 5.5, Number.NaN])
    throws([row(1, 2, rating)], 'user 1, movie 2: expected a rating in 0.5..5');
});

test.run();
