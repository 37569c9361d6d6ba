// The largest or smallest of many by a tree of comparisons, and where it is. The winner's place comes as a one-hot vector: from the root
// down, every node hands its bit to the side that won. What a program does not use of the result is not computed.

import { SecureBit, type SecureInt } from '../types/int.js';
import { constant } from './constants.js';

/** One per group. */
export interface Extremum {
  readonly value: SecureInt;
  /** As long as the input: 1 at the winner's place of each group. Of equal values the first one wins. */
  readonly oneHot: SecureBit;
  /** Counted from 0 within the group. */
  readonly index: SecureInt;
}

/** One level of the tree: within each group places 2i and 2i + 1 meet, the last of an odd number waits. */
interface Level {
  readonly size: number;
  /** 1 where the first of a pair wins. */
  readonly firstWins: SecureBit;
}

/** The largest of every `group` consecutive elements. @cost ceil(log2 n) times a comparison and a product; n - 1 of both per group. */
export function max(x: SecureInt, group = x.length): SecureInt {
  return argmax(x, group).value;
}

/** The smallest of every `group` consecutive elements. @cost as max. */
export function min(x: SecureInt, group = x.length): SecureInt {
  return argmin(x, group).value;
}

/** The largest and where it is. The place costs n - 2 more products per group, in ceil(log2 n) - 1 rounds. @throws LENGTH_MISMATCH */
export function argmax(x: SecureInt, group = x.length): Extremum {
  return tournament(x, group, (first, second) => first.ge(second));
}

/** The smallest and where it is. @cost as argmax. @throws UsageError LENGTH_MISMATCH */
export function argmin(x: SecureInt, group = x.length): Extremum {
  return tournament(x, group, (first, second) => first.le(second));
}

function tournament(x: SecureInt, group: number, wins: (first: SecureInt, second: SecureInt) => SecureBit): Extremum {
  const groups = x.sums(group).length;
  const levels: Level[] = [];
  let standing = x;
  for (let size = group; size > 1; size = Math.ceil(size / 2)) {
    const first = standing.gather(firsts(groups, size, 0));
    const second = standing.gather(firsts(groups, size, 1));
    const firstWins = wins(first, second);
    const winners = firstWins.select(first, second);
    levels.push({ size, firstWins });
    standing = size % 2 === 0 ? winners : withLast(winners, standing, groups, size);
  }
  const oneHot = winnersPlaces(x, levels, groups);
  const places = Array.from({ length: x.length }, (_, i) => i % group);
  const index = oneHot
    .mul(places)
    .sums(group)
    .within(0, group - 1, 'follows');
  return { value: standing, oneHot, index };
}

/** Place 2i + side of every group, for all its pairs. */
function firsts(groups: number, size: number, side: 0 | 1): Int32Array {
  const pairs = size >> 1;
  return Int32Array.from({ length: groups * pairs }, (_, i) => Math.floor(i / pairs) * size + 2 * (i % pairs) + side);
}

/** The winners of every group, and behind them the last place of `before`, which had no partner. */
function withLast(winners: SecureInt, before: SecureInt, groups: number, size: number): SecureInt {
  const pairs = size >> 1;
  const places = Int32Array.from({ length: groups * (pairs + 1) }, (_, i) => {
    const g = Math.floor(i / (pairs + 1));
    const place = i % (pairs + 1);
    return place < pairs ? g * pairs + place : winners.length + g * size + size - 1;
  });
  return winners.concat(before).gather(places);
}

/** From the root down: the first of a pair gets bit * firstWins, the second the rest of it. */
function winnersPlaces(x: SecureInt, levels: readonly Level[], groups: number): SecureBit {
  let hot: SecureInt | null = null;
  for (const { size, firstWins } of [...levels].reverse()) {
    const pairs = size >> 1;
    const nodes = Math.ceil(size / 2);
    // At the root the winner is the winner: no product yet.
    const parents = hot?.gather(
      Int32Array.from({ length: groups * pairs }, (_, i) => Math.floor(i / pairs) * nodes + (i % pairs)),
    );
    const first = parents === undefined ? firstWins : parents.mul(firstWins);
    const second = parents === undefined ? firstWins.not() : parents.sub(first);
    const children: SecureInt = hot === null ? first.concat(second) : first.concat(second, hot);
    const places = Int32Array.from({ length: groups * size }, (_, i) => {
      const g = Math.floor(i / size);
      const place = i % size;
      if (place === size - 1 && size % 2 === 1) return 2 * groups * pairs + g * nodes + nodes - 1;
      return (place % 2) * groups * pairs + g * pairs + (place >> 1);
    });
    hot = children.gather(places).within(0, 1, 'follows');
  }
  return SecureBit.of(hot ?? constant(x, 1, x.length));
}
