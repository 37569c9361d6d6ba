// What the secure program and its plaintext twin must define alike: which value a quartile is, and when a dataset is too small.

import { UsageError } from '../../errors.js';

/**
 * The place of quartile k among n values in ascending order, from 1: the smallest value that at least k n / 4 values do not exceed.
 * @source [HF96] definition 1
 */
export function quartileRank(k: 1 | 2 | 3, n: number): number {
  return Math.ceil((k * n) / 4);
}

/** The number of companies is public, and so is whether it is enough. @throws UsageError DATA_INVALID */
export function requireCompanies(companies: number, minimum: number): void {
  if (companies >= minimum) return;
  throw new UsageError('DATA_INVALID', `expected at least ${minimum} companies in the dataset, found ${companies}`);
}
