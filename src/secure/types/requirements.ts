// What operations on secret vectors require of their operands.

import { UsageError } from '../../errors.js';
import { MAX_COMPARISON_BITS } from '../../params.js';
import type { Range } from '../graph/range.js';

/** Signed bits that the full-field comparison takes. */
const WIDE_BITS = 60;

/** @throws UsageError LENGTH_MISMATCH */
export function groupSize(operation: string, { length }: { readonly length: number }, group = length): number {
  if (!Number.isInteger(group) || group < 1 || length % group !== 0) {
    throw new UsageError('LENGTH_MISMATCH', `${operation}: ${length} elements do not fall into groups of ${group}`);
  }
  return group;
}

/** Whether a value needs the full-field version. @throws UsageError WIDTH_OVERFLOW when even that is too narrow */
export function requireComparable(operation: string, { min, max, proven }: Range, bits: number): boolean {
  if (bits > WIDE_BITS) {
    throw new UsageError(
      'WIDTH_OVERFLOW',
      `${operation}: takes ${WIDE_BITS} signed bits, values from ${min} to ${max} need ${bits}`,
    );
  }
  return !proven || bits > MAX_COMPARISON_BITS;
}
