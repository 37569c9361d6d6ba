// Division by a secret number [CS10]: the divisor is normalised, d = a 2^(i+1) units, 1/a iterated, and n / d = n (1/a) 2^(-i-1).
// Division is total, for an abort or an overflow would tell something about the divisor: n / 0 is 0.

import { UsageError } from '../../errors.js';
import { type Range, rangeOf } from '../graph/range.js';
import { SecureFixed } from '../types/fixed.js';
import type { PublicInts, SecureInt } from '../types/int.js';
import { encode, MAX_FRACTION, type PublicNumbers, requireFraction } from './encoding.js';
import { knownProduct, magnitude, TRUNCATION_BITS } from './known.js';
import { normalise } from './normalise.js';
import { powerFor, timesPower } from './power.js';
import { RECIPROCAL_BITS, reciprocalOfNormal } from './reciprocal.js';

/** Fewest bits after the point of 1/a that the product with the numerator may leave. */
const LEAST_BITS = 16;

/** Bits of the largest public numerator. */
const PUBLIC_BITS = 27;

/**
 * n / d, and 0 where d = 0. A vector of one element combines with any other. For quotients of integers both have fraction 0.
 *
 * Off by less than 2 units in the last place + 2^-25 of the quotient, if |n| has at most 30 bits (with those after the point); with
 * b > 30 bits by 2^(b-55) of the quotient. Where from: 1/a 2^-27.6 of itself; a 2^-27 if d has more than 28 bits; 1/a cut to
 * fit beside n, 2^-(56-b); 3/2 units by timesPower. A public n counts as rounded to 27 bits.
 * Costs the normalisation of d, nine rounds (ten for b > 26), four triples, three squares, six truncations, and timesPower; for a d
 * that may be negative, before all this, a comparison and a round, and two triples.
 * @param fraction bits after the point of the result; by default d's
 * @throws UsageError WIDTH_OVERFLOW for an n of more than 40 bits, a d of more than 58, a quotient that may need more than 54: where d
 *   cannot be small, let its range say so
 */
export function divide(n: SecureFixed | PublicNumbers, d: SecureFixed, fraction = d.fraction): SecureFixed {
  requireFraction('divide', fraction);
  const numerator = n instanceof SecureFixed ? secretNumerator(n) : publicNumerator(n);
  const { size, sign } = absolute(d.raw);
  const { mantissa, places } = normalise('divide', size);
  const y = cut(reciprocalOfNormal(mantissa, sign), numerator.range);
  const product = spread(y.value, numerator).mul(numerator.raw);
  // n / d = n 2^-fn / (a 2^(i+1) 2^-fd), in units of 2^-fraction, with y.bits after the point of 1/a.
  const scale = fraction - numerator.fraction + d.fraction;
  const exponents = places.map(({ bit, case: i }) => ({ bit, case: scale - y.bits - i - 1 }));
  const power = powerFor('divide', product, exponents);
  const { min, max } = quotients(numerator.range, size.range, scale, sign !== undefined);
  return new SecureFixed(timesPower('divide', product, power, min, max), fraction);
}

/** 1 / x, and 0 where x = 0. As divide. */
export function reciprocal(x: SecureFixed, fraction = x.fraction): SecureFixed {
  return divide(1, x, fraction);
}

interface Numerator {
  readonly raw: SecureInt | PublicInts;
  readonly length: number;
  readonly range: Range;
  readonly fraction: number;
}

function secretNumerator({ raw, fraction }: SecureFixed): Numerator {
  return { raw, length: raw.length, range: raw.range, fraction };
}

/** The largest number gets all the bits; zeros that all end with are taken off, so that 1 is just 1. */
function publicNumerator(values: PublicNumbers): Numerator {
  const largest = Math.max(...(typeof values === 'number' ? [values] : Array.from(values)).map(Math.abs));
  let fraction = MAX_FRACTION;
  while (fraction > 0 && largest * 2 ** fraction >= 2 ** PUBLIC_BITS) fraction--;
  let raw = encode(values, fraction, 'divide');
  while (fraction > 0 && raw.every((value) => (value & 1n) === 0n)) {
    raw = raw.map((value) => value >> 1n);
    fraction--;
  }
  return { raw, length: raw.length, range: rangeOf(raw), fraction };
}

/** |d|, and 1 or -1 where the sign is secret. */
function absolute(d: SecureInt): { size: SecureInt; sign: SecureInt | undefined } {
  if (d.range.min >= 0n) return { size: d, sign: undefined };
  const sign = d.nonNegative().mul(2).sub(1);
  return { size: knownProduct('divide', d, sign, 0n, magnitude(d.range)), sign };
}

/** 1/a with as many bits after the point as fit beside the numerator. @throws UsageError WIDTH_OVERFLOW */
function cut(y: SecureInt, numerator: Range): { value: SecureInt; bits: number } {
  const largest = magnitude(numerator);
  for (let bits = RECIPROCAL_BITS; bits >= LEAST_BITS; bits--) {
    const most = (magnitude(y.range) >> BigInt(RECIPROCAL_BITS - bits)) + 1n;
    if (largest * most < 1n << BigInt(TRUNCATION_BITS)) return { value: y.truncate(RECIPROCAL_BITS - bits), bits };
  }
  throw new UsageError('WIDTH_OVERFLOW', `divide: takes numerators of 40 bits, this one may be up to ${largest}`);
}

function spread(y: SecureInt, { raw, length }: Numerator): SecureInt {
  const wanted = typeof raw === 'object' && length > 1 && y.length === 1;
  return wanted ? y.repeat(length) : y;
}

/** Where n 2^scale / d lies, errors included: at most 2^-14 of it. */
function quotients(n: Range, d: Range, scale: number, signed: boolean): { min: bigint; max: bigint } {
  const smallest = d.min > 0n ? d.min : 1n;
  const up = BigInt(Math.max(0, scale));
  const down = BigInt(Math.max(0, -scale));
  const quotient = (magnitude(n) << up) / (smallest << down) + 1n;
  const most = quotient + (quotient >> 14n) + 1n;
  return { min: signed || n.min < 0n ? -most : 0n, max: signed || n.max > 0n ? most : 0n };
}
