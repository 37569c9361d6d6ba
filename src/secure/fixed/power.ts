// A number times a secret power of two from a wide range of exponents, where the product fits although the factors do not. The
// exponents fall into blocks of `span`: x is shifted by the start of every block, which is public, the right one of these candidates is
// chosen, and it is multiplied with the rest of the power. The rest is at most 2^(span-1), so a candidate with span + 1 more
// bits after the point loses at most a quarter of a unit.

import { UsageError } from '../../errors.js';
import type { SecureInt } from '../types/int.js';
import { bitLength, type Choice, knownProduct, magnitude, TRUNCATION_BITS, weightOf } from './known.js';

/** 2^(start of the chosen block) rest; 0 where no block is chosen. */
export interface SecretPower {
  /** Public starts, each with a secret bit; at most one bit is 1. */
  readonly blocks: readonly Choice<number>[];
  /** One of 2^0 to 2^(span-1), or 0. */
  readonly rest: SecureInt;
  readonly span: number;
}

/**
 * The widest block for |x| < 2^xBits and exponents up to `highest`.
 * @throws UsageError WIDTH_OVERFLOW
 */
export function widestSpan(operation: string, xBits: number, highest: number): number {
  const resultBits = Math.max(0, xBits + highest);
  // What is truncated last has span + 1 bits after the point; one more bit for roundings.
  const widest = TRUNCATION_BITS - 2 - resultBits;
  if (widest >= 1) return widest;
  throw new UsageError(
    'WIDTH_OVERFLOW',
    `${operation}: the result may reach 2^${resultBits} units in the last place, at most 2^55 fit: declare narrower operands`,
  );
}

/** Whether the product with every power in question can be truncated at once. */
export function fitsAtOnce(xBits: number, exponents: number): boolean {
  return xBits + exponents - 1 <= TRUNCATION_BITS - 1;
}

/**
 * The power for x whose exponent has a bit of its own. Exponents that make |x 2^e| < 1/4 count as "none". Costs nothing.
 * @throws UsageError WIDTH_OVERFLOW
 */
export function powerFor(operation: string, x: SecureInt, exponents: readonly Choice<number>[]): SecretPower {
  const xBits = bitLength(magnitude(x.range));
  const highest = Math.max(...exponents.map((each) => each.case));
  const relevant = exponents.filter((each) => each.case >= -xBits - 2 || each.case === highest);
  const lowest = Math.min(...relevant.map((each) => each.case));
  const count = highest - lowest + 1;
  const widest = widestSpan(operation, xBits, highest);
  const number = fitsAtOnce(xBits, count) ? 1 : Math.ceil(count / widest);
  const span = Math.ceil(count / number);
  const blocks = Array.from({ length: number }, (_, b) => {
    const start = lowest + b * span;
    const inside = relevant.filter((each) => each.case >= start && each.case < start + span);
    return inside.length === 0 ? [] : [{ bit: weightOf(inside, () => 1n), case: start }];
  });
  return { blocks: blocks.flat(), rest: weightOf(relevant, (e) => 1n << BigInt((e - lowest) % span)), span };
}

/**
 * x times the power; off by less than 3/2: 1 by the last truncation, a quarter each by shifted candidates and exponents left out.
 * Costs with one block two rounds, a triple and a truncation per element; with b blocks four rounds, b + 1 triples and at most
 * b + 1 truncations.
 * @param min, max where the exact result lies
 */
export function timesPower(operation: string, x: SecureInt, power: SecretPower, min: bigint, max: bigint): SecureInt {
  const { blocks, rest, span } = power;
  const [low, high] = [min >= 0n && x.range.min >= 0n ? 0n : min - 2n, max + 2n];
  const only = blocks.length === 1 ? blocks[0] : undefined;
  if (only !== undefined && fitsAtOnce(bitLength(magnitude(x.range)), span)) {
    return shifted(x.mul(rest), only.case).within(low, high, 'follows');
  }
  const spare = span + 1;
  const picked = choose(
    operation,
    blocks.map(({ bit, case: start }) => ({ bit, case: shifted(x, start + spare) })),
  );
  const unit = 1n << BigInt(spare);
  const product = knownProduct(operation, picked, rest, (low === 0n ? 0n : low + 1n) * unit, (max + 1n) * unit);
  return product.truncate(spare).within(low, high, 'follows');
}

/** x 2^by; what is below 1 after that may become 0. */
function shifted(x: SecureInt, by: number): SecureInt {
  if (by >= 0) return x.mul(1n << BigInt(by));
  return -by < TRUNCATION_BITS ? x.truncate(-by) : x.mul(0n);
}

/** The candidate whose bit is 1, or 0. Costs a round and a triple per candidate. */
function choose(operation: string, candidates: readonly Choice<SecureInt>[]): SecureInt {
  let [min, max] = [0n, 0n];
  let sum: SecureInt | undefined;
  for (const { bit, case: candidate } of candidates) {
    if (candidate.range.min < min) min = candidate.range.min;
    if (candidate.range.max > max) max = candidate.range.max;
    const term = knownProduct(operation, bit, candidate, candidate.range.min < 0n ? candidate.range.min : 0n, max);
    // At most one bit is 1: partial sums stay in the hull of the candidates and 0.
    sum = sum === undefined ? term : sum.add(term).within(min, max, 'follows');
  }
  if (sum === undefined) throw new UsageError('INVALID_ARGUMENT', `${operation}: a power without exponents`);
  return sum;
}
