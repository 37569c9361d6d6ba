import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { groupCounts, groupSums } from '../../../src/secure/gadgets/groups.js';
import {
  matmul,
  matmulPublic,
  outerProduct,
  scaleRows,
  selectRows,
  transpose,
} from '../../../src/secure/gadgets/matrix.js';
import { Graph } from '../../../src/secure/graph/graph.js';
import { SecureBit, SecureInt } from '../../../src/secure/types/int.js';
import { lawsFor } from '../../support/gadget-laws.js';
import { hotRows, product, total } from './oracle.js';

const test = suite('matrices: arguments');

const PUBLIC = [3, -1, 0, 2, 5, -4, 1, 1];

for (const [m, k, n] of [
  [1, 1, 1],
  [3, 4, 2],
  [2, 1, 5],
] as const) {
  lawsFor(`a product of secret matrices, ${m} x ${k} times ${k} x ${n}`, {
    inputs: { x: { length: m * k, min: -1000, max: 1000 }, y: { length: k * n, min: -7, max: 9 } },
    build: ({ x, y }) => ({ product: matmul(x, y, m, k, n) }),
    expect: ({ x, y }) => ({ product: product(x, y, m, k, n) }),
  });
}

lawsFor('what is done to matrices', {
  inputs: { x: { length: 12, min: -50, max: 50 }, f: { length: 3, min: -2, max: 2 } },
  build: ({ x, f }) => ({
    transposed: transpose(x, 3, 4),
    product: matmulPublic(x, PUBLIC, 3, 4, 2),
    oneRow: matmulPublic(x.slice(4, 8), PUBLIC, 1, 4, 2),
    single: matmulPublic(x.at(2), [-7], 1, 1, 1),
    outer: outerProduct(f, x.slice(0, 4)),
    scaled: scaleRows(x, f, 3),
    publicly: scaleRows(x, [2, 0, -1], 3),
    wholly: scaleRows(x, 5, 3),
  }),
  expect: ({ x, f }) => ({
    transposed: [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11].map((i) => x[i] as bigint),
    product: product(x, PUBLIC.map(BigInt), 3, 4, 2),
    oneRow: product(x.slice(4, 8), PUBLIC.map(BigInt), 1, 4, 2),
    single: [-7n * (x[2] as bigint)],
    outer: f.flatMap((v) => x.slice(0, 4).map((w) => v * w)),
    scaled: x.map((v, i) => v * (f[Math.floor(i / 4)] as bigint)),
    publicly: x.map((v, i) => v * ([2n, 0n, -1n][Math.floor(i / 4)] as bigint)),
    wholly: x.map((v) => 5n * v),
  }),
});

lawsFor('rows chosen by secret bits', {
  inputs: {
    bits: { length: 3, min: 0, max: 1 },
    x: { length: 6, min: -50, max: 3 },
    y: { length: 6, min: 7, max: 80, proven: false },
  },
  build: ({ bits, x, y }) => ({ rows: selectRows(SecureBit.of(bits), x, y) }),
  expect: ({ bits, x, y }) => ({ rows: x.map((v, i) => (bits[i >> 1] === 1n ? v : (y[i] as bigint))) }),
});

for (const groups of [1, 3]) {
  lawsFor(`sums and counts by a key of ${groups} groups`, {
    inputs: { keys: { length: 7 * groups, min: 0, max: 1 }, x: { length: 7, min: -9, max: 30 } },
    build: ({ keys, x }) => ({
      counts: groupCounts(SecureBit.of(keys), groups),
      sums: groupSums(SecureBit.of(keys), x, groups),
    }),
    expect: ({ keys, x }) => {
      const own = (g: number) => x.filter((_, i) => keys[i * groups + g] === 1n);
      const all = Array.from({ length: groups }, (_, g) => own(g));
      return { counts: all.map((group) => group.length), sums: all.map(total) };
    },
    cases: [{ keys: hotRows([0, 0, 0, 0, 0, 0, 0], groups), x: [1, 2, 3, 4, 5, 6, 7] }],
  });
}

test('shapes that do not fit are refused', () => {
  const graph = new Graph();
  const secret = (length: number) =>
    new SecureInt(graph, graph.add('x', { kind: 'query', block: 'x' }, [], length, { min: 0n, max: 1n, proven: true }));
  const x = secret(6);
  const bits = SecureBit.of(secret(6));
  const refused = (error: unknown) => error instanceof UsageError && error.code === 'LENGTH_MISMATCH';
  assert.throws(() => transpose(x, 2, 4), refused);
  assert.throws(() => matmul(x, x, 2, 3, 3), refused);
  assert.throws(() => matmulPublic(x, [1, 2], 2, 3, 1), refused);
  assert.throws(() => selectRows(bits, secret(9), secret(9)), refused);
  assert.throws(() => scaleRows(x, [1, 2], 3), refused);
  assert.throws(() => scaleRows(x, 1, 4), refused);
  assert.throws(() => groupSums(bits, secret(3), 3), refused);
  assert.throws(() => groupCounts(bits, 4), refused);
});

test.run();
