import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { generateRatings } from '../../../src/apps/recommender/generate.js';
import { normaliseAll, normaliseDense } from '../../../src/apps/recommender/normalise.js';
import { recommenderParameters } from '../../../src/apps/recommender/parameters.js';
import { aggregate, similarities } from '../../../src/apps/recommender/plain.js';
import { UsageError } from '../../../src/errors.js';

const test = suite('recommender plain');

/** The formulas of the paper on nested arrays of bigint, sharing no code with the twin. */
function oracle(matrix: readonly (readonly number[])[], own: number, dense: number, minimum: number) {
  const root = (n: bigint) => {
    let r = BigInt(Math.floor(Math.sqrt(Number(n))));
    while (r * r > n) r -= 1n;
    while ((r + 1n) * (r + 1n) <= n) r += 1n;
    return r;
  };
  const unit = (row: readonly number[]) => {
    const v = row.slice(0, dense).map(BigInt);
    const norm = v.reduce((sum, x) => sum + x * x, 0n);
    return v.map((x) => root((490_000n * x * x) / norm)); // floor of the root of a floor is the floor of the root
  };
  const asker = unit(matrix[own]!);
  const group = matrix.filter((row, user) => {
    const similarity = unit(row).reduce((sum, x, j) => sum + x * asker[j]!, 0n);
    return user !== own && similarity * 100n >= 490_000n * 87n;
  });
  const shown = group.length >= minimum ? group : [];
  const columns = matrix[0]!.length - dense;
  return {
    neighbours: shown.length,
    sums: Array.from({ length: columns }, (_, j) => shown.reduce((sum, row) => sum + row[dense + j]!, 0)),
  };
}

test('the twin agrees with an independent oracle', () => {
  let answered = 0;
  let suppressed = 0;
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 1, max: 25 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 6 }),
      (seed, users, dense, minimum) => {
        const p = recommenderParameters({ items: dense + 6, dense, minimumNeighbours: minimum });
        const matrix = generateRatings(users, seed, p);
        const nested = Array.from({ length: users }, (_, u) => [
          ...matrix.ratings.slice(u * p.items, (u + 1) * p.items),
        ]);
        const own = seed % users;
        const result = aggregate(normaliseAll(matrix, p), normaliseDense(nested[own]!.slice(0, dense), p), own, p);
        const expected = oracle(nested, own, dense, minimum);
        if (expected.neighbours > 0) answered += 1;
        else suppressed += 1;
        assert.is(result.neighbours, expected.neighbours);
        assert.equal([...result.sums], expected.sums);
      },
    ),
  );
  assert.ok(answered > 10 && suppressed > 10, 'both outcomes were met');
});

const p = recommenderParameters({ items: 5, dense: 2, minimumNeighbours: 3 });
// Users 0 to 3 have the same taste, user 4 another.
const ratings = [
  [5, 1, 1, 0, 5],
  [5, 1, 2, 0, 0],
  [5, 1, 3, 4, 0],
  [5, 1, 4, 0, 0],
  [1, 5, 5, 5, 5],
];
const matrixOf = (rows: readonly (readonly number[])[]) => ({
  users: rows.length,
  items: 5,
  ratings: Uint8Array.from(rows.flat()),
});
const query = normaliseDense([5, 1], p);

test('the asking user does not count, though nobody is more similar', () => {
  const rows = normaliseAll(matrixOf(ratings), p);
  const result = aggregate(rows, query, 0, p);
  assert.is(result.neighbours, 3);
  assert.equal([...result.sums], [9, 4, 0]);
});

test('without a row of its own the asking user leaves everybody in', () => {
  const result = aggregate(normaliseAll(matrixOf(ratings), p), query, undefined, p);
  assert.is(result.neighbours, 4);
  assert.equal([...result.sums], [10, 4, 5]);
});

test('one neighbour below the minimum and nothing is shown', () => {
  const rows = normaliseAll(matrixOf(ratings.filter((_, user) => user !== 3)), p);
  const result = aggregate(rows, query, 0, p);
  assert.is(result.neighbours, 0);
  assert.equal([...result.sums], [0, 0, 0]);
});

test('exactly the threshold is similar, one less is not', () => {
  const q = recommenderParameters({ items: 3, dense: 1, minimumNeighbours: 1, delta: 0.5, scale: 10 });
  assert.is(q.threshold, 50);
  const result = aggregate(Uint16Array.of(5, 1, 0, 4, 0, 1), Uint16Array.of(10), undefined, q);
  assert.is(result.neighbours, 1);
  assert.equal([...result.sums], [1, 0]);
});

test('in the reference setting similarities stay within s^2 < 2^19 and a fair share of users passes', () => {
  const reference = recommenderParameters();
  const rows = normaliseAll(generateRatings(2000, 'share', reference), reference);
  let passed = 0;
  for (let user = 0; user < 50; user++) {
    const own = rows.slice(user * 1000, user * 1000 + 20);
    const similar = similarities(rows, own, reference);
    assert.ok(similar.every((similarity) => similarity <= reference.squaredScale));
    passed += similar.filter((similarity) => similarity >= reference.threshold).length;
  }
  const share = passed / (50 * 2000);
  assert.ok(share > 0.05 && share < 0.3, `share ${share}`);
});

test('wrong shapes and rows are refused', () => {
  const throws = (body: () => unknown, code: string) =>
    assert.throws(body, (error: unknown) => error instanceof UsageError && error.code === code);
  const rows = normaliseAll(matrixOf(ratings), p);
  throws(() => aggregate(rows.slice(1), query, 0, p), 'LENGTH_MISMATCH');
  throws(() => aggregate(rows, query.slice(1), 0, p), 'LENGTH_MISMATCH');
  for (const own of [-1, 5, 0.5]) throws(() => aggregate(rows, query, own, p), 'INVALID_ARGUMENT');
});

test.run();
