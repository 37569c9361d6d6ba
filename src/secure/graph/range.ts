// Ranges of secret integers, as intervals: every operation says where its results lie, so that what could wrap around the field or
// leave a comparison's range is refused when the program is planned, never computed wrongly.
// A range is *proven* when it follows from what clients proved about their inputs. Only then may a value be opened under a
// statistical mask, which hides nothing of a value outside its range; everything else is compared under full-field masks.

import { UsageError } from '../../errors.js';
import { P } from '../../params.js';

/** All integers from min to max. */
export interface Range {
  readonly min: bigint;
  readonly max: bigint;
  readonly proven: boolean;
}

/** Largest absolute value that the field tells from its negative: |x| <= (p - 1) / 2. */
export const FIELD_LIMIT = (P - 1n) / 2n;

/** Signed values of at most this many bits are told apart by the field. */
export const MAX_BITS = 60;

export const BIT: Range = { min: 0n, max: 1n, proven: true };

/** Values modulo p, of any size: see types/residues.ts. */
export const RESIDUES: Range = { min: -FIELD_LIMIT, max: FIELD_LIMIT, proven: false };

export function exactly(value: bigint): Range {
  return { min: value, max: value, proven: true };
}

/** @throws UsageError WIDTH_OVERFLOW when a result of `operation` may wrap around the field */
export function requireField(range: Range, operation: string): Range {
  if (range.min < -FIELD_LIMIT || range.max > FIELD_LIMIT) {
    throw new UsageError(
      'WIDTH_OVERFLOW',
      `${operation}: results from ${range.min} to ${range.max} do not fit the field, which holds |x| < 2^60: truncate before, or declare narrower inputs`,
    );
  }
  return range;
}

export function addRanges(x: Range, y: Range): Range {
  return { min: x.min + y.min, max: x.max + y.max, proven: x.proven && y.proven };
}

export function negateRange({ min, max, proven }: Range): Range {
  return { min: -max, max: -min, proven };
}

export function multiplyRanges(x: Range, y: Range): Range {
  const corners = [x.min * y.min, x.min * y.max, x.max * y.min, x.max * y.max];
  return { min: smallest(corners), max: largest(corners), proven: x.proven && y.proven };
}

export function squareRange(x: Range): Range {
  const ends = [x.min * x.min, x.max * x.max];
  return { min: x.min <= 0n && x.max >= 0n ? 0n : smallest(ends), max: largest(ends), proven: x.proven };
}

/** A sum of n values of this range. */
export function sumRange({ min, max, proven }: Range, n: number): Range {
  return { min: min * BigInt(n), max: max * BigInt(n), proven };
}

/** The smallest range that holds all of these. */
export function hull(ranges: readonly Range[]): Range {
  return {
    min: smallest(ranges.map(({ min }) => min)),
    max: largest(ranges.map(({ max }) => max)),
    proven: ranges.every(({ proven }) => proven),
  };
}

/** The range of public values. */
export function rangeOf(values: bigint | BigInt64Array): Range {
  if (typeof values === 'bigint') return exactly(values);
  let min = values[0] ?? 0n;
  let max = min;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max, proven: true };
}

/** The smallest k with -2^(k-1) <= x < 2^(k-1) for every x of the range. */
export function signedBits({ min, max }: Range): number {
  let k = 1;
  while (min < -(1n << BigInt(k - 1)) || max >= 1n << BigInt(k - 1)) k++;
  return k;
}

function smallest(values: readonly bigint[]): bigint {
  return values.reduce((least, value) => {
    if (value < least) return value;
    return least;
  });
}

function largest(values: readonly bigint[]): bigint {
  return values.reduce((most, value) => {
    if (value > most) return value;
    return most;
  });
}
