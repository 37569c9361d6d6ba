// Columns shuffled alike: rows stay together, and nobody knows where they went as long as one party is honest.

import { UsageError } from '../../errors.js';
import type { SecureInt } from '../types/int.js';

/** @cost as shuffle in online/shuffle.ts. @param columns of equal length      @throws UsageError LENGTH_MISMATCH */
export function shuffle(columns: readonly SecureInt[]): SecureInt[] {
  const [first, ...others] = columns;
  if (first === undefined) return [];
  const n = first.length;
  if (others.some((column) => column.length !== n)) {
    throw new UsageError('LENGTH_MISMATCH', `shuffle: expected columns of ${n} elements`);
  }
  const shuffled = first.concat(...others).shuffled(columns.length);
  return columns.map(({ range }, c) => {
    const column = shuffled.slice(c * n, (c + 1) * n);
    return column.within(range.min, range.max, 'follows');
  });
}
