import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { lookup, lookupAt } from '../../../src/secure/gadgets/lookup.js';
import { oneHot, oneHotOfBits } from '../../../src/secure/gadgets/one-hot.js';
import { Graph } from '../../../src/secure/graph/graph.js';
import { SecureBit, SecureInt } from '../../../src/secure/types/int.js';
import { lawsFor } from '../../support/gadget-laws.js';
import { hotRows, product } from './oracle.js';

const test = suite('one-hot vectors: arguments');

for (const n of [1, 2, 3, 4, 7, 8, 11, 16, 33]) {
  lawsFor(`numbers below ${n} as one-hot rows`, {
    inputs: { x: { length: 5, min: 0, max: n - 1 } },
    build: ({ x }) => ({ rows: oneHot(x, n) }),
    expect: ({ x }) => ({ rows: hotRows(x.map(Number), n) }),
    cases: [{ x: Array.from({ length: 5 }, (_, i) => i % n) }],
    realRuns: 1,
  });
}

lawsFor('all numbers of five bits, in longer and in shorter rows', {
  inputs: { x: { length: 32, min: 0, max: 31 } },
  build: ({ x }) => ({ longer: oneHotOfBits(x.bits(), 40), shorter: oneHotOfBits(x.bits(), 20) }),
  expect: ({ x }) => ({ longer: hotRows(x.map(Number), 40), shorter: hotRows(x.map(Number), 20) }),
  cases: [{ x: Array.from({ length: 32 }, (_, i) => i) }],
  realRuns: 1,
});

const TABLE = [5, -7, 0, 1000, -1, 2 ** 40];

lawsFor('a table read at secret places', {
  inputs: { index: { length: 4, min: 0, max: 5 }, table: { length: 6, min: -100, max: 900 } },
  build: ({ index, table }) => ({ public: lookup(index, TABLE), secret: lookup(index, table) }),
  expect: ({ index, table }) => ({
    public: index.map((i) => TABLE[Number(i)] as number),
    secret: index.map((i) => table[Number(i)] as bigint),
  }),
  cases: [{ index: [0, 5, 3, 5], table: [1, 2, 3, 4, 5, 6] }],
});

lawsFor('rows of a table read at places given as one-hot rows', {
  inputs: { index: { length: 3, min: 0, max: 3 }, table: { length: 12, min: 0, max: 50 } },
  build: ({ index, table }) => ({ rows: lookupAt(oneHot(index, 4), table, 3) }),
  expect: ({ index, table }) => ({ rows: product(hotRows(index.map(Number), 4), table, 3, 4, 3) }),
});

test('numbers that may lie outside, and tables of another length, are refused', () => {
  const graph = new Graph();
  const secret = (name: string, length: number, min: bigint, max: bigint) =>
    new SecureInt(graph, graph.add(name, { kind: 'query', block: name }, [], length, { min, max, proven: true }));
  const code = (wanted: string) => (error: unknown) => error instanceof UsageError && error.code === wanted;
  assert.throws(() => oneHot(secret('a', 2, 0n, 4n), 4), code('WIDTH_OVERFLOW'));
  assert.throws(() => oneHot(secret('b', 2, -1n, 3n), 4), code('WIDTH_OVERFLOW'));
  assert.throws(() => lookup(secret('c', 1, 0n, 3n), [1, 2, 3]), code('WIDTH_OVERFLOW'));
  assert.throws(() => oneHotOfBits([], 4), code('INVALID_ARGUMENT'));
  const places = SecureBit.of(secret('d', 7, 0n, 1n));
  assert.throws(() => lookupAt(places, [1, 2, 3]), code('LENGTH_MISMATCH'));
});

test.run();
