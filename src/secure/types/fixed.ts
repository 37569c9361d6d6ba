// Vectors of secret fixed-point numbers: an integer vector that stands for itself divided by 2^fraction. Sums are exact; a product has
// twice the bits after the point and is truncated, by chance down or up to the next multiple of 2^-fraction: off by less than one such
// unit, right on average [CS10]. A public number counts as the nearest multiple, except as a factor or divisor, where it is taken
// as exactly as fits. Division, roots, exponentials and logarithms of secrets: fixed/.

import { UsageError } from '../../errors.js';
import { decode, encode, type PublicNumbers, requireFraction } from '../fixed/encoding.js';
import { inverted, type Ratio, ratioOf, sumOfProducts, timesRatio } from '../fixed/ratio.js';
import type { IntLike, SecureBit, SecureInt } from './int.js';

/** What a vector of fixed-point numbers combines with. */
export type FixedLike = SecureFixed | PublicNumbers;

export class SecureFixed {
  constructor(
    /** The numbers times 2^fraction. */
    readonly raw: SecureInt,
    /** Bits after the binary point. */
    readonly fraction: number,
  ) {
    requireFraction('SecureFixed', fraction);
  }

  /** What a client sends: the integers nearest to the numbers times 2^fraction. @throws UsageError INVALID_ARGUMENT, WIDTH_OVERFLOW */
  static encode(values: PublicNumbers, fraction: number): BigInt64Array {
    return encode(values, fraction);
  }

  /** What a client got, as numbers. */
  static decode(values: ArrayLike<number | bigint>, fraction: number): number[] {
    return decode(values, fraction);
  }

  /** Whole numbers, exactly. Costs nothing. */
  static fromInt(x: SecureInt, fraction: number): SecureFixed {
    return new SecureFixed(x, 0).rescale(fraction);
  }

  /** x where the bit is 1, y where it is 0; at most one of them public. Costs a round and a triple per element. */
  static select(condition: SecureBit, x: FixedLike, y: FixedLike): SecureFixed {
    const secret = x instanceof SecureFixed ? x : y;
    if (!(secret instanceof SecureFixed)) {
      throw new UsageError(
        'INVALID_ARGUMENT',
        'select: one of the two must be a secret; select from encoded numbers instead',
      );
    }
    const [own, other, fraction] = secret.#aligned('select', secret === x ? y : x);
    const raw = secret === x ? condition.select(own, other) : condition.select(other, own);
    return new SecureFixed(raw, fraction);
  }

  get length(): number {
    return this.raw.length;
  }

  /** Where the numbers lie, rounded to doubles. */
  get range(): { readonly min: number; readonly max: number; readonly proven: boolean } {
    const { min, max, proven } = this.raw.range;
    const [low, high] = decode([min, max], this.fraction) as [number, number];
    return { min: low, max: high, proven };
  }

  /** Exact; with different fractions in the finer one. Costs nothing. */
  add(y: FixedLike): SecureFixed {
    const [a, b, fraction] = this.#aligned('add', y);
    return new SecureFixed(a.add(b), fraction);
  }

  /** As add. */
  sub(y: FixedLike): SecureFixed {
    const [a, b, fraction] = this.#aligned('sub', y);
    return new SecureFixed(a.sub(b), fraction);
  }

  /** y - this. As add. */
  subFrom(y: FixedLike): SecureFixed {
    const [a, b, fraction] = this.#aligned('subFrom', y);
    return new SecureFixed(a.subFrom(b), fraction);
  }

  neg(): SecureFixed {
    return this.#with(this.raw.neg());
  }

  /**
   * Element by element. By a secret: off by less than 1 unit; two rounds, a triple (square) and a truncation per element. By public
   * numbers: exact and free by whole numbers; else one round and t truncations per element, off by less than t + 1/2 units, where
   * t is 1 as long as the bits of this and of the product together are fewer than 58 (timesRatio).
   * @param fraction bits after the point of a product of two secrets; by default the larger fraction
   * @throws UsageError WIDTH_OVERFLOW unless the product with all its bits stays below 2^58
   */
  mul(y: FixedLike, fraction?: number): SecureFixed {
    if (!(y instanceof SecureFixed)) return this.#times('mul', y, (value) => ratioOf('mul', value));
    return cut('mul', this.raw.mul(y.raw), this.fraction + y.fraction, fraction ?? Math.max(this.fraction, y.fraction));
  }

  square(): SecureFixed {
    return this.mul(this);
  }

  /** By public numbers; errors and costs as mul. @throws UsageError INVALID_ARGUMENT for 0, WIDTH_OVERFLOW */
  div(y: PublicNumbers): SecureFixed {
    return this.#times('div', y, (value) => inverted('div', ratioOf('div', value)));
  }

  /** By secret or public integers; exact. Costs as the product of integers. */
  mulInt(y: IntLike): SecureFixed {
    return this.#with(this.raw.mul(y));
  }

  /**
   * Inner product, or those of every `group` consecutive elements; truncated once, after the sum: off by less than 1 unit. By n public
   * numbers: these are rounded to as many bits as fit, so less than 1 unit more if |this| n is below 2^29 units.
   * @throws UsageError WIDTH_OVERFLOW unless the sum with all its bits stays below 2^58
   */
  dot(y: FixedLike, group?: number): SecureFixed {
    if (!(y instanceof SecureFixed)) return this.#with(sumOfProducts('dot', this.raw, y, group ?? this.length));
    const fraction = Math.max(this.fraction, y.fraction);
    return cut('dot', this.raw.dot(y.raw, group), this.fraction + y.fraction, fraction);
  }

  /** Exact. Costs nothing. */
  sum(): SecureFixed {
    return this.sums();
  }

  /** Sums of every `group` consecutive elements. Exact. Costs nothing. */
  sums(group?: number): SecureFixed {
    return this.#with(this.raw.sums(group));
  }

  /** Running sums within every `group` consecutive elements. Exact. Costs nothing. */
  prefixSums(group?: number): SecureFixed {
    return this.#with(this.raw.prefixSums(group));
  }

  /** The mean, or those of every `group` consecutive elements. Errors and costs as mul by a public number. */
  mean(group = this.length): SecureFixed {
    return this.sums(group).div(group);
  }

  slice(from: number, to: number): SecureFixed {
    return this.#with(this.raw.slice(from, to));
  }

  at(index: number): SecureFixed {
    return this.#with(this.raw.at(index));
  }

  /** Element indices[i] at place i; -1 puts 0 there. */
  gather(indices: ArrayLike<number>): SecureFixed {
    return this.#with(this.raw.gather(indices));
  }

  repeat(n: number): SecureFixed {
    return this.#with(this.raw.repeat(n));
  }

  repeatEach(n: number): SecureFixed {
    return this.#with(this.raw.repeatEach(n));
  }

  /** In the finest fraction of all. */
  concat(...ys: readonly SecureFixed[]): SecureFixed {
    const fraction = Math.max(this.fraction, ...ys.map((y) => y.fraction));
    const [first, ...others] = [this, ...ys].map((y) => y.rescale(fraction).raw) as [SecureInt, ...SecureInt[]];
    return new SecureFixed(first.concat(...others), fraction);
  }

  /** this >= y, exactly on the encoded numbers; costs as the comparison of integers. */
  ge(y: FixedLike): SecureBit {
    const [a, b] = this.#aligned('ge', y);
    return a.ge(b);
  }

  le(y: FixedLike): SecureBit {
    const [a, b] = this.#aligned('le', y);
    return a.le(b);
  }

  gt(y: FixedLike): SecureBit {
    return this.le(y).not();
  }

  lt(y: FixedLike): SecureBit {
    return this.ge(y).not();
  }

  eq(y: FixedLike): SecureBit {
    const [a, b] = this.#aligned('eq', y);
    return a.eq(b);
  }

  ne(y: FixedLike): SecureBit {
    return this.eq(y).not();
  }

  /** With more bits after the point: exact and free. With fewer: off by less than 1 unit, one round. */
  rescale(fraction: number): SecureFixed {
    requireFraction('rescale', fraction);
    const more = fraction - this.fraction;
    return new SecureFixed(more < 0 ? this.raw.truncate(-more) : this.raw.mul(1n << BigInt(more)), fraction);
  }

  /** The whole number below or above, by chance; exact for whole numbers. Costs a round and a truncation per element. */
  toInt(): SecureInt {
    return this.rescale(0).raw;
  }

  /** The same numbers in a narrower range, bounds rounded outwards. As SecureInt.within. */
  within(min: number, max: number, reason: 'follows' | 'declared'): SecureFixed {
    const [low, high] = [Math.floor(min * 2 ** this.fraction), Math.ceil(max * 2 ** this.fraction)];
    const bounds = encode([low, high], 0, 'within');
    return this.#with(this.raw.within(bounds[0] as bigint, bounds[1] as bigint, reason));
  }

  #with(raw: SecureInt): SecureFixed {
    return new SecureFixed(raw, this.fraction);
  }

  #times(operation: string, y: PublicNumbers, ratio: (value: number) => Ratio): SecureFixed {
    return this.#with(timesRatio(operation, this.raw, typeof y === 'number' ? [ratio(y)] : Array.from(y, ratio)));
  }

  /** Both with as many bits after the point. */
  #aligned(operation: string, y: FixedLike): [SecureInt, SecureInt | BigInt64Array, number] {
    if (!(y instanceof SecureFixed)) return [this.raw, encode(y, this.fraction, operation), this.fraction];
    const fraction = Math.max(this.fraction, y.fraction);
    return [this.rescale(fraction).raw, y.rescale(fraction).raw, fraction];
  }
}

/** @throws UsageError INVALID_ARGUMENT for more bits after the point than there are */
function cut(operation: string, raw: SecureInt, bits: number, fraction: number): SecureFixed {
  if (requireFraction(operation, fraction) > bits) {
    throw new UsageError(
      'INVALID_ARGUMENT',
      `${operation}: the product has ${bits} bits after the point, not ${fraction}`,
    );
  }
  return new SecureFixed(raw.truncate(bits - fraction), fraction);
}
