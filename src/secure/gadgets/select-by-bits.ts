// Order statistics from the values' bits, highest first: among the values that agree with the result so far, count those whose next bit is 0;
// if they are more than the rank the result's bit is 0 too, otherwise it is 1 and the rank goes down by their number. Two products per
// value and bit, one comparison of the rank per bit; nothing is sorted. Bits that a client proved cost nothing to have.

import { UsageError } from '../../errors.js';
import { type SecureBit, SecureInt } from '../types/int.js';
import { constant } from './constants.js';

/**
 * The values of given ranks, several at once.
 * @cost per bit of the values, two products per value and rank and a comparison per rank, in three stages that follow one another.
 * @param bits bits[b] holds bit b of every value, lowest first
 * @param ranks from 0 for the smallest: public, or secret numbers from 0 to n - 1
 * @param among 1 for the values that count; all by default
 * @returns one value per rank
 * @throws UsageError LENGTH_MISMATCH, INVALID_ARGUMENT, WIDTH_OVERFLOW for a secret rank that may lie outside
 * @hazard a rank that is not below the number of values that count gives a number that means nothing
 */
export function selectByBits(
  bits: readonly SecureBit[],
  ranks: SecureInt | readonly number[],
  among?: SecureBit,
): SecureInt {
  const [first] = bits;
  if (first === undefined) throw new UsageError('INVALID_ARGUMENT', 'selectByBits: expected bits');
  const n = first.length;
  if (bits.some((bit) => bit.length !== n) || (among !== undefined && among.length !== n)) {
    throw new UsageError('LENGTH_MISMATCH', `selectByBits: expected bits of ${n} values throughout`);
  }
  let rank = rankVector(first, ranks, n);
  const count = rank.length;
  let alive: SecureInt | null = among?.repeat(count) ?? null;
  let result: SecureInt | null = null;
  for (const bit of [...bits].reverse()) {
    const own = bit.repeat(count);
    const ones: SecureInt = alive === null ? own : alive.mul(own);
    const zeros: SecureInt = alive === null ? own.subFrom(1) : alive.sub(ones);
    const below = zeros.within(0, 1, 'follows').sums(n);
    const up = rank.ge(below);
    rank = rank.sub(up.mul(below)).within(0, n - 1, 'follows');
    alive = up.repeatEach(n).mul(ones.sub(zeros)).add(zeros).within(0, 1, 'follows');
    result = result === null ? up : result.mul(2).add(up);
  }
  return result ?? rank;
}

/**
 * What cuts the sorted values into `parts` equal parts: quartiles for 4, the lower median for 2. Cut i is the smallest value that at least
 * i / parts of all values do not exceed. @cost as selectByBits with parts - 1 ranks.
 * @throws UsageError INVALID_ARGUMENT unless parts is 2 or more
 */
export function quantilesByBits(bits: readonly SecureBit[], parts: number): SecureInt {
  const n = bits[0]?.length ?? 0;
  if (!Number.isInteger(parts) || parts < 2) {
    throw new UsageError('INVALID_ARGUMENT', `expected two parts or more, got ${parts}`);
  }
  const cuts = Array.from({ length: parts - 1 }, (_, i) => Math.ceil(((i + 1) * n) / parts) - 1);
  return selectByBits(bits, cuts);
}

/**
 * The values of given ranks (0 for the smallest) of values whose bits are not at hand: they are taken apart first.
 * @cost the bits of x, then as selectByBits. For few values atPlaces may be cheaper.
 */
export function kthSmallest(x: SecureInt, ranks: SecureInt | readonly number[], among?: SecureBit): SecureInt {
  const { min, max } = x.range;
  if (min === max) return constant(x, min, rankVector(x, ranks, x.length).length);
  const chosen = selectByBits(x.sub(min).bits(), ranks, among).add(min);
  // Bits of values out of range, and ranks that are too high for those that count, give any number of so many bits.
  return among === undefined && x.range.proven ? chosen.within(min, max, 'follows') : chosen;
}

/** @throws UsageError INVALID_ARGUMENT, WIDTH_OVERFLOW */
function rankVector(like: SecureInt, ranks: SecureInt | readonly number[], n: number): SecureInt {
  if (ranks instanceof SecureInt) {
    if (ranks.range.min < 0n || ranks.range.max >= BigInt(n)) {
      throw new UsageError('WIDTH_OVERFLOW', `expected ranks from 0 to ${n - 1}`);
    }
    return ranks;
  }
  if (ranks.length === 0 || ranks.some((rank) => !Number.isInteger(rank) || rank < 0 || rank >= n)) {
    throw new UsageError('INVALID_ARGUMENT', `expected ranks from 0 to ${n - 1}`);
  }
  return constant(like, ranks, ranks.length);
}
