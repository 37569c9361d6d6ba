import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Intervals } from '../../../src/preprocessing/store/intervals.js';

const test = suite('store, intervals');

const ITEMS = 40;
const pair = fc.tuple(fc.nat(ITEMS), fc.nat(ITEMS)).map(([x, y]) => ({ from: Math.min(x, y), to: Math.max(x, y) }));

test('behaves like a set of numbers', () => {
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 20 }), fc.array(pair, { maxLength: 10 }), (added, asked) => {
      const intervals = new Intervals();
      const oracle = new Set<number>();
      for (const { from, to } of added) {
        intervals.add(from, to);
        for (let k = from; k < to; k++) oracle.add(k);
      }
      assert.is(intervals.total, oracle.size);
      for (const { from, to } of asked) {
        const numbers = Array.from({ length: to - from }, (_, k) => from + k);
        assert.is(
          intervals.overlaps(from, to),
          numbers.some((k) => oracle.has(k)),
        );
      }
      const gaps = [...intervals.gaps(ITEMS)].flatMap(({ from, to }) =>
        Array.from({ length: to - from }, (_, k) => from + k),
      );
      assert.equal(
        gaps,
        Array.from({ length: ITEMS }, (_, k) => k).filter((k) => !oracle.has(k)),
      );
    }),
  );
});

test('keeps neighbours as one interval', () => {
  const intervals = new Intervals();
  for (const from of [0, 4, 2, 8, 6]) intervals.add(from, from + 2);
  assert.equal([...intervals], [{ from: 0, to: 10 }]);
  assert.equal([...intervals.gaps(10)], []);
  assert.equal([...intervals.gaps(12)], [{ from: 10, to: 12 }]);
});

test('adding nothing changes nothing', () => {
  const intervals = new Intervals();
  intervals.add(3, 3);
  intervals.add(5, 4);
  assert.is(intervals.total, 0);
  assert.not(intervals.overlaps(0, 100));
  intervals.add(3, 4);
  assert.not(intervals.overlaps(3, 3));
});

test.run();
