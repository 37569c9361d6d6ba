// Public polynomials at secret points by Paterson and Stockmeyer's scheme [PS73] with blocks of four coefficients,
//     (c0 + c1 t + c2 t^2 + c3 t^3) + (c4 + ...) t^4 + (c8 + ...) t^8,
// so that powers up to t^4 and t^8 are all that is multiplied, and a degree of 3, 7 or 11 takes 5, 7 or 8 rounds.
//
// Error, in units of u = 2^-28, for |t| <= 1: t^2, t^3, t^4 and t^8 are off by less than 1, 2, 3 and 7; c1, c2, c3 by 1/2 each; the
// blocks c4 + ... and c8 + ... by 1 each from their truncation, and by 1/8 from their coefficients, which have more bits. With
// |c2| <= 1/8, |c3| <= 1/32, |c4| + .. + |c7| <= 1/100 and |c8| + .. + |c11| <= 1/1000, as in every series here (tested), these are
//     3/2 + (1/8 + 2/32) + (9/8 + 2/100 + 3/100) + (9/8 + 2/1000 + 7/1000)  <  4.

import type { SecureInt } from '../types/int.js';
import { encodeNumber } from './encoding.js';
import { WORK_BITS, WORK_UNIT } from './normalise.js';
import type { Polynomial } from './series.js';

const BLOCK = 4;

/** More bits of the coefficients of higher blocks: values below 1/16 leave room for them. */
const EXTRA_BITS = 4;

/** Where the values of a function lie that a polynomial comes close to; |value| < 4. */
export interface Interval {
  readonly min: number;
  readonly max: number;
}

/**
 * The value of a polynomial, of degree 3, 7 or 11, off by less than 4/2^28 and one unit of the result.
 * Costs for these degrees: rounds 5, 7, 8; triples 1, 2, 3; squares 1, 2, 3; truncations 3, 5, 7, per element.
 * @param t    |t| <= 1, 28 bits after the point
 * @param bits after the point of the result, at most 28
 */
export function evaluate({ coefficients, error }: Polynomial, t: SecureInt, bits: number, values: Interval): SecureInt {
  const t2 = unit(t.square());
  const t3 = t2.mul(t).truncate(WORK_BITS).within(-WORK_UNIT, WORK_UNIT, 'follows');
  const powers = [t, t2, t3];
  let sum = combination(coefficients.slice(0, BLOCK), powers, WORK_BITS);
  let giant = t2;
  for (let from = BLOCK; from < coefficients.length; from += BLOCK) {
    giant = unit(giant.square()); // t^4, then t^8
    const block = combination(coefficients.slice(from, from + BLOCK), powers, WORK_BITS + EXTRA_BITS);
    sum = sum.add(block.truncate(WORK_BITS + EXTRA_BITS).mul(giant));
  }
  const [min, max] = [wide(values.min - error) - SLACK, wide(values.max + error) + SLACK];
  return sum.within(min, max, 'follows').truncate(2 * WORK_BITS - bits);
}

/** More than the error, with 56 bits after the point. */
const SLACK = 8n * WORK_UNIT;

/** A square, truncated: from 0 to 1. */
function unit(square: SecureInt): SecureInt {
  return square.truncate(WORK_BITS).within(0, WORK_UNIT, 'follows');
}

/** c0 + c1 t + c2 t^2 ... of coefficients with `bits` after the point. */
function combination(coefficients: readonly number[], powers: readonly SecureInt[], bits: number): SecureInt {
  const encoded = coefficients.map((c) => encodeNumber('polynomial', c, bits));
  const terms = powers.slice(0, coefficients.length - 1).map((power, i) => power.mul(encoded[i + 1] as bigint));
  const [first, ...others] = terms as [SecureInt, ...SecureInt[]];
  return others.reduce((sum, term) => sum.add(term), first).add((encoded[0] as bigint) * WORK_UNIT);
}

function wide(value: number): bigint {
  return encodeNumber('polynomial', value, 2 * WORK_BITS);
}
