// Figures as the computation takes them: between a metric's bounds on a scale of 2^bits equal steps, 0 at the smallest figure and
// 2^bits - 1 at the largest. A figure is off by at most half a step. Clients do this on their own machines.

import { UsageError } from '../../errors.js';
import type { BenchmarkParameters, Metric } from './parameters.js';

/** Figures of companies as they are before anything is shared: companies x metrics, row-major. */
export interface CompanyFigures {
  readonly companies: number;
  readonly figures: Float64Array;
}

/** The largest level, 2^bits - 1. */
export function topLevel(bits: number): number {
  return 2 ** bits - 1;
}

/** What one level is worth, in the metric's unit. */
export function stepOf({ min, max }: Metric, bits: number): number {
  return (max - min) / topLevel(bits);
}

/**
 * One company's figures, or those of several row by row, as levels.
 * @throws LENGTH_MISMATCH    unless they are whole rows
 * @throws DATA_INVALID  naming company and metric, never the figure: not a number, or outside the metric's bounds
 */
export function encodeFigures(figures: ArrayLike<number>, { metrics, bits }: BenchmarkParameters): Uint16Array {
  if (figures.length === 0 || figures.length % metrics.length !== 0) {
    throw new UsageError(
      'LENGTH_MISMATCH',
      `expected rows of ${metrics.length} figures, got ${figures.length} figures`,
    );
  }
  return Uint16Array.from(figures, (figure, i) => {
    const metric = metrics[i % metrics.length] as Metric;
    if (!(figure >= metric.min && figure <= metric.max)) {
      const place = `company ${Math.floor(i / metrics.length)}, ${metric.name}`;
      throw new UsageError('DATA_INVALID', `${place}: expected a figure from ${metric.min} to ${metric.max}`);
    }
    return Math.min(topLevel(bits), Math.round((figure - metric.min) / stepOf(metric, bits)));
  });
}

/** The figure in the middle of a level; of a mean of levels, the mean figure. */
export function decodeLevel(level: number, metric: Metric, bits: number): number {
  return metric.min + level * stepOf(metric, bits);
}
