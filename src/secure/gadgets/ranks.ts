// Ranks: how many values are smaller. All pairs are compared side by side, so the number of rounds does not grow with n; the number of
// comparisons does, with its square. Sorting by ranks is the way for up to about a hundred values over slow networks.

import { UsageError } from '../../errors.js';
import { type PublicInts, SecureInt } from '../types/int.js';
import { matmul, transpose } from './matrix.js';
import { oneHot } from './one-hot.js';
import type { Sorted } from './sort.js';

/** How many values are smaller; equal values have equal ranks. @cost n (n - 1) comparisons side by side. */
export function ranks(x: SecureInt): SecureInt {
  const n = x.length;
  if (n === 1) return x.sub(x).within(0, 0, 'follows');
  const own = x.gather(indices(n * (n - 1), (i) => Math.floor(i / (n - 1))));
  const other = x.gather(
    indices(n * (n - 1), (i) => {
      const self = Math.floor(i / (n - 1));
      const j = i % (n - 1);
      return j < self ? j : j + 1;
    }),
  );
  return own.gt(other).sums(n - 1);
}

/** Places in the sorted sequence, all different: of equal values the earlier is first. @cost n (n - 1) / 2 comparisons side by side. */
export function ordinalRanks(x: SecureInt): SecureInt {
  const n = x.length;
  if (n === 1) return x.sub(x).within(0, 0, 'follows');
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) pairs.push([i, j]);
  const greater = x.gather(pairs.map(([i]) => i)).gt(x.gather(pairs.map(([, j]) => j)));
  const place = new Map(pairs.map(([i, j], p) => [i * n + j, p]));
  // Element i counts [x_i > x_j] for j behind it and 1 - [x_j > x_i] for j before it; -1 is its own place.
  const behind = indices(n * n, (p) => place.get(p) ?? -1);
  const before = indices(n * n, (p) => place.get((p % n) * n + Math.floor(p / n)) ?? -1);
  const earlier = Array.from({ length: n }, (_, i) => i);
  return greater
    .gather(behind)
    .sums(n)
    .sub(greater.gather(before).sums(n))
    .add(earlier)
    .within(0, n - 1, 'follows');
}

/** How many values lie below each of some bounds, public or secret: an empirical distribution. @cost a comparison per value and bound. */
export function countBelow(x: SecureInt, bounds: SecureInt | Exclude<PublicInts, number | bigint>): SecureInt {
  const n = x.length;
  const each =
    bounds instanceof SecureInt
      ? bounds.repeatEach(n)
      : Array.from({ length: n * bounds.length }, (_, i) => bounds[Math.floor(i / n)] ?? 0);
  return x.repeat(bounds.length).lt(each).sums(n);
}

/**
 * Keys in ascending order with their columns, equal keys in their old order (stable).
 * @cost n (n - 1) / 2 comparisons, the bits of n numbers below n and about (2 + columns) n^2 triples, in few rounds.
 * @throws UsageError LENGTH_MISMATCH
 */
export function rankSort(key: SecureInt, columns: readonly SecureInt[] = []): Sorted {
  const n = key.length;
  if (columns.some((column) => column.length !== n)) {
    throw new UsageError('LENGTH_MISMATCH', `rankSort: expected columns of ${n} elements`);
  }
  if (n === 1) return { key, columns };
  const places = transpose(oneHot(ordinalRanks(key), n), n, n);
  // Differences of keys outside their range may wrap, so that two elements claim one place: only proven keys make a permutation.
  const reason = key.range.proven ? 'follows' : 'declared';
  const move = (column: SecureInt): SecureInt => {
    const { min, max } = column.range;
    return matmul(places, column, n, n, 1).within(min, max, reason);
  };
  return { key: move(key), columns: columns.map(move) };
}

function indices(n: number, of: (i: number) => number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => of(i));
}
