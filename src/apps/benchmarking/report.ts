// The last step, in the clear at the asking company: sums and ranks in levels become means, standard deviations and percentiles in the
// metric's own unit. All divisions are done here, on exact integers.

import { UsageError } from '../../errors.js';
import type { BenchmarkParameters, Metric } from './parameters.js';
import type { BenchmarkResult } from './plain.js';
import { decodeLevel, stepOf } from './quantise.js';

/** Where the asker stands in one metric. */
export interface MetricReport {
  readonly metric: Metric;
  readonly mean: number;
  /** Of a sample: divided by n - 1. */
  readonly standardDeviation: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  /** Share of companies below the asker in percent, equal ones counted half. */
  readonly percentile: number;
}

/**
 * One report per metric.
 * @param companies  the dataset's rows, at least 2
 * @throws LENGTH_MISMATCH, INVALID_ARGUMENT
 */
export function benchmarkReport(
  result: BenchmarkResult,
  companies: number,
  { metrics, bits }: BenchmarkParameters,
): MetricReport[] {
  if (!Number.isInteger(companies) || companies < 2) {
    throw new UsageError('INVALID_ARGUMENT', `expected at least 2 companies, got ${companies}`);
  }
  return metrics.map((metric, m) => {
    const of = (values: readonly number[]) => {
      const value = values[m];
      if (value !== undefined && values.length === metrics.length) return value;
      throw new UsageError('LENGTH_MISMATCH', `expected ${metrics.length} values, got ${values.length}`);
    };
    const decode = (level: number) => decodeLevel(level, metric, bits);
    return {
      metric,
      mean: decode(of(result.sums) / companies),
      standardDeviation: stepOf(metric, bits) * deviation(of(result.sums), of(result.squares), companies),
      lowerQuartile: decode(of(result.lowerQuartile)),
      median: decode(of(result.median)),
      upperQuartile: decode(of(result.upperQuartile)),
      percentile: (100 * (of(result.below) + of(result.equal) / 2)) / companies,
    };
  });
}

/** In levels. The difference of two large numbers is taken before anything is rounded. */
function deviation(sum: number, squares: number, n: number): number {
  const numerator = BigInt(n) * BigInt(squares) - BigInt(sum) * BigInt(sum);
  return Math.sqrt(Number(numerator) / (n * (n - 1)));
}
