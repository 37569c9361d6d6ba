// Made-up companies for demos, tests and benchmarks: log-normal figures that move together with the company's size, inputs larger and
// outputs smaller for the less efficient ones. The seed is public and the data are nobody's.

import { UsageError } from '../../errors.js';
import { Draws, roughExp } from '../draws.js';
import type { BenchmarkParameters, Metric } from './parameters.js';
import type { CompanyFigures } from './quantise.js';

/** Standard deviation of a figure's logarithm; three of them above the middle is the metric's largest figure. */
const SPREAD = 0.9;
/** Of a figure's deviation, what comes from size; with the rest the squares add up to 1. */
const FROM_SIZE = 0.9;
const FROM_FIGURE = 0.4;
const FROM_EFFICIENCY = 0.17;
/** Figures are reported to so many parts of the metric's range. */
const PARTS = 100_000;

/**
 * Deterministic synthetic figures, each inside its metric's bounds.
 * @param companies  1..maxCompanies      @param seed  the same seed, number and metrics give the same figures on every machine
 * @throws INVALID_ARGUMENT  before anything is allocated
 */
export function generateCompanies(companies: number, seed: number | string, p: BenchmarkParameters): CompanyFigures {
  if (!Number.isInteger(companies) || companies < 1 || companies > p.maxCompanies) {
    throw new UsageError('INVALID_ARGUMENT', `expected 1..${p.maxCompanies} companies, got ${companies}`);
  }
  const draws = new Draws(seed);
  const figures = new Float64Array(companies * p.metrics.length);
  for (let i = 0; i < companies; i++) {
    const size = draws.normal();
    const inefficiency = draws.normal();
    p.metrics.forEach((metric, m) => {
      const direction = { input: 1, output: -1, other: 0 }[metric.role];
      const deviation = FROM_SIZE * size + FROM_EFFICIENCY * direction * inefficiency + FROM_FIGURE * draws.normal();
      figures[i * p.metrics.length + m] = figureAt(metric, SPREAD * (deviation - 3));
    });
  }
  return { companies, figures };
}

/** @param logarithm of the share of the metric's range */
function figureAt({ min, max }: Metric, logarithm: number): number {
  const share = Math.round(PARTS * Math.min(1, roughExp(logarithm))) / PARTS;
  return Math.min(max, min + (max - min) * share);
}
