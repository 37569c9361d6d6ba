// A secret integer times public ratios. A ratio c becomes a constant C = c 2^g, nearest, with g as large as |x C| < 2^58 allows, and x C is
// truncated by g. Where that constant is too coarse (its error times |x| may exceed half a unit) another one, of what is
// left over, is added, and so on: all products are truncated in the same round.

import { UsageError } from '../../errors.js';
import { hull, type Range } from '../graph/range.js';
import type { SecureInt } from '../types/int.js';
import type { PublicNumbers } from './encoding.js';
import { magnitude, TRUNCATION_BITS } from './known.js';

/** A public ratio; the denominator is positive. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Exactly the value of a double. @throws UsageError INVALID_ARGUMENT for what is not a finite number */
export function ratioOf(operation: string, value: number): Ratio {
  if (!Number.isFinite(value)) throw new UsageError('INVALID_ARGUMENT', `${operation}: expected a finite number`);
  let [scaled, denominator] = [value, 1n];
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    denominator *= 2n;
  }
  return { numerator: BigInt(scaled), denominator };
}

/** 1 / r. @throws UsageError INVALID_ARGUMENT for 0 */
export function inverted(operation: string, { numerator, denominator }: Ratio): Ratio {
  if (numerator === 0n) throw new UsageError('INVALID_ARGUMENT', `${operation}: division by a public zero`);
  return numerator > 0n
    ? { numerator: denominator, denominator: numerator }
    : { numerator: -denominator, denominator: -numerator };
}

/**
 * x times one ratio, or one ratio per element. Costs nothing by integers, else a round and t truncations per element: for x of b bits
 * and results of r, t = 1 if b + r < 58 or if the ratios have short binary fractions; otherwise at most about r / (57 - b).
 * @returns off by less than t + 1/2; exact for integers
 * @throws UsageError WIDTH_OVERFLOW
 */
export function timesRatio(operation: string, x: SecureInt, ratios: readonly Ratio[]): SecureInt {
  if (ratios.every(({ denominator }) => denominator === 1n)) return x.mul(ratios.map(({ numerator }) => numerator));
  const largest = magnitude(x.range);
  let sum: SecureInt | undefined;
  let left: readonly Ratio[] = ratios;
  let terms = 0n;
  // Half a unit of the result is left over at most: largest * left <= 1/2.
  while (
    sum === undefined ||
    left.some(({ numerator, denominator }) => 2n * largest * absolute(numerator) > denominator)
  ) {
    const constants = constantsFor(largest, left);
    if (constants === undefined) throw tooWide(operation);
    const product = x.mul(constants.values).truncate(constants.shift);
    sum = sum === undefined ? product : sum.add(product);
    left = constants.rest;
    terms++;
  }
  return inBoth(sum, hull(ratios.map((ratio) => productRange(x.range, ratio))), terms);
}

/** The sum of several terms has a wide range: what its error leaves of the exact result's is narrower, unless there is one term. */
function inBoth(sum: SecureInt, exact: Range, slack: bigint): SecureInt {
  let { min, max } = sum.range;
  if (exact.min - slack > min) min = exact.min - slack;
  if (exact.max + slack < max) max = exact.max + slack;
  return sum.within(min, max, 'follows');
}

/** Rounded outwards. */
function productRange({ min, max, proven }: Range, { numerator, denominator }: Ratio): Range {
  const [low, high] = numerator < 0n ? [max * numerator, min * numerator] : [min * numerator, max * numerator];
  return { min: floorQuotient(low, denominator), max: -floorQuotient(-high, denominator), proven };
}

interface Constants {
  readonly values: bigint[];
  readonly shift: number;
  /** What the constants leave over of every ratio. */
  readonly rest: readonly Ratio[];
}

/** The finest constants, with the zeros that all of them end with taken off. */
function constantsFor(largest: bigint, ratios: readonly Ratio[]): Constants | undefined {
  for (let shift = TRUNCATION_BITS - 1; shift >= 0; shift--) {
    let values = ratios.map(({ numerator, denominator }) => nearestQuotient(numerator << BigInt(shift), denominator));
    if (values.some((value) => largest * absolute(value) >= 1n << BigInt(TRUNCATION_BITS))) continue;
    while (shift > 0 && values.every((value) => (value & 1n) === 0n)) {
      values = values.map((value) => value >> 1n);
      shift--;
    }
    const rest = ratios.map(({ numerator, denominator }, i) => ({
      numerator: (numerator << BigInt(shift)) - (values[i] as bigint) * denominator,
      denominator: denominator << BigInt(shift),
    }));
    return { values, shift, rest };
  }
  return undefined;
}

/** The integer nearest to a / b, the upper one of two; b > 0. */
function nearestQuotient(a: bigint, b: bigint): bigint {
  return floorQuotient(2n * a + b, 2n * b);
}

function floorQuotient(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a < 0n && quotient * b !== a ? quotient - 1n : quotient;
}

function absolute(x: bigint): bigint {
  return x < 0n ? -x : x;
}

/** Sums of every `group` consecutive products with public numbers, truncated once. @throws as timesRatio, and LENGTH_MISMATCH */
export function sumOfProducts(operation: string, x: SecureInt, factors: PublicNumbers, group: number): SecureInt {
  const ratios = (typeof factors === 'number' ? [factors] : Array.from(factors)).map((c) => ratioOf(operation, c));
  const constants = constantsFor(magnitude(x.range) * BigInt(group), ratios);
  if (constants === undefined) throw tooWide(operation);
  return x.mul(constants.values).sums(group).truncate(constants.shift);
}

function tooWide(operation: string): UsageError {
  return new UsageError('WIDTH_OVERFLOW', `${operation}: the result may reach 2^58; declare a narrower value`);
}
