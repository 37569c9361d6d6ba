import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { generateRatings } from '../../../src/apps/recommender/generate.js';
import { recommenderParameters } from '../../../src/apps/recommender/parameters.js';
import { checkRow, ratingRow } from '../../../src/apps/recommender/ratings.js';
import { UsageError } from '../../../src/errors.js';

const test = suite('recommender generate');
const p = recommenderParameters();

test('a seed gives the same bytes every time, another seed others', () => {
  const first = generateRatings(50, 'seed', p).ratings;
  assert.equal(first, generateRatings(50, 'seed', p).ratings);
  assert.not.equal(first, generateRatings(50, 'seee', p).ratings);
  assert.equal(generateRatings(5, 7, p).ratings, generateRatings(5, '7', p).ratings);
});

test('the bytes are those of every other machine and version', () => {
  const digest = createHash('sha256')
    .update(generateRatings(100, 'tessera', p).ratings)
    .digest('hex');
  assert.is(digest, 'b15b05d025ce371d3b53b211bcf2827c144ea5c73b7df674690a9d1352f9a5fb');
});

test('rows are well-formed and distributed as the reference setting says', () => {
  const matrix = generateRatings(1000, 1, p);
  const dense = new Array<number>(6).fill(0);
  const sparse = new Array<number>(6).fill(0);
  for (let user = 0; user < matrix.users; user++) {
    const row = ratingRow(matrix, user);
    checkRow(row, p);
    row.forEach((rating, j) => {
      (j < p.dense ? dense : sparse)[rating]! += 1;
    });
  }
  const near = (count: number, total: number, probability: number) => {
    const sigma = Math.sqrt(total * probability * (1 - probability));
    assert.ok(Math.abs(count - total * probability) < 5 * sigma, `${count} of ${total}, expected ${probability}`);
  };
  near(sparse[0]!, 980_000, 0.5);
  for (let star = 1; star <= 5; star++) {
    near(dense[star]!, 20_000, 0.2);
    near(sparse[star]!, 980_000, 0.1);
  }
});

test('sizes that make no sense are refused before anything is allocated', () => {
  const throws = (body: () => unknown, code: string) =>
    assert.throws(body, (error: unknown) => error instanceof UsageError && error.code === code);
  for (const users of [0, -1, 1.5, Number.NaN, p.maxUsers + 1]) {
    throws(() => generateRatings(users, 1, p), 'INVALID_ARGUMENT');
  }
  throws(() => generateRatings(500_000, 1, recommenderParameters({ items: 100_000 })), 'LIMIT_EXCEEDED');
  const matrix = generateRatings(2, 1, p);
  for (const user of [-1, 2, 0.5]) throws(() => ratingRow(matrix, user), 'INVALID_ARGUMENT');
});

test.run();
