// Every function on shares, with two and three parties, against the same oracle as in the clear: a few values each, for the rest
// stands in the tests of the single functions.

import {
  binaryLogarithm,
  divide,
  exponential,
  inverseSquareRoot,
  squareRoot,
} from '../../../src/secure/fixed/index.js';
import { SecureFixed } from '../../../src/secure/types/fixed.js';
import { lawsFor } from '../../support/gadget-laws.js';

const FRACTION = 8;
const UNIT = 2 ** FRACTION;
const real = (x: bigint) => Number(x) / UNIT;
const raw = (x: number) => BigInt(Math.round(x * UNIT));

lawsFor('a quotient with a secret sign', {
  inputs: { n: { length: 3, min: -5000, max: 5000 }, d: { length: 3, min: -3000, max: 3000, proven: false } },
  build: ({ n, d }) => ({ q: divide(new SecureFixed(n, FRACTION), new SecureFixed(d, FRACTION)) }),
  expect: ({ n, d }) => ({ q: n.map((x, i) => (d[i] === 0n ? 0n : raw(Number(x) / Number(d[i])))) }),
  tolerance: 3,
  cases: [
    { n: [5000, -768, 1], d: [-3, 256, 0] },
    { n: [-1, 4999, -2000], d: [1, 2999, -1] },
  ],
});

lawsFor('roots', {
  inputs: { x: { length: 3, min: -100, max: 60000 } },
  build: ({ x }) => {
    const value = new SecureFixed(x, FRACTION);
    return { root: squareRoot(value), inverse: inverseSquareRoot(value) };
  },
  expect: ({ x }) => ({
    root: x.map((v) => raw(v <= 0n ? 0 : Math.sqrt(real(v)))),
    inverse: x.map((v) => raw(v <= 0n ? 0 : 1 / Math.sqrt(real(v)))),
  }),
  tolerance: 3,
  cases: [{ x: [0, 60000, 1] }, { x: [-100, 256, 777] }],
});

lawsFor('a logarithm and an exponential', {
  inputs: { x: { length: 2, min: 0, max: 60000 }, y: { length: 2, min: -3000, max: 900, proven: false } },
  build: ({ x, y }) => ({
    logarithm: binaryLogarithm(new SecureFixed(x, FRACTION)),
    power: exponential(new SecureFixed(y, FRACTION)),
  }),
  expect: ({ x, y }) => ({
    logarithm: x.map((v) => raw(Math.log2(Math.max(real(v), 1 / UNIT)))),
    power: y.map((v) => raw(Math.exp(real(v)))),
  }),
  tolerance: 3,
  cases: [
    { x: [0, 60000], y: [-3000, 900] },
    { x: [1, 257], y: [0, -256] },
  ],
});

lawsFor('sums, products, means and comparisons', {
  inputs: { x: { length: 4, min: -5000, max: 5000 }, y: { length: 4, min: -5000, max: 5000, proven: false } },
  build: ({ x, y }) => {
    const [a, b] = [new SecureFixed(x, FRACTION), new SecureFixed(y, FRACTION)];
    return {
      product: a.mul(b),
      inner: a.dot(b),
      tenths: b.mul(0.1),
      mean: a.mean(),
      smaller: SecureFixed.select(a.lt(b), a, b),
    };
  },
  expect: ({ x, y }) => ({
    product: x.map((v, i) => raw(real(v) * real(y[i] as bigint))),
    inner: [raw(x.reduce((sum, v, i) => sum + real(v) * real(y[i] as bigint), 0))],
    tenths: y.map((v) => raw(real(v) / 10)),
    mean: [raw(x.reduce((sum, v) => sum + real(v), 0) / 4)],
    smaller: x.map((v, i) => (v < (y[i] as bigint) ? v : (y[i] as bigint))),
  }),
  tolerance: { product: 2, inner: 2, tenths: 2, mean: 2, smaller: 0 },
  cases: [
    { x: [5000, -5000, 0, 1], y: [-5000, -5000, 77, 1] },
    { x: [1, 2, 3, 4], y: [256, -256, 128, 4] },
  ],
});
