// The benchmark without any cryptography: the oracle of the secure program, equal to it in every number. Straight loops and a sort,
// sharing nothing with it but the definitions in README.md. Sources: [DDNNT15] (the setting), [HF96] (quantiles), [DST84] (efficiency).

import { UsageError } from '../../errors.js';
import type { BenchmarkParameters } from './parameters.js';
import { quartileRank, requireCompanies } from './quartile-rank.js';

/** What the asking company learns, in levels (quantise.ts), per metric. */
export interface BenchmarkResult {
  readonly sums: readonly number[];
  /** Sums of the squares. */
  readonly squares: readonly number[];
  readonly lowerQuartile: readonly number[];
  readonly median: readonly number[];
  readonly upperQuartile: readonly number[];
  /** Companies whose figure is smaller than the asker's. */
  readonly below: readonly number[];
  /** Companies whose figure is the asker's. */
  readonly equal: readonly number[];
  /** 1 if no company is at least as good in all inputs and outputs and better in one, else 0. */
  readonly efficient: number;
}

/**
 * @param levels  companies x M, row-major, 0..2^bits - 1      @param asker  M levels
 * @throws LENGTH_MISMATCH
 * @throws DATA_INVALID  fewer companies than the public minimum
 */
export function benchmark(
  levels: Uint16Array,
  asker: ArrayLike<number>,
  { metrics, minimumCompanies }: BenchmarkParameters,
): BenchmarkResult {
  const M = metrics.length;
  if (levels.length % M !== 0 || asker.length !== M) {
    throw new UsageError('LENGTH_MISMATCH', `expected rows of ${M} levels and ${M} of the asker's`);
  }
  const n = levels.length / M;
  requireCompanies(n, minimumCompanies);
  const columns = metrics.map((_, m) => Array.from({ length: n }, (_, i) => levels[i * M + m] as number));
  const inOrder = columns.map((column) => [...column].sort((a, b) => a - b));
  const quartile = (k: 1 | 2 | 3) => inOrder.map((column) => column[quartileRank(k, n) - 1] as number);
  return {
    sums: columns.map((column) => column.reduce((sum, x) => sum + x, 0)),
    squares: columns.map((column) => column.reduce((sum, x) => sum + x * x, 0)),
    lowerQuartile: quartile(1),
    median: quartile(2),
    upperQuartile: quartile(3),
    below: columns.map((column, m) => column.filter((x) => x < (asker[m] as number)).length),
    equal: columns.map((column, m) => column.filter((x) => x === asker[m]).length),
    efficient: isDominated(columns, asker, metrics) ? 0 : 1,
  };
}

function isDominated(
  columns: readonly (readonly number[])[],
  asker: ArrayLike<number>,
  metrics: BenchmarkParameters['metrics'],
): boolean {
  const companies = columns[0]?.length ?? 0;
  for (let i = 0; i < companies; i++) {
    let worse = false;
    let better = false;
    metrics.forEach(({ role }, m) => {
      const gain = ((columns[m]?.[i] as number) - (asker[m] as number)) * { input: -1, output: 1, other: 0 }[role];
      if (gain < 0) worse = true;
      if (gain > 0) better = true;
    });
    if (better && !worse) return true;
  }
  return false;
}
