// Exponentials: e^x = 2^(x log2 e), and 2^s = 2^J 2^F for the whole part J and the rest F in [0, 1) of s, which the bits of s give. With
// t = 2F - 1, 2^F = sqrt(2) e^(t ln(2)/2) is a fast series; 2^J is a product of a few factors 1 or 2^(2^b), one for each bit of J.
// Total: results too small for a unit become 0 or 1 unit; results too large are refused when the program is planned.

import { UsageError } from '../../errors.js';
import { constant } from '../gadgets/constants.js';
import { SecureFixed } from '../types/fixed.js';
import type { SecureBit, SecureInt } from '../types/int.js';
import { requireFraction } from './encoding.js';
import { bitLength, type Choice, TRUNCATION_BITS } from './known.js';
import { WORK_BITS, WORK_UNIT } from './normalise.js';
import { evaluate } from './polynomial.js';
import { fitsAtOnce, type SecretPower, timesPower, widestSpan } from './power.js';
import { type Ratio, timesRatio } from './ratio.js';
import { Series, TERMS, valueAt } from './series.js';

/** log2(e) and ln(2), nearest multiples of 2^-70. */
const LOG2_E: Ratio = { numerator: 1703233676524073278943n, denominator: 1n << 70n };
const LN_2: Ratio = { numerator: 818323753292969962226n, denominator: 1n << 70n };

const HALF_LN_2 = Math.LN2 / 2;

/** 2^((1 + t) / 2). */
const SERIES = new Series(taylor());

function taylor(): number[] {
  const terms = [Math.SQRT2];
  for (let n = 1; n < TERMS; n++) terms.push(((terms[n - 1] as number) * HALF_LN_2) / n);
  return terms;
}

/** Exponents this far below one unit count as that: they add at most e/16 units. */
const LEAST_EXPONENT = -4;

/**
 * e^x.
 *
 * Off by less than 2 units in the last place + 2^-24.5 of the result. Where from: 3/2 units by timesPower; s and 2^F have four bits
 * more than the result, up to 28, so that they are off by 1/8 unit each, and at 28 bits by 2.1/2^28 and 5.5/2^28 of the result.
 * Costs, with g = min(28, the result's bits + 4): a round and a truncation (two for a wide x), g + 5 bits or so, a polynomial
 * of degree 7 (3 for results of up to 8 bits) and timesPower; the products of the factors are done beside the polynomial. For an
 * x that may be so small that the result is below 1/16 unit, before all this, a comparison and a product.
 * @param fraction bits after the point of the result; by default x's
 * @throws UsageError WIDTH_OVERFLOW where the result may need more than 54 bits
 */
export function exponential(x: SecureFixed, fraction = x.fraction): SecureFixed {
  requireFraction('exponential', fraction);
  const raised = notBelow(x, fraction);
  if (raised === null) return new SecureFixed(x.raw.mul(0n), fraction);
  const { limit, top } = largestResult(x, fraction);
  const bits = Math.min(WORK_BITS, Math.max(0, top) + 4);
  const { whole, most, rest, offset } = split(new SecureFixed(raised, x.fraction), bits);
  const number = evaluate(SERIES.polynomial(2 ** -(bits + 1)), rest, bits, { min: 1, max: 2 });
  const power = powerOfBits(number, whole, most, fraction - offset - bits);
  return new SecureFixed(timesPower('exponential', number, power, 0n, limit), fraction);
}

/** x, or what gives 1/16 of a unit where it is below that; null if it always is. */
function notBelow({ raw, fraction: point }: SecureFixed, fraction: number): SecureInt | null {
  const least = ceiling(BigInt(LEAST_EXPONENT - fraction) * LN_2.numerator, point);
  if (raw.range.min >= least) return raw;
  if (raw.range.max < least) return null;
  return raw.ge(least).select(raw, least).within(least, raw.range.max, 'follows');
}

/** A bound of the results in units, and its bits. */
function largestResult({ raw, fraction: point }: SecureFixed, fraction: number): { limit: bigint; top: number } {
  const exponent = raw.range.max * LOG2_E.numerator;
  const whole = exponent >> BigInt(70 + point);
  const part = Number((exponent - (whole << BigInt(70 + point))) >> BigInt(point)) / 2 ** 70;
  // In units of 2^-20, more than all errors above the value.
  const mantissa = BigInt(Math.ceil(valueAt(SERIES.polynomial(2 ** -29), 2 * part - 1) * 2 ** 20)) + 1n;
  const shift = Number(whole) + fraction - 20;
  if (shift > TRUNCATION_BITS) {
    throw new UsageError(
      'WIDTH_OVERFLOW',
      `exponential: the result may need ${shift + 21} bits; declare a smaller value`,
    );
  }
  const limit = shift >= 0 ? mantissa << BigInt(shift) : (mantissa >> BigInt(-shift)) + 1n;
  return { limit, top: Number(whole) + 1 + fraction };
}

interface Split {
  /** Bits of J, lowest first, of s = J - offset + F. */
  readonly whole: readonly SecureBit[];
  /** The largest J. */
  readonly most: number;
  /** 2F - 1, 28 bits after the point. */
  readonly rest: SecureInt;
  readonly offset: number;
}

/** s = x log2(e) with `bits` after the point, in its whole part and the rest. */
function split(x: SecureFixed, bits: number): Split {
  // Of a finer x more than three bits beyond those do not count, and would only make it too wide for a good constant.
  const { raw, fraction } = x.fraction > bits + 3 ? x.rescale(bits + 3) : x;
  const ratio = {
    numerator: LOG2_E.numerator << BigInt(Math.max(0, bits - fraction)),
    denominator: LOG2_E.denominator << BigInt(Math.max(0, fraction - bits)),
  };
  const scaled = timesRatio('exponential', raw, [ratio]);
  const unit = 1n << BigInt(bits);
  // The smallest s is made not negative by a public whole number.
  const offset = -(scaled.range.min >> BigInt(bits));
  const s = scaled.add(offset * unit);
  const whole = s.bits().slice(bits);
  const floors = whole.map((bit, b) => bit.mul(unit << BigInt(b)));
  const part = floors.reduce((left, floor) => left.sub(floor), s).within(0n, unit - 1n, 'follows');
  const rest = part.mul(2n << BigInt(WORK_BITS - bits)).sub(WORK_UNIT);
  return { whole, most: Number(s.range.max >> BigInt(bits)), rest, offset: Number(offset) };
}

/** 2^(J + least), for the bits of J up to `most`, as a power for x: low bits make the rest, high bits choose the block. */
function powerOfBits(x: SecureInt, whole: readonly SecureBit[], most: number, least: number): SecretPower {
  const xBits = bitLength(x.range.max);
  let low = whole.length;
  if (!fitsAtOnce(xBits, most + 1)) {
    const widest = widestSpan('exponential', xBits, most + least);
    while (2 ** low > widest) low--;
  }
  const blocks = oneHot(x, whole.slice(low)).filter((block) => block.case * 2 ** low <= most);
  return {
    blocks: blocks.map(({ bit, case: block }) => ({ bit, case: least + block * 2 ** low })),
    rest: powerOfLow(x, whole.slice(0, low)),
    span: Math.min(2 ** low, most + 1),
  };
}

/** A bit for each value of the number with these bits. */
function oneHot(like: SecureInt, bits: readonly SecureBit[]): readonly Choice<number>[] {
  let values: readonly Choice<number>[] = [{ bit: constant(like, 1, like.length), case: 0 }];
  for (const [b, bit] of bits.entries()) {
    values = values.flatMap(({ bit: chosen, case: value }) => {
      const upper = b === 0 ? bit : chosen.mul(bit);
      return [
        { bit: chosen.sub(upper).within(0, 1, 'follows'), case: value },
        { bit: upper, case: value + 2 ** b },
      ];
    });
  }
  return values;
}

/** 2^J: the product of 1 or 2^(2^b) for each bit b of J. */
function powerOfLow(like: SecureInt, bits: readonly SecureBit[]): SecureInt {
  let factors: SecureInt[] = bits.map((bit, b) => bit.mul((1n << (1n << BigInt(b))) - 1n).add(1));
  while (factors.length > 1) {
    const pairs = factors.filter((_, i) => i % 2 === 0);
    factors = pairs.map((left, i) => {
      const right = factors[2 * i + 1];
      return right === undefined ? left : left.mul(right);
    });
  }
  return factors[0] ?? constant(like, 1, like.length);
}

/** Nearest whole multiple of 2^-point not below numerator / 2^70. */
function ceiling(numerator: bigint, point: number): bigint {
  return -(-(numerator << BigInt(point)) >> 70n);
}
