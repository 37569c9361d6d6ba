// Normalisation: x = a 2^(i+1) with a in [1/2, 1) and i the place of x's highest one bit [CS10]. The bits above each place are all 0 or
// not: running products of the complemented bits from the top, by Sklansky's network, fall from 1 to 0 at place i, so their
// differences mark it. The marked place gives 2^(top-i) as a public combination, and x times it has its highest bit at the top.

import { UsageError } from '../../errors.js';
import { constant } from '../gadgets/constants.js';
import { SecureBit, type SecureInt } from '../types/int.js';
import { bitLength, type Choice, knownProduct, TRUNCATION_BITS, weightOf } from './known.js';

/** Bits after the point of everything the iterations and polynomials compute: the product of two numbers below 2 still fits. */
export const WORK_BITS = 28;

export const WORK_UNIT = 1n << BigInt(WORK_BITS);

export interface Normal {
  /**
   * a 2^28, in [2^27, 2^28]; exact if x has at most 28 bits, else off by less than 1. 1/2 where x = 0.
   */
  readonly mantissa: SecureInt;
  /** The place of the highest one bit; none is chosen where x = 0. Only places that x's range allows. */
  readonly places: readonly Choice<number>[];
  /** [x = 0], where the range allows it. */
  readonly zero: SecureBit | null;
}

/**
 * Costs the bits of x, then for k of them log2(k) rounds and (k/2) log2(k) triples, then a round and a triple, and for
 * k > 28 a round and a truncation. Bits below those that the range's lower end shows to be zero or passed are free.
 * @param x in no range below 0
 * @throws UsageError WIDTH_OVERFLOW
 */
export function normalise(operation: string, x: SecureInt): Normal {
  const { min, max } = x.range;
  if (min < 0n || max >= 1n << BigInt(TRUNCATION_BITS)) {
    throw new UsageError('WIDTH_OVERFLOW', `${operation}: takes 0 to 2^58 - 1, the value may be from ${min} to ${max}`);
  }
  const k = Math.max(1, bitLength(max));
  const { places, zero } = highestPlaces(x, k, min === 0n ? 0 : bitLength(min) - 1);
  // x 2^(top-i) has its highest bit at the top whatever x is, and no product of ranges shows it; the same bit stands in for x = 0.
  const top = Math.max(k, WORK_BITS) - 1;
  const half = 1n << BigInt(top);
  const power = weightOf(places, (i) => 1n << BigInt(top - i));
  const shifted = knownProduct(operation, x, power, zero === null ? half : 0n, 2n * half - 1n);
  const whole = zero === null ? shifted : shifted.add(zero.mul(half)).within(half, 2n * half - 1n, 'follows');
  return { mantissa: whole.truncate(top + 1 - WORK_BITS), places, zero };
}

/** For a in [1/2, 1], t = 4a - 3 in [-1, 1]; both with 28 bits after the point. */
export function centred(mantissa: SecureInt): SecureInt {
  return mantissa
    .mul(4)
    .sub(3n * WORK_UNIT)
    .within(-WORK_UNIT, WORK_UNIT, 'follows');
}

/** x, or 0 where x is negative. Costs nothing where the range shows that it is not. */
export function orZero(x: SecureInt): SecureInt {
  if (x.range.min >= 0n) return x;
  const largest = x.range.max < 0n ? 0n : x.range.max;
  return x.mul(x.nonNegative()).within(0n, largest, 'follows');
}

function highestPlaces(x: SecureInt, k: number, lowest: number): Pick<Normal, 'places' | 'zero'> {
  // With x >= 2^lowest known, only the places above it are in doubt.
  const mayBeZero = x.range.min === 0n;
  const doubtful = mayBeZero ? k : k - 1 - lowest;
  const bits = doubtful === 0 ? [] : x.bits();
  const clear = Array.from({ length: doubtful }, (_, i) => (bits[k - 1 - i] as SecureBit).not());
  // none[i]: none of the i + 1 highest bits is 1.
  const none = prefixProducts(clear);
  const places: Choice<number>[] = none.map((now, i) => {
    const before = none[i - 1];
    return {
      bit: before === undefined ? now.not() : SecureBit.of(before.sub(now).within(0, 1, 'follows')),
      case: k - 1 - i,
    };
  });
  const last = none[doubtful - 1];
  if (mayBeZero) return { places, zero: last ?? null };
  return { places: [...places, { bit: last ?? constant(x, 1, x.length), case: lowest }], zero: null };
}

/** The products of the first, the first two, the first three ... bits, in a network of logarithmic depth. */
function prefixProducts(bits: readonly SecureBit[]): readonly SecureBit[] {
  let products = bits;
  for (let half = 1; half < bits.length; half *= 2) {
    const before = products;
    // Every upper half is multiplied with the whole product of its lower half.
    products = before.map((bit, i) => {
      const upper = Math.floor(i / half) % 2 === 1;
      return upper ? (before[Math.floor(i / half) * half - 1] as SecureBit).and(bit) : bit;
    });
  }
  return products;
}
