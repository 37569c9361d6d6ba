import { absolute, all, any, clamp, larger, smaller } from '../../../src/secure/gadgets/choice.js';
import { SecureBit } from '../../../src/secure/types/int.js';
import { lawsFor } from '../../support/gadget-laws.js';
import { bit, chunks, largestOf, smallestOf } from './oracle.js';

lawsFor('the larger and the smaller, element by element', {
  inputs: { x: { length: 6, min: -50, max: 30 }, y: { length: 6, min: -10, max: 200 } },
  build: ({ x, y }) => ({
    larger: larger(x, y),
    smaller: smaller(x, y),
    atLeast: larger(x, -5),
    atMost: smaller(x, [1, 2, 3, -4, -5, -60]),
    clamped: clamp(y, 0, x.add(60)),
  }),
  expect: ({ x, y }) => ({
    larger: x.map((v, i) => largestOf([v, y[i] as bigint])),
    smaller: x.map((v, i) => smallestOf([v, y[i] as bigint])),
    atLeast: x.map((v) => largestOf([v, -5n])),
    atMost: x.map((v, i) => smallestOf([v, [1n, 2n, 3n, -4n, -5n, -60n][i] as bigint])),
    clamped: y.map((v, i) => smallestOf([largestOf([v, 0n]), (x[i] as bigint) + 60n])),
  }),
});

for (const [min, max] of [
  [-70, 20],
  [-5, -2],
  [0, 9],
  [-(2 ** 50), 2 ** 50],
] as const) {
  lawsFor(`absolute values of ${min} to ${max}`, {
    inputs: { x: { length: 5, min, max } },
    build: ({ x }) => ({ absolute: absolute(x) }),
    expect: ({ x }) => ({ absolute: x.map((v) => (v < 0n ? -v : v)) }),
  });
}

lawsFor('whether all or any bits of a group are 1', {
  inputs: { x: { length: 12, min: 0, max: 1 } },
  build: ({ x }) => {
    const bits = SecureBit.of(x);
    return { all: all(bits), any: any(bits), allOf3: all(bits, 3), anyOf3: any(bits, 3), each: all(bits, 1) };
  },
  expect: ({ x }) => ({
    all: [bit(x.every((v) => v === 1n))],
    any: [bit(x.some((v) => v === 1n))],
    allOf3: chunks(x, 3).map((group) => bit(group.every((v) => v === 1n))),
    anyOf3: chunks(x, 3).map((group) => bit(group.some((v) => v === 1n))),
    each: x,
  }),
});
