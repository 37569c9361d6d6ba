// The operations of secret integers, on every engine.

import { SecureBit, type SecureInt } from '../../../src/secure/types/int.js';
import { lawsFor } from '../../support/gadget-laws.js';

const two = { x: { length: 6, min: -100, max: 100 }, y: { length: 6, min: -50, max: 7 } };

lawsFor('linear operations', {
  inputs: two,
  build: ({ x, y }) => ({
    sum: x.add(y).mul(3).sub(5),
    difference: x.sub(y).neg(),
    groups: x.sums(3),
    running: y.prefixSums(2),
    places: x.gather([5, -1, 0, 0]).concat(y.slice(2, 4)),
    matrix: x.multipliedBy([1, 0, 2, 0, 0, -1, 5, 5, 5, 5, 5, 5], 2),
  }),
  expect: ({ x, y }) => ({
    sum: x.map((a, i) => (a + y[i]!) * 3n - 5n),
    difference: x.map((a, i) => y[i]! - a),
    groups: [x[0]! + x[1]! + x[2]!, x[3]! + x[4]! + x[5]!],
    running: y.map((a, i) => (i % 2 === 0 ? a : a + y[i - 1]!)),
    places: [x[5]!, 0n, x[0]!, x[0]!, y[2]!, y[3]!],
    matrix: [x[0]! + 2n * x[2]! - x[5]!, 5n * x.reduce((a, b) => a + b)],
  }),
});

lawsFor('products', {
  inputs: two,
  build: ({ x, y }) => ({
    product: x.mul(y),
    squares: x.square(),
    inner: x.dot(y, 2),
    shared: x.mul(y.slice(0, 1)).add(x.mul(y.add(1))),
    deep: x.mul(y).mul(x).mul(y),
  }),
  expect: ({ x, y }) => ({
    product: x.map((a, i) => a * y[i]!),
    squares: x.map((a) => a * a),
    inner: [0, 2, 4].map((i) => x[i]! * y[i]! + x[i + 1]! * y[i + 1]!),
    shared: x.map((a, i) => a * y[0]! + a * (y[i]! + 1n)),
    deep: x.map((a, i) => a * y[i]! * a * y[i]!),
  }),
});

const bit = (value: boolean) => (value ? 1n : 0n);

lawsFor('comparisons of proven values', {
  inputs: two,
  build: ({ x, y }) => ({ ge: x.ge(y), lt: x.lt(y), eq: x.eq(y), between: x.between(-3, y), zero: y.isZero() }),
  expect: ({ x, y }) => ({
    ge: x.map((a, i) => bit(a >= y[i]!)),
    lt: x.map((a, i) => bit(a < y[i]!)),
    eq: x.map((a, i) => bit(a === y[i]!)),
    between: x.map((a, i) => bit(a >= -3n && a <= y[i]!)),
    zero: y.map((a) => bit(a === 0n)),
  }),
});

lawsFor('logic', {
  inputs: { a: { length: 4, min: 0, max: 1 }, b: { length: 4, min: 0, max: 1 }, x: { length: 4, min: -9, max: 9 } },
  build: ({ a, b, x }) => {
    const [p, q] = [SecureBit.of(a), SecureBit.of(b)];
    return { and: p.and(q), or: p.or(q), xor: p.xor(q), select: p.select(x, 7) };
  },
  expect: ({ a, b, x }) => ({
    and: a.map((p, i) => p & b[i]!),
    or: a.map((p, i) => p | b[i]!),
    xor: a.map((p, i) => p ^ b[i]!),
    select: a.map((p, i) => (p === 1n ? x[i]! : 7n)),
  }),
});

lawsFor('products with a resident block', {
  inputs: { q: { length: 3, min: -5, max: 5 }, w: { length: 4, min: 0, max: 3 } },
  blocks: { v: { rows: 4, width: 3, min: -9, max: 9 } },
  build: ({ q, w }, { v }) => ({
    times: v.times(q),
    later: v.times(q.add(1)),
    back: v.transposedTimes(w.mul(w)),
    column: v.column(1).add(w),
  }),
  expect: ({ q, w }, { v }) => ({
    times: w.map((_, row) => q.reduce((sum, a, j) => sum + a * v[3 * row + j]!, 0n)),
    later: w.map((_, row) => q.reduce((sum, a, j) => sum + (a + 1n) * v[3 * row + j]!, 0n)),
    back: q.map((_, j) => w.reduce((sum, a, row) => sum + a * a * v[3 * row + j]!, 0n)),
    column: w.map((a, row) => a + v[3 * row + 1]!),
  }),
});

lawsFor('truncation', {
  inputs: { x: { length: 8, min: -(2 ** 40), max: 2 ** 40 } },
  build: ({ x }) => ({ few: x.truncate(3), many: x.truncate(30), exact: x.mul(1 << 10).truncate(10) }),
  expect: ({ x }) => ({
    few: x.map((a) => (2n * a + 8n) >> 4n),
    many: x.map((a) => (2n * a + (1n << 30n)) >> 31n),
    exact: x,
  }),
  tolerance: { few: 1, many: 1 },
});

lawsFor('comparisons of values that are wide, or that nobody proved', {
  inputs: { x: { length: 5, min: -(1n << 50n), max: 1n << 50n }, y: { length: 5, min: -9, max: 9, proven: false } },
  build: ({ x, y }) => ({ sign: x.nonNegative(), zero: x.isZero(), small: y.nonNegative(), none: y.isZero() }),
  expect: ({ x, y }) => ({
    sign: x.map((a) => bit(a >= 0n)),
    zero: x.map((a) => bit(a === 0n)),
    small: y.map((a) => bit(a >= 0n)),
    none: y.map((a) => bit(a === 0n)),
  }),
});

for (const [what, max, proven] of [
  ['few bits', 100n, true],
  ['few bits that nobody proved', 100n, false],
  ['many bits', (1n << 45n) + 12345n, true],
] as const) {
  lawsFor(`decomposition into ${what}`, {
    inputs: { x: { length: 3, min: 0, max, proven }, y: { length: 2, min: 0, max, proven } },
    build: ({ x, y }) => {
      const join = (bits: readonly SecureInt[]) => bits[0]!.concat(...bits.slice(1));
      return { x: join(x.bits()), y: join(y.bits()) };
    },
    expect: ({ x, y }) => {
      const bits = (values: readonly bigint[]) =>
        Array.from({ length: max.toString(2).length }, (_, b) => values.map((a) => (a >> BigInt(b)) & 1n)).flat();
      return { x: bits(x), y: bits(y) };
    },
  });
}

lawsFor('shuffles', {
  inputs: { x: { length: 5, min: -9, max: 9 }, y: { length: 12, min: 0, max: 100 } },
  build: ({ x, y }) => {
    const moved = y.slice(0, 6).concat(y.slice(0, 6).mul(3)).shuffled(2);
    return { x: x.shuffled(), y: moved.slice(0, 6), tripled: moved.slice(6, 12).sub(moved.slice(0, 6).mul(3)) };
  },
  expect: ({ x, y }) => ({ x, y: y.slice(0, 6), tripled: [0, 0, 0, 0, 0, 0] }),
  unordered: ['x', 'y'],
});
