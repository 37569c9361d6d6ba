// Sums and counts by a secret key of small domain: the key is one-hot, a bit per group, and the sums are products of that matrix with the
// values. Counting costs nothing. Where the key is a resident block, its product `transposedTimes` is cheaper still.

import { UsageError } from '../../errors.js';
import { hull, rangeOf, sumRange } from '../graph/range.js';
import type { SecureBit, SecureInt } from '../types/int.js';
import { transpose } from './matrix.js';

/** How many elements each group has. @cost nothing. @param keys one row of `groups` bits per element      @throws LENGTH_MISMATCH */
export function groupCounts(keys: SecureBit, groups: number): SecureInt {
  const n = elements(keys, groups);
  return transpose(keys, n, groups).sums(n);
}

/**
 * The sum of the values of each group. @cost one round and a triple per value and group.
 * @param keys one row of `groups` bits per value; a value may be in several groups or in none
 * @throws UsageError LENGTH_MISMATCH
 */
export function groupSums(keys: SecureBit, values: SecureInt, groups: number): SecureInt {
  const n = elements(keys, groups);
  if (values.length !== n) {
    throw new UsageError('LENGTH_MISMATCH', `groupSums: ${values.length} values for ${n} keys`);
  }
  const sums = transpose(keys, n, groups).dot(values.repeat(groups), n);
  const { min, max } = sumRange(hull([values.range, rangeOf(0n)]), n);
  return sums.within(min, max, 'follows');
}

function elements(keys: SecureBit, groups: number): number {
  if (!Number.isInteger(groups) || groups < 1 || keys.length % groups !== 0) {
    throw new UsageError('LENGTH_MISMATCH', `${keys.length} bits are no keys of ${groups} groups`);
  }
  return keys.length / groups;
}
