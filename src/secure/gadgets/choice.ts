// Small choices, element by element: the larger and the smaller, absolute value, clamping, and whether all or any of many bits are 1.

import { hull, negateRange } from '../graph/range.js';
import { type IntLike, type SecureBit, SecureInt } from '../types/int.js';
import { constant } from './constants.js';

/** The larger of two. @cost one comparison and one triple per element. */
export function larger(x: SecureInt, y: IntLike): SecureInt {
  return either(x, y, 'larger');
}

/** The smaller of two. @cost one comparison and one triple per element. */
export function smaller(x: SecureInt, y: IntLike): SecureInt {
  return either(x, y, 'smaller');
}

/** |x|. @cost one comparison and one triple per element. */
export function absolute(x: SecureInt): SecureInt {
  if (x.range.min >= 0n) return x;
  const { max } = hull([x.range, negateRange(x.range)]);
  return x.mul(x.nonNegative()).mul(2).sub(x).within(0n, max, 'follows');
}

/** x, or the nearer of two bounds if it lies outside. @cost two comparisons, one after the other, and two triples per element. */
export function clamp(x: SecureInt, low: IntLike, high: IntLike): SecureInt {
  return smaller(larger(x, low), high);
}

/** Whether every bit of every `group` is 1. @cost one equality test per group. */
export function all(bits: SecureBit, group = bits.length): SecureBit {
  return bits.not().sums(group).isZero();
}

/** Whether any bit of every `group` is 1. @cost one equality test per group. */
export function any(bits: SecureBit, group = bits.length): SecureBit {
  return bits.sums(group).isZero().not();
}

function either(x: SecureInt, other: IntLike, which: 'larger' | 'smaller'): SecureInt {
  const y = other instanceof SecureInt ? other : constant(x, other, x.length);
  const least = [x.range.min, y.range.min] as const;
  const most = [x.range.max, y.range.max] as const;
  const range = which === 'larger' ? { min: max(least), max: max(most) } : { min: min(least), max: min(most) };
  const first = which === 'larger' ? x.ge(y) : x.le(y);
  return first.select(x, y).within(range.min, range.max, 'follows');
}

function min([a, b]: readonly [bigint, bigint]): bigint {
  return a < b ? a : b;
}

function max([a, b]: readonly [bigint, bigint]): bigint {
  return a > b ? a : b;
}
