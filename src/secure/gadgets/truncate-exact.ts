// Exact division by a power of two, rounding down. Truncation may be one too high; then the remainder is negative, which one narrow
// comparison finds out.

import type { SecureInt } from '../types/int.js';

/**
 * floor(x / 2^shift).
 * @cost a truncation and a comparison of shift + 1 bits per element, one after the other.
 * @throws UsageError WIDTH_OVERFLOW, INVALID_ARGUMENT, as SecureInt.truncate
 */
export function truncateExact(x: SecureInt, shift: number): SecureInt {
  if (shift === 0) return x;
  const rounded = x.truncate(shift);
  const unit = 1n << BigInt(shift);
  // x - y 2^shift lies in [0, 2^shift) if y is the floor and in [-2^shift, 0) if y is one more.
  const remainder = x.sub(rounded.mul(unit)).within(-unit, unit - 1n, 'follows');
  const { min, max } = x.range;
  return rounded
    .sub(1)
    .add(remainder.nonNegative())
    .within(min >> BigInt(shift), max >> BigInt(shift), 'follows');
}

/** x mod 2^shift, in [0, 2^shift). @cost as truncateExact. */
export function remainderExact(x: SecureInt, shift: number): SecureInt {
  const unit = 1n << BigInt(shift);
  return x.sub(truncateExact(x, shift).mul(unit)).within(0n, unit - 1n, 'follows');
}
