import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import type { BatchSpec, Demand } from '../../../src/preprocessing/kinds.js';
import { requireSpec } from '../../../src/preprocessing/spec.js';
import type { KindStatus } from '../../../src/preprocessing/store/index.js';
import { MarkTable } from '../../../src/service/lowgear/marks.js';
import {
  batchOf,
  GRANULES,
  type Order,
  ordersOf,
  productionSize,
  sumOf,
  unitsLeft,
} from '../../../src/service/lowgear/orders.js';
import { Rates } from '../../../src/service/lowgear/rates.js';

const test = suite('lowgear: orders, marks and rates');

const bound: Demand = {
  kind: 'matvec',
  matrix: 'dense',
  rows: 5,
  columns: 3,
  orientation: 'rows',
  operand: { from: 'inputMasks', offset: 1 },
};
const free: Demand = { ...bound, matrix: 'sparse', orientation: 'columns', operand: { from: 'random' } };
const QUERY: BatchSpec = [
  { kind: 'inputMask', n: 20 },
  { kind: 'zeroTest', n: 5 },
  bound,
  free,
  { kind: 'comparisonMask', k: 20, w: 4, n: 6 },
  { kind: 'triple', n: 0 },
];

function stock(left: Readonly<Record<string, number>>): KindStatus[] {
  return Object.entries(left).map(([key, n]) => ({
    key,
    stored: n,
    left: n,
    reserved: 0,
    bytes: 0,
    batches: 1,
    mark: null,
  }));
}

function order(key: string, spec = QUERY): Order {
  const found = ordersOf(spec).find((one) => one.key === key);
  if (found === undefined) throw new RangeError(`no order ${key}`);
  return found;
}

test('a query is an order per kind, and masks go with the tuples that are made on them', () => {
  assert.equal(
    ordersOf(QUERY, 3).map(({ key, units }) => [key, units]),
    [
      ['matvec/dense/rows/bound', 3],
      ['zeroTest', 15],
      ['matvec/sparse/columns', 3],
      ['comparisonMask/20/4', 18],
    ],
  );
  assert.equal(order('matvec/dense/rows/bound').unit, [QUERY[0], bound]);
  const upload: BatchSpec = [{ kind: 'inputMask', n: 20 }];
  assert.equal(
    ordersOf(upload).map(({ key, units }) => [key, units]),
    [['inputMask', 20]],
  );
});

test('several units of masks with tuples lie behind each other in one batch', () => {
  const spec = batchOf(order('matvec/dense/rows/bound'), 3);
  requireSpec(spec, 2);
  assert.equal(spec[0], { kind: 'inputMask', n: 60 });
  assert.equal(
    spec.slice(1).map((line) => line.kind === 'matvec' && line.operand),
    [1, 21, 41].map((offset) => ({ from: 'inputMasks', offset })),
  );
  assert.equal(batchOf(order('zeroTest'), 7), [{ kind: 'zeroTest', n: 7 }]);
  assert.equal(batchOf(order('matvec/sparse/columns'), 2), [free, free]);
});

test('what is left is counted in units', () => {
  const kinds = stock({ 'matvec/dense/rows/bound': 2, 'inputMask/bound': 40, inputMask: 99, zeroTest: 4 });
  assert.is(unitsLeft(kinds, order('matvec/dense/rows/bound')), 2);
  assert.is(unitsLeft(kinds, order('zeroTest')), 4);
  assert.is(unitsLeft(kinds, order('comparisonMask/20/4')), 0);
  assert.is(unitsLeft(kinds, order('inputMask', [{ kind: 'inputMask', n: 1 }])), 99);
});

test('productions are rounded up to what is worth one, and cut at what a party may hold', () => {
  const triple = order('triple', [{ kind: 'triple', n: 1 }]);
  assert.is(productionSize(triple, 1, 2, GRANULES, 2 ** 24), 16_384);
  assert.is(productionSize(triple, 16_385, 2, GRANULES, 2 ** 24), 32_768);
  assert.is(productionSize(triple, 10 ** 9, 2, GRANULES, 6 * 40_000), 32_768);
  assert.is(productionSize(triple, 10 ** 9, 2, {}, 6 * 40_000), 40_000);
  assert.is(productionSize(triple, 5, 2, GRANULES, 1), 1);
  assert.is(productionSize(order('matvec/dense/rows/bound'), 3, 2, GRANULES, 2 ** 24), 3);
});

test('marks follow from forecasts and from what the operator names', () => {
  const marks = new MarkTable({
    queries: { low: 1, high: 3 },
    marks: {
      zeroTest: { low: 10, high: 20 },
      'comparisonMask/9/2': { low: 1, high: 1 },
      'truncation/20': { low: 2, high: 3 },
    },
  });
  const lines = () =>
    marks.lines(stock({ zeroTest: 7 })).map(({ order, left, low, high }) => [order.key, left, low, high]);
  assert.equal(lines(), [
    ['zeroTest', 7, 10, 20],
    ['comparisonMask/9/2', 0, 1, 1],
    ['truncation/20', 0, 2, 3],
  ]);
  marks.forecast('ratings', QUERY);
  assert.equal(lines(), [
    ['matvec/dense/rows/bound', 0, 1, 3],
    ['zeroTest', 7, 15, 35],
    ['matvec/sparse/columns', 0, 1, 3],
    ['comparisonMask/20/4', 0, 6, 18],
    ['comparisonMask/9/2', 0, 1, 1],
    ['truncation/20', 0, 2, 3],
  ]);
});

test('marks of kinds that do not exist, or upside down, are CONFIG_INVALID', () => {
  const queries = { low: 1, high: 2 };
  for (const key of [
    'tripel',
    'triple/2',
    'factorTriple',
    'comparisonMask/20',
    'factorTriple/x',
    'truncation/58',
    'matvec/a/rows',
  ]) {
    invalid(() => new MarkTable({ queries, marks: { [key]: queries } }));
  }
  invalid(() => new MarkTable({ queries, marks: { triple: { low: 3, high: 2 } } }));
  invalid(() => new MarkTable({ queries: { low: 3, high: 2 }, marks: {} }));
});

function invalid(make: () => unknown): void {
  assert.throws(make, (error: unknown) => error instanceof UsageError && error.code === 'CONFIG_INVALID');
}

test('the cost of a query is its share of all productions', () => {
  const rates = new Rates();
  assert.is(rates.perSecond('zeroTest'), null);
  assert.is(rates.secondsFor(ordersOf(QUERY)), null);
  rates.record('zeroTest', 100, { ms: 50, bytesSent: 1000 });
  rates.record('zeroTest', 300, { ms: 150, bytesSent: 3000 });
  rates.record('matvec/dense/rows/bound', 2, { ms: 900, bytesSent: 8 });
  assert.equal(rates.costOfSpec(QUERY), { ms: 5 * 0.5 + 450, bytesSent: 50 + 4 });
  assert.is(rates.perSecond('zeroTest'), 2000);
  assert.is(rates.secondsFor([order('zeroTest')]), 5 / 2000);
  assert.is(sumOf([order('zeroTest'), order('zeroTest')]).get('zeroTest')?.units, 10);
});

test.run();
