// Real numbers as integers: a number x with `fraction` bits after the binary point is the integer nearest to x 2^fraction. Clients encode
// their inputs and decode their results so; programs encode public numbers so. Only IEEE operations that round exactly are used:
// every party must derive the same integers, whatever its processor and its version of Math.

import { UsageError } from '../../errors.js';
import { FIELD_LIMIT } from '../graph/range.js';

/** Public real numbers: one for all elements or one per element. */
export type PublicNumbers = number | ArrayLike<number>;

/** Most bits after the binary point: one less than the bits of a value that can be truncated. */
export const MAX_FRACTION = 57;

/** @throws UsageError INVALID_ARGUMENT */
export function requireFraction(operation: string, fraction: number): number {
  if (!Number.isInteger(fraction) || fraction < 0 || fraction > MAX_FRACTION) {
    throw new UsageError('INVALID_ARGUMENT', `${operation}: a fraction has 0 to ${MAX_FRACTION} bits, not ${fraction}`);
  }
  return fraction;
}

/**
 * The integer nearest to value 2^fraction (the upper one of two); off by at most half a unit in the last place.
 * @throws UsageError INVALID_ARGUMENT for what is not a finite number, WIDTH_OVERFLOW
 */
export function encodeNumber(operation: string, value: number, fraction: number): bigint {
  // The product is exact (a power of two) unless it is below the smallest normal double, which rounds to 0 anyway.
  const scaled = value * 2 ** requireFraction(operation, fraction);
  if (!Number.isFinite(value)) throw new UsageError('INVALID_ARGUMENT', `${operation}: expected a finite number`);
  const encoded = Number.isFinite(scaled) ? nearest(scaled) : FIELD_LIMIT + 1n;
  if (encoded < -FIELD_LIMIT || encoded > FIELD_LIMIT) {
    throw new UsageError(
      'WIDTH_OVERFLOW',
      `${operation}: a public number with ${fraction} bits after the point does not fit the field`,
    );
  }
  return encoded;
}

/** Every number encoded. @throws as encodeNumber */
export function encode(values: PublicNumbers, fraction: number, operation = 'encode'): BigInt64Array {
  if (typeof values === 'number') return BigInt64Array.of(encodeNumber(operation, values, fraction));
  return BigInt64Array.from({ length: values.length }, (_, i) =>
    encodeNumber(operation, values[i] as number, fraction),
  );
}

/** What encoded numbers stand for, rounded to doubles. @throws UsageError INVALID_ARGUMENT for a bad fraction */
export function decode(values: ArrayLike<number | bigint>, fraction: number): number[] {
  const unit = 2 ** requireFraction('decode', fraction);
  return Array.from({ length: values.length }, (_, i) => Number(values[i]) / unit);
}

/** Math.round loses the last bit of some numbers from 2^52 on; those are integers already. */
function nearest(x: number): bigint {
  return BigInt(Number.isInteger(x) ? x : Math.round(x));
}
