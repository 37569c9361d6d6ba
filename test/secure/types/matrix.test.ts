// Matrices with a shape: the laws of every operation on integers and fixed-point numbers, the error of fixed-point products against
// exact arithmetic, what products cost, and what is refused.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { itemsOf, lineKey } from '../../../src/preprocessing/kinds.js';
import { Graph } from '../../../src/secure/graph/graph.js';
import { evaluate, type PlainOptions } from '../../../src/secure/plain/index.js';
import { chance } from '../../../src/secure/plain/random.js';
import { forecast, schedule } from '../../../src/secure/plan/index.js';
import { SecureFixed } from '../../../src/secure/types/fixed.js';
import { SecureBit, SecureInt } from '../../../src/secure/types/int.js';
import { SecureMatrix } from '../../../src/secure/types/matrix.js';
import { SEED } from '../../kernel/values.js';
import { lawsFor } from '../../support/gadget-laws.js';
import { refusal } from '../fixed/checks.js';
import { chunks, product, total } from '../gadgets/oracle.js';

const test = suite('matrices');

const matrix = SecureMatrix.of;
const transposed = (x: readonly bigint[], rows: number, columns: number) =>
  Array.from({ length: x.length }, (_, i) => x[(i % rows) * columns + Math.floor(i / rows)] as bigint);
const numbers = (n: number, of: (i: number) => number) => Array.from({ length: n }, (_, i) => of(i));

for (const [m, k, n] of [
  [1, 1, 1],
  [3, 4, 2],
  [2, 5, 1],
  [1, 3, 4],
] as const) {
  const weights = numbers(k * n, (i) => ((7 * i) % 11) - 5);

  lawsFor(`products of integers, ${m} x ${k} times ${k} x ${n}`, {
    inputs: { x: { length: m * k, min: -1000, max: 1000 }, y: { length: k * n, min: -7, max: 9 } },
    build: ({ x, y }) => {
      const [a, b] = [matrix(x, m, k), matrix(y, k, n)];
      return {
        product: a.times(b).values,
        byVector: a.times(b.column(n - 1)),
        publicly: a.times(chunks(weights, n)).values,
        byPublicVector: a.times(weights.slice(0, k)),
        turned: b.transpose().times(a.transpose()).values,
      };
    },
    expect: ({ x, y }) => ({
      product: product(x, y, m, k, n),
      byVector: product(x, transposed(y, k, n).slice((n - 1) * k), m, k, 1),
      publicly: product(x, weights.map(BigInt), m, k, n),
      byPublicVector: product(x, weights.slice(0, k).map(BigInt), m, k, 1),
      turned: transposed(product(x, y, m, k, n), m, n),
    }),
  });

  const [f, g] = [9, 5];
  const fractions = weights.map((weight) => weight / 8);
  lawsFor(`products of fixed-point numbers, ${m} x ${k} times ${k} x ${n}`, {
    inputs: { x: { length: m * k, min: -5000, max: 5000 }, y: { length: k * n, min: -300, max: 400 } },
    build: ({ x, y }) => {
      const [a, b] = [matrix(new SecureFixed(x, f), m, k), matrix(new SecureFixed(y, g), k, n)];
      return {
        product: a.times(b).values,
        byVector: a.times(b.column(0)),
        publicly: a.times(chunks(fractions, n)).values,
        wholly: a.times(chunks(weights, n)).values,
      };
    },
    expect: ({ x, y }) => ({
      product: product(x, y, m, k, n).map((units) => units >> BigInt(g)),
      byVector: product(x, transposed(y, k, n).slice(0, k), m, k, 1).map((units) => units >> BigInt(g)),
      publicly: product(x, weights.map(BigInt), m, k, n).map((units) => units >> 3n),
      wholly: product(x, weights.map(BigInt), m, k, n),
    }),
    tolerance: { product: 1, byVector: 1, publicly: 1 },
  });
}

const THREE_BY_FOUR = chunks(
  numbers(12, (i) => (5 * i) % 7),
  4,
);

lawsFor('what is done to a matrix entry by entry and by rows and columns', {
  inputs: {
    x: { length: 12, min: -50, max: 50 },
    y: { length: 12, min: -9, max: 3, proven: false },
    one: { length: 1, min: -4, max: 5 },
  },
  build: ({ x, y, one }) => {
    const [a, b] = [matrix(x, 3, 4), matrix(y, 3, 4)];
    return {
      sum: a.add(b).values,
      difference: a.sub(b).values,
      products: a.mul(b).values,
      squares: a.mul(a).values,
      more: a.add(one).values,
      scaled: a.mul(one).values,
      publicly: a.mul(THREE_BY_FOUR).sub(THREE_BY_FOUR.flat()).add(3).values,
      row: a.row(1),
      column: a.column(2),
      some: a.rowsOf(1, 3).values,
      transposed: a.transpose().values,
      rowSums: a.rowSums(),
      columnSums: a.columnSums(),
    };
  },
  expect: ({ x, y, one }) => {
    const each = (of: (v: bigint, w: bigint, i: number) => bigint) => x.map((v, i) => of(v, y[i] as bigint, i));
    const [factor = 0n] = one;
    const rows = chunks(x, 4);
    return {
      sum: each((v, w) => v + w),
      difference: each((v, w) => v - w),
      products: each((v, w) => v * w),
      squares: each((v) => v * v),
      more: each((v) => v + factor),
      scaled: each((v) => v * factor),
      publicly: each((v, _w, i) => (v - 1n) * BigInt(THREE_BY_FOUR.flat()[i] as number) + 3n),
      row: x.slice(4, 8),
      column: [2, 6, 10].map((i) => x[i] as bigint),
      some: x.slice(4),
      transposed: transposed(x, 3, 4),
      rowSums: rows.map(total),
      columnSums: chunks(transposed(x, 3, 4), 3).map(total),
    };
  },
});

lawsFor('the same of fixed-point numbers with different fractions', {
  inputs: { x: { length: 6, min: -5000, max: 5000 }, y: { length: 6, min: -300, max: 300 } },
  build: ({ x, y }) => {
    const [a, b] = [matrix(new SecureFixed(x, 8), 2, 3), matrix(new SecureFixed(y, 4), 2, 3)];
    return {
      sum: a.add(b).values,
      difference: b.sub(a).values,
      products: a.mul(b).values,
      halves: a.add(0.5).values,
      doubled: a.mul([
        [1, 2, -2],
        [0, 3, 4],
      ]).values,
      columnSums: a.columnSums(),
      rowSums: a.transpose().rowSums(),
    };
  },
  expect: ({ x, y }) => {
    const each = (of: (v: bigint, w: bigint) => bigint) => x.map((v, i) => of(v, y[i] as bigint));
    const sums = [0, 1, 2].map((j) => (x[j] as bigint) + (x[j + 3] as bigint));
    return {
      sum: each((v, w) => v + (w << 4n)),
      difference: each((v, w) => (w << 4n) - v),
      products: each((v, w) => (v * w) >> 4n),
      halves: x.map((v) => v + 128n),
      doubled: [1n, 2n, -2n, 0n, 3n, 4n].map((factor, i) => factor * (x[i] as bigint)),
      columnSums: sums,
      rowSums: sums,
    };
  },
  tolerance: { products: 1 },
});

lawsFor('a block of the dataset as a matrix', {
  inputs: { x: { length: 3, min: -9, max: 9 } },
  blocks: { table: { rows: 4, width: 3, min: 0, max: 100 } },
  build: ({ x }, { table }) => {
    const whole = SecureMatrix.fromBlock(table);
    return { product: whole.times(x), gram: whole.transpose().times(whole).values };
  },
  expect: ({ x }, { table }) => ({
    product: product(table, x, 4, 3, 1),
    gram: product(transposed(table, 4, 3), table, 3, 4, 3),
  }),
});

/** A matrix of secrets in a graph of its own, or beside others. */
function secret(rows: number, columns: number, bound: bigint, graph = new Graph(), block = 'x') {
  const range = { min: -bound, max: bound, proven: true };
  const op = { kind: 'query', block } as const;
  return matrix(new SecureInt(graph, graph.add(block, op, [], rows * columns, range)), rows, columns);
}

const fixed = (x: SecureMatrix<SecureInt>, fraction: number) =>
  matrix(new SecureFixed(x.values, fraction), x.rows, x.columns);

test('a fixed-point product is off by less than one unit, whatever the inner dimension and the rounding', () => {
  const [m, k, n, f, bound] = [4, 50, 3, 16, 1n << 20n];
  const graph = new Graph();
  const a = fixed(secret(m, k, bound, graph, 'x'), f);
  const b = fixed(secret(k, n, bound, graph, 'y'), f);
  const random = chance(SEED);
  const draw = (length: number) =>
    numbers(length, () => random() * 2 ** 21 - 2 ** 20).map((v) => BigInt(Math.trunc(v)));
  const [x, y] = [draw(m * k), draw(k * n)];
  // 1/3 and the like: as many bits as fit are kept, which costs less than one unit more.
  const weights = numbers(k * n, () => random() * 2 - 1);
  const outputs = { secretly: a.times(b).values.raw, publicly: a.times(chunks(weights, n)).values.raw };
  const exact = product(x, y, m, k, n);
  const close = numbers(m * n, (i) => {
    const [row, column] = [Math.floor(i / n), i % n];
    return numbers(k, (l) => Number(x[row * k + l]) * (weights[l * n + column] as number)).reduce((s, t) => s + t, 0);
  });
  for (const truncation of ['floor', 'up', { seed: SEED }] satisfies PlainOptions['truncation'][]) {
    const found = evaluate(graph, outputs, { query: { x, y } }, { truncation });
    for (const [i, units] of exact.entries()) {
      const error = ((found.secretly[i] as bigint) << BigInt(f)) - units;
      assert.ok(error > -(1n << BigInt(f)) && error < 1n << BigInt(f), `entry ${i}: off by ${error} / 2^${f} units`);
      const loss = Math.abs(Number(found.publicly[i]) - (close[i] as number));
      assert.ok(loss < 2, `entry ${i} by public numbers: off by ${loss} units`);
    }
  }
});

/** Stages that send something, and tuples by kind. */
function costOf(result: SecureInt) {
  const plan = schedule(result.graph, { result });
  const lines = forecast(plan, { parties: 2 }).demand.filter(({ kind }) => kind !== 'zeroTest');
  const stages = plan.stages.filter(({ batches }) => batches.length > 0).length;
  return { stages, tuples: Object.fromEntries(lines.map((line) => [lineKey(line).split('/')[0], itemsOf(line)])) };
}

test('products cost what their docstring says', () => {
  const pair = () => {
    const graph = new Graph();
    return [secret(3, 4, 99n, graph, 'x'), secret(4, 2, 99n, graph, 'y')] as const;
  };
  const base = costOf(secret(3, 4, 99n).rowSums());
  const above = (result: SecureInt) => {
    const { stages, tuples } = costOf(result);
    const { inputMask: _, ...others } = tuples;
    return { rounds: stages - base.stages, ...others };
  };
  const [a, b] = pair();
  assert.equal(above(a.times(b).values), { rounds: 1, triple: 24 });
  assert.equal(above(a.times(b.column(0))), { rounds: 1, triple: 12 });
  assert.equal(above(a.mul(a).values), { rounds: 1, square: 12 });
  assert.equal(above(a.times([[1], [2], [3], [4]]).values), { rounds: 0 });
  assert.equal(above(a.transpose().columnSums()), { rounds: 0 });
  const [x, y] = [fixed(a, 4), fixed(b, 4)];
  assert.equal(above(x.times(y).values.raw), { rounds: 2, triple: 24, truncation: 6 });
  assert.equal(above(x.times([0.5, 1, 2, 0.25]).raw), { rounds: 1, truncation: 3 });
  assert.equal(above(x.times([1, 2, 3, -4]).raw), { rounds: 0 });
});

test('bits make a matrix of integers', () => {
  const bits = SecureBit.of(secret(2, 3, 1n).values);
  assert.is(matrix(bits, 3, 2).rowSums().range.max, 2n);
});

test('shapes that do not fit are refused', () => {
  const graph = new Graph();
  const a = secret(2, 3, 9n, graph);
  const refused = (body: () => unknown, message: RegExp) => refusal(body, 'LENGTH_MISMATCH', message);
  for (const [rows, columns] of [
    [2, 4],
    [1.5, 4],
    [-2, -3],
    [0, 6],
    [Number.NaN, 6],
  ] as const) {
    refused(() => matrix(a.values, rows, columns), /^of: 6 elements are no/);
  }
  refused(() => a.add(a.transpose()), /^add: 3 x 2 numbers do not fit a 2 x 3 matrix$/);
  refused(() => a.sub(a.row(0)), /^sub: a vector of 3 elements does not fit a 2 x 3 matrix$/);
  refused(() => a.mul([[1, 2, 3]]), /^mul: 1 x 3 numbers do not fit/);
  refused(() => a.mul([[1, 2, 3], [4]]), /^mul: rows of different lengths/);
  refused(() => a.mul([1, 2, 3]), /^mul: expected 6 public numbers, got 3$/);
  refused(() => a.times(a), /^times: 2 x 3 do not follow a 2 x 3 matrix$/);
  refused(() => a.times(a.column(0)), /^times: 2 x 1 do not follow/);
  refused(() => a.times([1, 2]), /^times: 2 x 1 do not follow/);
  refused(() => a.times([[1], [2], [3, 4]]), /^times: rows of different lengths/);
  refused(() => a.times([]), /^times: 0 x 1 do not follow/);
});

test('rows and columns that are not there, and kinds that do not mix, are refused', () => {
  const a = secret(2, 3, 9n);
  const refused = (body: () => unknown, message: RegExp) => refusal(body, 'INVALID_ARGUMENT', message);
  for (const i of [-1, 2, 0.5, Number.NaN]) refused(() => a.row(i), /^rowsOf: no rows .* in a 2 x 3 matrix$/);
  for (const j of [-1, 3, 0.5, Number.NaN]) refused(() => a.column(j), /^column: no column .* in a 2 x 3 matrix$/);
  refused(() => a.rowsOf(1, 1), /no rows 1 to 1/);
  refused(() => a.rowsOf(0, 3), /no rows 0 to 3/);
  // A program in JavaScript gets no help from the compiler.
  const other = fixed(secret(3, 2, 9n), 4) as unknown as SecureMatrix<SecureInt>;
  refused(() => a.times(other), /^times: integers and fixed-point numbers do not mix in a 2 x 3 matrix$/);
  refused(() => a.add(other.transpose()), /^add: integers and fixed-point numbers do not mix/);
});

test('what may leave the field is refused and named', () => {
  const wide = secret(2, 3, 1n << 59n);
  const refused = (body: () => unknown, message: RegExp) => refusal(body, 'WIDTH_OVERFLOW', message);
  refused(() => wide.add(wide), /^add: results from/);
  refused(() => wide.sub(wide), /^sub: results from/);
  refused(() => wide.mul(4), /^mul: results from/);
  refused(() => wide.rowSums(), /^rowSums: sums: .* in a 2 x 3 matrix$/);
  refused(() => wide.columnSums(), /^columnSums: /);
  refused(() => wide.times(wide.transpose()), /^times: dot: .* in a 2 x 3 matrix$/);
  refused(() => wide.times([1, 1, 1]), /^times: /);
  const square = (bound: bigint) => fixed(secret(4, 4, bound), 10);
  const [large, larger] = [square(1n << 27n), square(1n << 28n)];
  assert.is(large.times(large).rows, 4);
  refused(() => larger.times(larger), /^times: truncate: takes \|x\| < 2\^58.* in a 4 x 4 matrix$/);
  refused(() => fixed(wide, 10).times([0.5, 0.5, 0.5]), /^times: dot: the result may reach 2\^58/);
});

test.run();
