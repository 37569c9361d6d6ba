// Public operands of secret vectors: plain numbers as people write them, checked and brought into the form of the graph.

import { UsageError } from '../../errors.js';
import type { Constants } from '../graph/op.js';
import { FIELD_LIMIT, type Range } from '../graph/range.js';

/** Public integers: one for all elements or one per element. */
export type PublicInts = number | bigint | ArrayLike<number | bigint>;

/** One of them. */
export function element(values: Constants, i: number): bigint {
  return typeof values === 'bigint' ? values : (values[i] as bigint);
}

export function negated(values: Constants): Constants {
  return typeof values === 'bigint' ? -values : values.map((value) => -value);
}

/** The same numbers. @throws UsageError WIDTH_OVERFLOW when one lies outside */
export function inside(operation: string, values: BigInt64Array, { min, max }: Range): BigInt64Array {
  if (values.every((value) => value >= min && value <= max)) return values;
  throw new UsageError('WIDTH_OVERFLOW', `${operation}: a public number is outside ${min} to ${max}`);
}

/** A public operand as the graph keeps it. @throws UsageError INVALID_ARGUMENT, LENGTH_MISMATCH */
export function constantsOf(operation: string, y: PublicInts, length: number): Constants {
  if (typeof y === 'number' || typeof y === 'bigint') return integer(operation, y);
  if (y.length === 1) return integer(operation, y[0] as number | bigint);
  if (y.length !== length) {
    throw new UsageError('LENGTH_MISMATCH', `${operation}: expected ${length} public numbers, got ${y.length}`);
  }
  return BigInt64Array.from({ length }, (_, i) => integer(operation, y[i] as number | bigint));
}

function integer(operation: string, value: number | bigint): bigint {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new UsageError('INVALID_ARGUMENT', `${operation}: expected an integer, got ${value}`);
  }
  const wide = BigInt(value);
  if (wide < -FIELD_LIMIT || wide > FIELD_LIMIT) {
    throw new UsageError('WIDTH_OVERFLOW', `${operation}: the public number ${wide} does not fit the field`);
  }
  return wide;
}
