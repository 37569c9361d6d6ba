// Reading a table at a secret place: the inner product of a one-hot vector with the table. All of the table is read, so nobody sees where.

import { UsageError } from '../../errors.js';
import { hull, rangeOf } from '../graph/range.js';
import { constantsOf, type PublicInts, type SecureBit, SecureInt } from '../types/int.js';
import { matmul, matmulPublic } from './matrix.js';
import { oneHot } from './one-hot.js';

/**
 * Entries index_i of a table, one per index.
 * @cost as oneHot; a secret table costs a triple per entry and index and one round more.
 * @param index numbers below the table's length      @param table public, or secret
 * @throws UsageError WIDTH_OVERFLOW when an index may lie outside
 */
export function lookup(index: SecureInt, table: SecureInt | Exclude<PublicInts, number | bigint>): SecureInt {
  return lookupAt(oneHot(index, table.length), table, 1, 'follows');
}

/**
 * The same at places that are given as one-hot rows: for a public table this costs nothing.
 * @param places rows of table.length / width bits      @param width entries read per place: the table has rows of so many
 * @param oneHotRows why no row has more than one 1: it 'follows' (the client proved it, or `oneHot` made it), or it is 'declared' and the
 *   result counts as not proven
 * @throws UsageError LENGTH_MISMATCH
 */
export function lookupAt(
  places: SecureBit,
  table: SecureInt | Exclude<PublicInts, number | bigint>,
  width = 1,
  oneHotRows: 'follows' | 'declared' = 'declared',
): SecureInt {
  const n = table.length / width;
  const m = places.length / n;
  if (!Number.isInteger(n) || !Number.isInteger(m)) {
    throw new UsageError(
      'LENGTH_MISMATCH',
      `lookup: ${places.length} bits do not point into a table of ${table.length} entries in rows of ${width}`,
    );
  }
  const secret = table instanceof SecureInt;
  const read = secret ? matmul(places, table, m, n, width) : matmulPublic(places, table, m, n, width);
  // One entry or, where no bit is set, 0.
  const entries = secret ? table.range : rangeOf(constantsOf('lookup', table, table.length));
  const { min, max } = hull([entries, rangeOf(0n)]);
  return read.within(min, max, oneHotRows);
}
