import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { generateRatings } from '../../../src/apps/recommender/generate.js';
import { normaliseAll, normaliseDense, normaliseRow, normSlack } from '../../../src/apps/recommender/normalise.js';
import { recommenderParameters } from '../../../src/apps/recommender/parameters.js';
import { UsageError } from '../../../src/errors.js';

const test = suite('recommender normalise');
const p = recommenderParameters();
const stars = fc.integer({ min: 1, max: 5 });
const dense = fc.array(stars, { minLength: p.dense, maxLength: p.dense });
const throws = (body: () => unknown, code: string) =>
  assert.throws(body, (error: unknown) => error instanceof UsageError && error.code === code);

test('the squared norm never exceeds s^2, for any scale and any number of dense items', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 5, max: 724 }),
      fc.array(stars, { minLength: 1, maxLength: 60 }),
      (scale, ratings) => {
        const q = recommenderParameters({ scale, dense: ratings.length });
        const slack = normSlack(normaliseDense(ratings, q), q);
        return slack >= 0 && slack <= q.squaredScale;
      },
    ),
  );
});

test('each entry is the exact truncation', () => {
  fc.assert(
    fc.property(dense, (ratings) => {
      const squaredNorm = ratings.reduce((sum, v) => sum + BigInt(v * v), 0n);
      return normaliseDense(ratings, p).every((entry, j) => {
        const t = BigInt(entry);
        const square = BigInt(p.squaredScale) * BigInt(ratings[j]! ** 2);
        return t * t * squaredNorm <= square && (t + 1n) * (t + 1n) * squaredNorm > square;
      });
    }),
  );
});

test('a perfect square is not lost to rounding', () => {
  const q = recommenderParameters({ dense: 4 });
  assert.equal([...normaliseDense([1, 1, 1, 1], q)], [350, 350, 350, 350]); // |v| = 2
  assert.equal([...normaliseDense([5, 5, 5, 5], q)], [350, 350, 350, 350]);
  assert.equal([...normaliseDense([1], recommenderParameters({ dense: 1 }))], [700]);
});

test('the similarity of two normalised vectors is at most s^2, below 2^19, and close to s^2 times their cosine', () => {
  fc.assert(
    fc.property(dense, dense, (a, b) => {
      const dot = (x: ArrayLike<number>, y: ArrayLike<number>) =>
        Array.from(x, (v, j) => v * y[j]!).reduce((s, v) => s + v, 0);
      const similarity = dot(normaliseDense(a, p), normaliseDense(b, p));
      const exact = (p.squaredScale * dot(a, b)) / Math.sqrt(dot(a, a) * dot(b, b));
      // Each entry loses less than 1, and a vector of length s has an entry sum of at most s sqrt(R).
      const loss = 2 * p.scale * Math.sqrt(p.dense);
      return (
        similarity <= p.squaredScale && similarity < 2 ** 19 && similarity <= exact + 1e-6 && similarity > exact - loss
      );
    }),
  );
});

test('a row keeps its sparse ratings, and a matrix is its rows', () => {
  const q = recommenderParameters({ items: 12, dense: 5 });
  const matrix = generateRatings(7, 'rows', q);
  const rows = normaliseAll(matrix, q);
  for (let user = 0; user < 7; user++) {
    const ratings = matrix.ratings.slice(user * 12, user * 12 + 12);
    const row = normaliseRow(ratings, q);
    assert.equal([...row.slice(5)], [...ratings.slice(5)]);
    assert.equal([...row.slice(0, 5)], [...normaliseDense(ratings.slice(0, 5), q)]);
    assert.equal([...rows.slice(user * 12, user * 12 + 12)], [...row]);
  }
});

test('wrong lengths and ratings are refused, and the rating is not repeated', () => {
  const q = recommenderParameters({ items: 4, dense: 2 });
  throws(() => normaliseDense([1], q), 'LENGTH_MISMATCH');
  throws(() => normaliseDense([1, 0], q), 'DATA_INVALID');
  throws(() => normaliseRow([1, 1, 0], q), 'LENGTH_MISMATCH');
  throws(() => normaliseRow([1, 1, 0, 6], q), 'DATA_INVALID');
  throws(() => normaliseRow([1, 1, -1, 0], q), 'DATA_INVALID');
  throws(() => normaliseRow([1, 1.5, 0, 0], q), 'DATA_INVALID');
  throws(() => normaliseAll({ users: 2, items: 4, ratings: new Uint8Array(7) }, q), 'LENGTH_MISMATCH');
  throws(() => normaliseAll({ users: 1, items: 3, ratings: new Uint8Array(3) }, q), 'LENGTH_MISMATCH');
  try {
    normaliseRow([1, 1, 0, 213], q);
    assert.unreachable();
  } catch (error) {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, 'sparse item 3');
    assert.not.match(error.message, '213');
  }
});

test.run();
