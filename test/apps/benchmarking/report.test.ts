import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { benchmarkParameters } from '../../../src/apps/benchmarking/parameters.js';
import { benchmark } from '../../../src/apps/benchmarking/plain.js';
import { decodeLevel, encodeFigures, stepOf } from '../../../src/apps/benchmarking/quantise.js';
import { quartileRank } from '../../../src/apps/benchmarking/quartile-rank.js';
import { benchmarkReport } from '../../../src/apps/benchmarking/report.js';
import { UsageError } from '../../../src/errors.js';

const test = suite('benchmarking figures and report');
const throws = (body: () => unknown, code: string, text = '') =>
  assert.throws(
    body,
    (error: unknown) => error instanceof UsageError && error.code === code && error.message.includes(text),
  );

test('a figure is off by at most half a step, and the bounds are exact', () => {
  const bounds = fc.tuple(
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
  );
  fc.assert(
    fc.property(
      bounds,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 2, max: 16 }),
      ([min, span], share, bits) => {
        const max = min + span;
        const p = benchmarkParameters({ metrics: [{ name: 'm', min, max, role: 'output' }], bits });
        const metric = p.metrics[0]!;
        const figure = Math.min(max, min + share * span);
        const [level, low, high] = encodeFigures([figure, min, max], p);
        assert.equal([low, high], [0, 2 ** bits - 1]);
        const error = Math.abs(decodeLevel(level!, metric, bits) - figure);
        assert.ok(error <= stepOf(metric, bits) * 0.500001 + 1e-9, `${error}`);
      },
    ),
  );
});

const p = benchmarkParameters({
  metrics: [
    { name: 'cost', min: 0, max: 255, role: 'input' },
    { name: 'sales', min: 100, max: 355, role: 'output' },
  ],
  bits: 8,
  minimumCompanies: 4,
});

test('figures outside their bounds are refused, and the place is named but not the figure', () => {
  throws(
    () => encodeFigures([1, 100, 256, 100], p),
    'DATA_INVALID',
    'company 1, cost: expected a figure from 0 to 255',
  );
  throws(() => encodeFigures([1, 99], p), 'DATA_INVALID', 'company 0, sales');
  throws(() => encodeFigures([1, Number.NaN], p), 'DATA_INVALID');
  throws(() => encodeFigures([1, 100, 2], p), 'LENGTH_MISMATCH');
  throws(() => encodeFigures([], p), 'LENGTH_MISMATCH');
});

test('by hand: four companies and one that asks', () => {
  const levels = encodeFigures([10, 110, 20, 120, 20, 130, 40, 140], p);
  const result = benchmark(levels, encodeFigures([20, 125], p), p);
  assert.equal(result, {
    sums: [90, 100],
    squares: [2500, 3000],
    lowerQuartile: [10, 10],
    median: [20, 20],
    upperQuartile: [20, 30],
    below: [1, 2],
    equal: [2, 0],
    efficient: 0, // the third company sells more at the same cost
  });
  const [cost, sales] = benchmarkReport(result, 4, p);
  assert.equal([cost!.mean, cost!.median, cost!.upperQuartile, cost!.percentile], [22.5, 20, 20, 50]);
  assert.ok(Math.abs(cost!.standardDeviation - 12.583057) < 1e-6);
  assert.equal([sales!.mean, sales!.lowerQuartile, sales!.percentile], [125, 110, 50]);
  assert.ok(Math.abs(sales!.standardDeviation - 12.909944) < 1e-6);
});

test('quartiles are the smallest values with a quarter, half, three quarters of all up to them', () => {
  for (let n = 1; n <= 40; n++) {
    for (const k of [1, 2, 3] as const) {
      const rank = quartileRank(k, n);
      assert.ok(4 * rank >= k * n && 4 * (rank - 1) < k * n, `quartile ${k} of ${n}`);
    }
  }
});

test('sums beyond 2^53 are not rounded before they are subtracted', () => {
  const n = 2 ** 20;
  const wide = benchmarkParameters({ metrics: [{ name: 'm', max: 65535, role: 'input' }], maxCompanies: n });
  const zero = { lowerQuartile: [0], median: [0], upperQuartile: [0], below: [0], equal: [0], efficient: 1 };
  // All at 65535 but one at 65534.
  const result = { ...zero, sums: [n * 65535 - 1], squares: [(n - 1) * 65535 ** 2 + 65534 ** 2] };
  const { standardDeviation } = benchmarkReport(result, n, wide)[0]!;
  assert.ok(Math.abs(standardDeviation - 1 / Math.sqrt(n)) < 1e-9, `${standardDeviation}`);
});

test('results of another shape and too few companies are refused', () => {
  const result = benchmark(new Uint16Array(8), [0, 0], p);
  throws(() => benchmarkReport(result, 1, p), 'INVALID_ARGUMENT');
  throws(() => benchmarkReport({ ...result, sums: [1] }, 4, p), 'LENGTH_MISMATCH');
  throws(() => benchmark(new Uint16Array(7), [0, 0], p), 'LENGTH_MISMATCH');
  throws(() => benchmark(new Uint16Array(8), [0], p), 'LENGTH_MISMATCH');
  throws(() => benchmark(new Uint16Array(6), [0, 0], p), 'DATA_INVALID', 'at least 4 companies');
});

test.run();
