// Square roots: x = a 2^(i+1) units with a normalised has sqrt(a) 2^((i+1)/2), and the power, with its half exponents, is a public number
// for every place. With t = 4a - 3 in [-1, 1], sqrt(a) = sqrt(3/4) (1 + t/3)^(1/2) is a binomial series in t/3, and so is 1/sqrt(a).
// Total: 0 for what is not positive.

import { UsageError } from '../../errors.js';
import { SecureFixed } from '../types/fixed.js';
import { requireFraction } from './encoding.js';
import { bitLength, knownProduct, TRUNCATION_BITS, weightOf } from './known.js';
import { centred, normalise, orZero, WORK_BITS } from './normalise.js';
import { evaluate, type Interval } from './polynomial.js';
import { binomialSeries, Series } from './series.js';

/** sqrt(3) / 2. */
const ROOT_THREE_QUARTERS = 0.8660254037844386;

/** Fewest bits of sqrt(a) that the product with the power may leave. */
const LEAST_BITS = 16;

interface Kind {
  readonly name: string;
  readonly series: Series;
  readonly values: Interval;
  /** The result is a number from the series times 2^(halves/2). */
  readonly halves: (octaves: number) => number;
}

const ROOT: Kind = {
  name: 'squareRoot',
  series: new Series(binomialSeries(0.5, ROOT_THREE_QUARTERS)),
  values: { min: Math.SQRT1_2, max: 1 },
  halves: (octaves) => octaves,
};

const INVERSE: Kind = {
  name: 'inverseSquareRoot',
  series: new Series(binomialSeries(-0.5, 1 / ROOT_THREE_QUARTERS)),
  values: { min: 1, max: Math.SQRT2 },
  halves: (octaves) => -octaves,
};

/**
 * The square root; 0 for x <= 0.
 *
 * Off by less than 2 units in the last place + 2^-24.5 of the root, if it can have at most 28 bits; with b > 28 bits 2^(b-53) of it.
 * Where from: 1 unit by the last truncation, 3/8 by the public numbers, 1/8 by a short series; the rest by the polynomial's arithmetic,
 * 5.5/2^28 of at least 0.707, and by a, 2^-28 of it if x has more than 28 bits.
 * Costs the normalisation of x, a polynomial, two rounds, a triple and a truncation; for an x that may be negative, before
 * all this, a comparison and a product. The polynomial has degree 3 for roots of up to 10 bits, 7 up to 22, else 11.
 * @param fraction bits after the point of the result; by default x's
 * @throws UsageError WIDTH_OVERFLOW for an x of more than 58 bits, a root of more than 40
 */
export function squareRoot(x: SecureFixed, fraction = x.fraction): SecureFixed {
  return root(x, fraction, ROOT);
}

/**
 * 1 / sqrt(x); 0 for x <= 0. Error and costs as squareRoot, but degree 7 only up to 18 bits and 3 up to 7.
 * @throws UsageError WIDTH_OVERFLOW for an x of more than 58 bits, a result that may have more than 40: where x cannot be small, let
 *   its range say so
 */
export function inverseSquareRoot(x: SecureFixed, fraction = x.fraction): SecureFixed {
  return root(x, fraction, INVERSE);
}

function root(x: SecureFixed, fraction: number, { name, series, values, halves }: Kind): SecureFixed {
  requireFraction(name, fraction);
  const { mantissa, places } = normalise(name, orZero(x.raw));
  // In units of 2^-fraction the power is sqrt(2)^exponent.
  const exponents = places.map(({ bit, case: i }) => ({ bit, case: 2 * fraction + halves(i + 1 - x.fraction) }));
  const highest = Math.max(...exponents.map((each) => each.case));
  // The number from the series has `bits` after the point and is below 1.42, the power is at most 2^top and has `spare` bits after.
  const top = Math.max(0, Math.ceil(highest / 2));
  const bits = Math.min(WORK_BITS, TRUNCATION_BITS - 2 - top);
  if (bits < LEAST_BITS) {
    throw new UsageError(
      'WIDTH_OVERFLOW',
      `${name}: the result may need ${top} bits, at most 40 fit: declare a narrower value`,
    );
  }
  const spare = TRUNCATION_BITS - 1 - top - bits;
  const polynomial = series.polynomial(2 ** -Math.min(top + 3, WORK_BITS + 1));
  const number = evaluate(polynomial, centred(mantissa), bits, values);
  const power = weightOf(exponents, (e) => rootOfPower(e + 2 * spare));
  const largest = power.range.max;
  const product = knownProduct(name, number, power, 0n, largest * number.range.max);
  return new SecureFixed(product.truncate(bits + spare), fraction);
}

/** The integer nearest to sqrt(2)^e. */
function rootOfPower(e: number): bigint {
  if (e < -2) return 0n;
  // floor(2 sqrt(2^e)), from 2^(e+2), then half of it rounded up.
  return (integerRoot(1n << BigInt(e + 2)) + 1n) >> 1n;
}

/** floor(sqrt(n)) by Newton's iteration from above. */
function integerRoot(n: bigint): bigint {
  let x = 1n << BigInt(Math.ceil(bitLength(n) / 2));
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}
