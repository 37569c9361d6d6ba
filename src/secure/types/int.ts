// Vectors of secret integers. They are used like ordinary vectors; every method adds nodes to the program's graph. A vector of one
// element combines with any other. Ranges follow from the operations and are checked while the program is planned.

import { UsageError } from '../../errors.js';
import type { Graph, Node } from '../graph/graph.js';
import type { Constants, OwnRows } from '../graph/op.js';
import {
  addRanges,
  BIT,
  hull,
  multiplyRanges,
  negateRange,
  type Range,
  rangeOf,
  signedBits,
  squareRange,
  sumRange,
} from '../graph/range.js';
import { constantsOf, element, inside, negated, type PublicInts } from './public.js';
import { groupSize, requireComparable } from './requirements.js';

export { constantsOf, type PublicInts } from './public.js';

/** What a secret vector combines with. */
export type IntLike = SecureInt | PublicInts;

/** Signed values that a full-field truncation takes: |x| < 2^58. */
const TRUNCATION_LIMIT = 1n << 58n;

export class SecureInt {
  constructor(
    readonly graph: Graph,
    readonly node: Node,
  ) {}

  get length(): number {
    return this.node.length;
  }

  get range(): Range {
    return this.node.range;
  }

  /** Element by element. @cost rounds 0 */
  add(y: IntLike): SecureInt {
    if (!(y instanceof SecureInt)) return this.#plus('add', constantsOf('add', y, this.length));
    const [a, b] = sameLength('add', this, y);
    return a.#make('add', { kind: 'add' }, [a, b], a.length, addRanges(a.range, b.range));
  }

  /** @cost rounds 0 */
  sub(y: IntLike): SecureInt {
    if (!(y instanceof SecureInt)) return this.#plus('sub', negated(constantsOf('sub', y, this.length)));
    const [a, b] = sameLength('sub', this, y);
    return a.#make('sub', { kind: 'sub' }, [a, b], a.length, addRanges(a.range, negateRange(b.range)));
  }

  /** @cost rounds 0 */
  neg(): SecureInt {
    return this.#scale('neg', -1n);
  }

  /** y - this, for a public y on the left. @cost rounds 0 */
  subFrom(y: IntLike): SecureInt {
    return y instanceof SecureInt ? y.sub(this) : this.neg().#plus('subFrom', constantsOf('subFrom', y, this.length));
  }

  /** Element by element. @cost by a secret: rounds 1, one triple (square: one square) per element; by public numbers: rounds 0 */
  mul(y: IntLike): SecureInt {
    if (!(y instanceof SecureInt)) return this.#scale('mul', constantsOf('mul', y, this.length));
    if (y.node === this.node) return this.square();
    const [a, b] = sameLength('mul', this, y);
    return a.#make('mul', { kind: 'multiply' }, [a, b], a.length, multiplyRanges(a.range, b.range));
  }

  /** @cost rounds 1, squares n */
  square(): SecureInt {
    return this.#make('square', { kind: 'square' }, [this], this.length, squareRange(this.range));
  }

  /** Inner product, or those of every `group` consecutive elements. @cost rounds 1, triples n; by public numbers: rounds 0 */
  dot(y: IntLike, group?: number): SecureInt {
    if (!(y instanceof SecureInt)) return this.mul(y).sums(group);
    const [a, b] = sameLength('dot', this, y);
    const size = groupSize('dot', a, group);
    const range = sumRange(multiplyRanges(a.range, b.range), size);
    return a.#make('dot', { kind: 'dot', group: size }, [a, b], a.length / size, range);
  }

  /** The sum of all elements. @cost rounds 0 */
  sum(): SecureInt {
    return this.sums();
  }

  /** Sums of every `group` consecutive elements; all by default. @cost rounds 0 */
  sums(group?: number): SecureInt {
    const size = groupSize('sums', this, group);
    return this.#make('sums', { kind: 'sums', group: size }, [this], this.length / size, sumRange(this.range, size));
  }

  /** Running sums (the first element is itself) within every `group` consecutive elements. @cost rounds 0 */
  prefixSums(group?: number): SecureInt {
    const size = groupSize('prefixSums', this, group);
    const range = hull([this.range, sumRange(this.range, size)]);
    return this.#make('prefixSums', { kind: 'prefixSums', group: size }, [this], this.length, range);
  }

  /** A public matrix (row by row) times this vector. @cost rounds 0 */
  multipliedBy(matrix: ArrayLike<number | bigint>, rows: number): SecureInt {
    const columns = this.length;
    if (matrix.length !== rows * columns) {
      throw new UsageError(
        'LENGTH_MISMATCH',
        `multipliedBy: ${matrix.length} numbers are no ${rows} x ${columns} matrix`,
      );
    }
    const numbers = constantsOf('multipliedBy', matrix, rows * columns);
    const values = typeof numbers === 'bigint' ? BigInt64Array.of(numbers) : numbers;
    const range = sumRange(multiplyRanges(this.range, rangeOf(values)), columns);
    return this.#make('multipliedBy', { kind: 'publicMatrix', rows, columns, values }, [this], rows, range);
  }

  /** Elements from..to-1. @cost rounds 0 */
  slice(from: number, to: number): SecureInt {
    if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to > this.length) {
      throw new UsageError('INVALID_ARGUMENT', `slice: no elements ${from} to ${to} in a vector of ${this.length}`);
    }
    return this.gather(this.graph.places(to).subarray(from, Math.max(from, to)));
  }

  /** One element. @cost rounds 0 */
  at(index: number): SecureInt {
    return this.slice(index, index + 1);
  }

  /** Element indices[i] at place i; -1 puts 0 there. @param indices an Int32Array is kept, not copied @cost rounds 0 */
  gather(indices: ArrayLike<number>): SecureInt {
    const places = indices instanceof Int32Array ? indices : Int32Array.from(indices);
    let zeros = false;
    for (let i = 0; i < places.length; i++) {
      const place = places[i] as number;
      if (place !== indices[i] || place < -1 || place >= this.length) {
        throw new UsageError('INVALID_ARGUMENT', `gather: no element ${indices[i]} in a vector of ${this.length}`);
      }
      zeros ||= place === -1;
    }
    const range = zeros ? hull([this.range, rangeOf(0n)]) : this.range;
    return this.#make('gather', { kind: 'gather', indices: places }, [this], places.length, range);
  }

  /** The whole vector n times, one after the other. @cost rounds 0 */
  repeat(n: number): SecureInt {
    return n === 1 ? this : this.gather(Int32Array.from({ length: n * this.length }, (_, i) => i % this.length));
  }

  /** Each element n times in a row. @cost rounds 0 */
  repeatEach(n: number): SecureInt {
    return n === 1 ? this : this.gather(Int32Array.from({ length: n * this.length }, (_, i) => Math.floor(i / n)));
  }

  /** @cost rounds 0 */
  concat(...ys: readonly SecureInt[]): SecureInt {
    if (ys.length === 0) return this;
    const parts = [this, ...ys];
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    return this.#make('concat', { kind: 'concat' }, parts, length, hull(parts.map((part) => part.range)));
  }

  /**
   * floor(x / 2^shift), or 1 more: the upper one with the probability that makes it right on average.
   * @cost rounds 1, truncations n      @throws UsageError WIDTH_OVERFLOW unless |x| < 2^58
   */
  truncate(shift: number): SecureInt {
    if (!Number.isInteger(shift) || shift < 0 || shift > 57) {
      throw new UsageError('INVALID_ARGUMENT', `truncate: expected 0 to 57 bits, got ${shift}`);
    }
    if (shift === 0) return this;
    const { min, max, proven } = this.range;
    if (min <= -TRUNCATION_LIMIT || max >= TRUNCATION_LIMIT) {
      throw new UsageError('WIDTH_OVERFLOW', `truncate: takes |x| < 2^58, the value may be from ${min} to ${max}`);
    }
    const range = { min: min >> BigInt(shift), max: (max >> BigInt(shift)) + 1n, proven };
    return this.#make('truncate', { kind: 'truncate', shift }, [this], this.length, range);
  }

  /** [x >= 0]. @cost see nonNegative in online/compare.ts (up to 20 bits, proven range) and compare-wide.ts */
  nonNegative(): SecureBit {
    if (this.range.min >= 0n) return SecureBit.of(this.#constantLike(1n));
    if (this.range.max < 0n) return SecureBit.of(this.#constantLike(0n));
    const bits = Math.max(2, signedBits(this.range));
    const wide = requireComparable('comparison', this.range, bits);
    return SecureBit.of(this.#make('comparison', { kind: 'nonNegative', bits, wide }, [this], this.length, BIT));
  }

  /** [x = 0]. @cost see isZero in online/compare.ts and compare-wide.ts */
  isZero(): SecureBit {
    if (this.range.min > 0n || this.range.max < 0n) return SecureBit.of(this.#constantLike(0n));
    // One bit more than the range: the test wants |x| < 2^(k-1) strictly.
    const bits = Math.max(2, signedBits(hull([this.range, negateRange(this.range)])));
    const wide = requireComparable('equality', this.range, bits);
    return SecureBit.of(this.#make('equality', { kind: 'isZero', bits, wide }, [this], this.length, BIT));
  }

  /** this >= y */
  ge(y: IntLike): SecureBit {
    return this.sub(y).nonNegative();
  }

  /** this <= y */
  le(y: IntLike): SecureBit {
    return this.subFrom(y).nonNegative();
  }

  /** this > y */
  gt(y: IntLike): SecureBit {
    return this.le(y).not();
  }

  /** this < y */
  lt(y: IntLike): SecureBit {
    return this.ge(y).not();
  }

  /** this = y */
  eq(y: IntLike): SecureBit {
    return this.sub(y).isZero();
  }

  ne(y: IntLike): SecureBit {
    return this.eq(y).not();
  }

  /** low <= this <= high, bounds included. @cost two comparisons side by side and one multiplication */
  between(low: IntLike, high: IntLike): SecureBit {
    return this.ge(low).and(this.le(high));
  }

  /**
   * Bits of values that are not negative, lowest first: bit b of all elements, then bit b + 1.
   * @returns bits[b] holds bit b of every element      @throws UsageError WIDTH_OVERFLOW for a range below 0
   */
  bits(): SecureBit[] {
    const { min, max } = this.range;
    if (min < 0n) throw new UsageError('WIDTH_OVERFLOW', `bits: the value may be negative (from ${min})`);
    const bits = Math.max(1, max.toString(2).length);
    const wide = requireComparable('bits', this.range, bits + 1);
    // Outside the range the results are no bits, so they are as proven as it is.
    const range = { ...BIT, proven: this.range.proven };
    const whole = this.#make('bits', { kind: 'decompose', bits, wide }, [this], bits * this.length, range);
    return Array.from({ length: bits }, (_, b) => SecureBit.of(whole.slice(b * this.length, (b + 1) * this.length)));
  }

  /**
   * The same value in a narrower range.
   * @param reason 'follows': the caller knows it by arithmetic whatever anybody does (proven stays proven);
   *               'declared': the program relies on well-formed data; the value counts as not proven from here on
   */
  within(min: bigint | number, max: bigint | number, reason: 'follows' | 'declared'): SecureInt {
    const range = { min: BigInt(min), max: BigInt(max), proven: this.range.proven && reason === 'follows' };
    return this.#make('within', { kind: 'within' }, [this], this.length, range);
  }

  /**
   * Times public numbers that follow from the asking client's own rows, one per element. @cost rounds 0
   * @param numbers where they lie: a run in which one does not is refused with WIDTH_OVERFLOW, for comparisons rely on it
   */
  scaledForAsker(of: (own: readonly OwnRows[]) => BigInt64Array, numbers: Range): SecureInt {
    const checked = (own: readonly OwnRows[]) => inside('scaledForAsker', of(own), numbers);
    const range = multiplyRanges(this.range, numbers);
    return this.#make('scaledForAsker', { kind: 'askerScale', of: checked }, [this], this.length, range);
  }

  /** `columns` vectors, one after the other, with their places permuted alike; nobody knows how. */
  shuffled(columns = 1): SecureInt {
    groupSize('shuffled', this, this.length / columns);
    return this.#make('shuffled', { kind: 'shuffle', columns }, [this], this.length, this.range);
  }

  #constantLike(value: bigint): SecureInt {
    return this.#make('constant', { kind: 'constant', values: value }, [], this.length, rangeOf(value));
  }

  #plus(name: string, by: Constants): SecureInt {
    return this.#make(name, { kind: 'plus', by }, [this], this.length, addRanges(this.range, rangeOf(by)));
  }

  #scale(name: string, by: Constants): SecureInt {
    return this.#make(name, { kind: 'scale', by }, [this], this.length, multiplyRanges(this.range, rangeOf(by)));
  }

  #make(name: string, op: Node['op'], args: readonly SecureInt[], length: number, range: Range): SecureInt {
    const nodes = args.map((arg) => arg.node);
    return new SecureInt(this.graph, this.graph.add(name, op, nodes, length, range));
  }
}

/** Vectors of secret bits: integers 0 and 1 with the operations of logic. */
export class SecureBit extends SecureInt {
  /** @hazard nothing but 0 and 1 may be in it; where the range does not show that, it counts as declared */
  static of(x: SecureInt): SecureBit {
    return new SecureBit(x.graph, x.range.min >= 0n && x.range.max <= 1n ? x.node : x.within(0, 1, 'declared').node);
  }

  /** @cost rounds 0 */
  not(): SecureBit {
    return SecureBit.of(this.subFrom(1));
  }

  /** @cost rounds 1, triples n */
  and(y: SecureBit): SecureBit {
    return SecureBit.of(this.mul(y));
  }

  /** @cost rounds 1, triples n */
  or(y: SecureBit): SecureBit {
    return SecureBit.of(this.add(y).sub(this.mul(y)).within(0, 1, 'follows'));
  }

  /** @cost rounds 1, triples n */
  xor(y: SecureBit): SecureBit {
    return SecureBit.of(this.add(y).sub(this.mul(y).mul(2)).within(0, 1, 'follows'));
  }

  /** x where the bit is 1, y where it is 0. @cost rounds 1, triples n; two public choices: rounds 0 */
  select(x: IntLike, y: IntLike): SecureInt {
    if (!(x instanceof SecureInt) && !(y instanceof SecureInt)) {
      const [a, b] = [constantsOf('select', x, this.length), constantsOf('select', y, this.length)];
      const difference = BigInt64Array.from({ length: this.length }, (_, i) => element(a, i) - element(b, i));
      return this.mul(difference).add(b);
    }
    const [whenOne, whenZero] = [this.#lift(x), this.#lift(y)];
    const [a, b] = sameLength('select', whenOne, whenZero);
    const range = hull([a.range, b.range]);
    const chosen = this.mul(a.sub(b)).add(b);
    return chosen.within(range.min, range.max, 'follows');
  }

  #lift(x: IntLike): SecureInt {
    if (x instanceof SecureInt) return x;
    const values = constantsOf('select', x, this.length);
    return new SecureInt(
      this.graph,
      this.graph.add('constant', { kind: 'constant', values }, [], this.length, rangeOf(values)),
    );
  }
}

/** A vector of one element combines with any other. @throws UsageError LENGTH_MISMATCH */
function sameLength(operation: string, x: SecureInt, y: SecureInt): [SecureInt, SecureInt] {
  if (x.length === y.length) return [x, y];
  if (x.length === 1) return [x.repeat(y.length), y];
  if (y.length === 1) return [x, y.repeat(x.length)];
  throw new UsageError('LENGTH_MISMATCH', `${operation}: vectors of ${x.length} and ${y.length} elements`);
}
