import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { recommenderParameters } from '../../../src/apps/recommender/parameters.js';
import { recommend } from '../../../src/apps/recommender/recommend.js';
import { UsageError } from '../../../src/errors.js';

const test = suite('recommender recommend');
const p = recommenderParameters({ items: 7, dense: 2 });
const result = { neighbours: 10, sums: Uint32Array.of(50, 20, 0, 30, 20) };

test('unrated items come by UR / L, equal ones by column; rated ones and those that nobody rated do not come', () => {
  assert.equal(recommend(result, [3, 3, 4, 0, 0, 0, 0], 9, p), [
    { item: 5, score: 3 },
    { item: 3, score: 2 },
    { item: 6, score: 2 },
  ]);
});

test('at most as many as asked for', () => {
  assert.equal(recommend(result, [3, 3, 0, 0, 0, 0, 0], 1, p), [{ item: 2, score: 5 }]);
});

test('a suppressed result recommends nothing', () => {
  assert.equal(recommend({ neighbours: 0, sums: new Uint32Array(5) }, [3, 3, 0, 0, 0, 0, 0], 3, p), []);
});

test('wrong shapes are refused', () => {
  const throws = (body: () => unknown, code: string) =>
    assert.throws(body, (error: unknown) => error instanceof UsageError && error.code === code);
  const own = [3, 3, 0, 0, 0, 0, 0];
  throws(() => recommend({ neighbours: 1, sums: new Uint32Array(4) }, own, 3, p), 'LENGTH_MISMATCH');
  throws(() => recommend(result, own.slice(1), 3, p), 'LENGTH_MISMATCH');
  throws(() => recommend(result, [0, ...own.slice(1)], 3, p), 'DATA_INVALID');
  throws(() => recommend(result, own, 0, p), 'INVALID_ARGUMENT');
});

test.run();
