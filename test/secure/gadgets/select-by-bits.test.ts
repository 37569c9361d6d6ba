import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { kthSmallest, quantilesByBits, selectByBits } from '../../../src/secure/gadgets/select-by-bits.js';
import { Graph } from '../../../src/secure/graph/graph.js';
import { SecureBit, SecureInt } from '../../../src/secure/types/int.js';
import { lawsFor } from '../../support/gadget-laws.js';
import { ascending } from './oracle.js';

const test = suite('selection by bits: arguments');

for (const n of [1, 2, 9]) {
  lawsFor(`order statistics of ${n} values by their bits`, {
    inputs: { x: { length: n, min: 0, max: 31 }, rank: { length: 1, min: 0, max: n - 1 } },
    build: ({ x, rank }) => ({
      all: selectByBits(
        x.bits(),
        Array.from({ length: n }, (_, i) => i),
      ),
      secret: selectByBits(x.bits(), rank),
      median: quantilesByBits(x.bits(), 2),
      quartiles: quantilesByBits(x.bits(), 4),
    }),
    expect: ({ x, rank }) => ({
      all: ascending(x),
      secret: [ascending(x)[Number(rank[0])] as bigint],
      median: [ascending(x)[Math.floor((n - 1) / 2)] as bigint],
      // The smallest value that so many do not exceed.
      quartiles: [1, 2, 3].map((i) => ascending(x).find((v) => 4 * x.filter((w) => w <= v).length >= i * n) as bigint),
    }),
  });
}

lawsFor('order statistics of values that may be negative', {
  inputs: { x: { length: 7, min: -100, max: 27 } },
  build: ({ x }) => ({ chosen: kthSmallest(x, [5, 0]) }),
  expect: ({ x }) => ({ chosen: [ascending(x)[5] as bigint, ascending(x)[0] as bigint] }),
});

lawsFor('order statistics of those values that count', {
  inputs: { x: { length: 6, min: 0, max: 15 }, among: { length: 6, min: 0, max: 1 } },
  build: ({ x, among }) => ({ least: selectByBits(x.bits(), [0], SecureBit.of(among)) }),
  expect: ({ x, among }) => ({ least: [ascending(x.filter((_, i) => among[i] === 1n))[0] as bigint] }),
  inRange: (random) => ({
    x: Array.from({ length: 6 }, () => Math.floor(random() * 16)),
    // One of them counts at least.
    among: Array.from({ length: 6 }, (_, i) => (i === 3 || random() < 0.5 ? 1 : 0)),
  }),
});

lawsFor('order statistics of a constant', {
  inputs: { x: { length: 3, min: 4, max: 4 } },
  build: ({ x }) => ({ chosen: kthSmallest(x, [0, 2]) }),
  expect: () => ({ chosen: [4, 4] }),
});

test('ranks that do not exist are refused', () => {
  const graph = new Graph();
  const secret = (name: string, length: number, max: bigint) =>
    new SecureInt(graph, graph.add(name, { kind: 'query', block: name }, [], length, { min: 0n, max, proven: true }));
  const bits = secret('x', 4, 7n).bits();
  const code = (wanted: string) => (error: unknown) => error instanceof UsageError && error.code === wanted;
  for (const ranks of [[4], [-1], [0.5], []]) assert.throws(() => selectByBits(bits, ranks), code('INVALID_ARGUMENT'));
  for (const parts of [1, 0, 2.5]) assert.throws(() => quantilesByBits(bits, parts), code('INVALID_ARGUMENT'));
  assert.throws(() => selectByBits([], [0]), code('INVALID_ARGUMENT'));
  assert.throws(() => selectByBits(bits, secret('rank', 1, 4n)), code('WIDTH_OVERFLOW'));
  assert.throws(() => selectByBits(bits, [0], SecureBit.of(secret('among', 3, 1n))), code('LENGTH_MISMATCH'));
});

test.run();
