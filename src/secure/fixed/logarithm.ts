// Logarithms: log2(x) = log2(a) + (i + 1 - fraction) for x = a 2^(i+1) units with a normalised. With t = 4a - 3 in [-1, 1],
// ln(a) = ln(3/4) + ln(1 + t/3), a series in t/3; the part of the exponent is a public number for every place, chosen by its bit.
// Total: what is not positive counts as the smallest positive number, one unit in the last place.

import { exactly, hull } from '../graph/range.js';
import { SecureFixed } from '../types/fixed.js';
import type { SecureInt } from '../types/int.js';
import { encodeNumber, requireFraction } from './encoding.js';
import { weightOf } from './known.js';
import { centred, type Normal, normalise, orZero, WORK_BITS } from './normalise.js';
import { evaluate } from './polynomial.js';
import { Series, TERMS } from './series.js';

const LN_THREE_QUARTERS = -0.2876820724517809;

/** ln(3/4) + t/3 - (t/3)^2/2 + (t/3)^3/3 - ..., times a factor. */
function logarithmSeries(factor: number): Series {
  const terms = [LN_THREE_QUARTERS * factor];
  let power = -factor;
  for (let n = 1; n < TERMS; n++) {
    power /= -3;
    terms.push(power / n);
  }
  return new Series(terms);
}

interface Base {
  readonly series: Series;
  /** The logarithm of 2. */
  readonly octave: number;
}

const NATURAL: Base = { series: logarithmSeries(1), octave: Math.LN2 };
const BINARY: Base = { series: logarithmSeries(1 / Math.LN2), octave: 1 };

/**
 * The natural logarithm; -fraction ln(2) for x <= 0.
 *
 * Off by less than 2 units in the last place + 2^-24.5. Where from: 1 unit by the last truncation, 1/2 by the public numbers, 1/8 by
 * the series; 4/2^28 by the polynomial's arithmetic, 2.9/2^28 by a if x has more than 28 bits, 3/2^29 for results finer than 2^-28.
 * Costs the normalisation of x and a polynomial, of degree 3 for up to 7 bits after the point, 7 up to 18, else 11; for an x that
 * may be negative, before all this, a comparison and a product.
 * @param fraction bits after the point of the result; by default x's
 * @throws UsageError WIDTH_OVERFLOW for an x of more than 58 bits
 */
export function naturalLogarithm(x: SecureFixed, fraction = x.fraction): SecureFixed {
  return logarithm('naturalLogarithm', x, fraction, NATURAL);
}

/** The logarithm to base 2; -fraction for x <= 0. Error and costs as naturalLogarithm; the public numbers are exact. */
export function binaryLogarithm(x: SecureFixed, fraction = x.fraction): SecureFixed {
  return logarithm('binaryLogarithm', x, fraction, BINARY);
}

function logarithm(operation: string, x: SecureFixed, fraction: number, { series, octave }: Base): SecureFixed {
  requireFraction(operation, fraction);
  const normal = normalise(operation, orZero(x.raw));
  const bits = Math.min(fraction, WORK_BITS);
  const polynomial = series.polynomial(2 ** -Math.min(bits + 3, WORK_BITS + 1));
  const ofMantissa = evaluate(polynomial, centred(normal.mantissa), bits, { min: -octave, max: 0 });
  const ofPlace = (place: number) => encodeNumber(operation, (place + 1 - x.fraction) * octave, fraction);
  return new SecureFixed(ofMantissa.mul(1n << BigInt(fraction - bits)).add(ofPlaces(normal, ofPlace)), fraction);
}

/** The logarithm of the power of two; x = 0 has a = 1/2 and counts as place 0. Exactly one bit is 1. */
function ofPlaces({ places, zero }: Normal, logarithmOf: (place: number) => bigint): SecureInt {
  const choices = zero === null ? places : [...places, { bit: zero, case: 0 }];
  const least = hull(choices.map(({ case: place }) => exactly(logarithmOf(place)))).min;
  return weightOf(choices, (place) => logarithmOf(place) - least).add(least);
}
