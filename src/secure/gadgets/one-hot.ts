// Secret numbers below n as vectors of n bits of which one is 1: bits are joined by products of one-hot vectors, halves first, so the
// depth is the logarithm of the number of bits. In a product of an a-fold and a b-fold one-hot vector the last row and column follow from the
// others, so it takes (a - 1) (b - 1) products.

import { UsageError } from '../../errors.js';
import { SecureBit, type SecureInt } from '../types/int.js';
import { constant } from './constants.js';
import { transpose } from './matrix.js';

/**
 * A bit per number below n, m x n for m numbers: bit v of row i is [x_i = v].
 * @cost the bits of x (SecureInt.bits), then about n triples per number in log2 log2 n rounds.
 * @throws UsageError WIDTH_OVERFLOW unless 0 <= x < n follows from the range
 */
export function oneHot(x: SecureInt, n: number): SecureBit {
  const { min, max } = x.range;
  if (min < 0n || max >= BigInt(n)) {
    throw new UsageError('WIDTH_OVERFLOW', `oneHot: expected numbers below ${n}, they may be from ${min} to ${max}`);
  }
  // With max = 0 there is nothing to look at.
  if (max === 0n)
    return SecureBit.of(
      constant(
        x,
        Array.from({ length: x.length * n }, (_, i) => (i % n === 0 ? 1 : 0)),
        x.length * n,
      ),
    );
  return oneHotOfBits(x.bits(), n);
}

/** The same of numbers whose bits are known, lowest first. @cost about n triples per number. @throws UsageError INVALID_ARGUMENT */
export function oneHotOfBits(bits: readonly SecureBit[], n: number): SecureBit {
  const m = bits[0]?.length ?? 0;
  if (!Number.isInteger(n) || n < 1 || m === 0)
    throw new UsageError('INVALID_ARGUMENT', `oneHot: no ${n} bits of ${m} numbers`);
  const whole = join(bits, m);
  const size = 2 ** bits.length;
  // Value by value so far: bit v of all numbers, then bit v + 1. Values that x never takes are 0.
  const fitted =
    n === size ? whole : whole.gather(Int32Array.from({ length: n * m }, (_, i) => (i < size * m ? i : -1)));
  return SecureBit.of(transpose(fitted, n, m));
}

/** Lowest bits first; value by value. */
function join(bits: readonly SecureBit[], m: number): SecureInt {
  const [first] = bits;
  if (first !== undefined && bits.length === 1) return first.not().concat(first);
  const half = bits.length >> 1;
  return product(join(bits.slice(half), m), join(bits.slice(0, half), m), m);
}

/** One-hot of b u + v, from those of u (a values) and of v (b values), value by value for m numbers. */
function product(u: SecureInt, v: SecureInt, m: number): SecureInt {
  const [a, b] = [u.length / m, v.length / m];
  // All but the last value of both: row i, column j, number k at (i (b - 1) + j) m + k.
  const inner = u
    .gather(indices((a - 1) * (b - 1) * m, (i) => Math.floor(i / ((b - 1) * m)) * m + (i % m)))
    .mul(v.gather(indices((a - 1) * (b - 1) * m, (i) => i % ((b - 1) * m))));
  const lastColumn = u.slice(0, (a - 1) * m).sub(rowSums(inner, a - 1, b - 1, m));
  const lastRow = v.slice(0, (b - 1) * m).sub(rowSums(swapped(inner, a - 1, b - 1, m), b - 1, a - 1, m));
  const corner = u.slice((a - 1) * m, a * m).sub(rowSums(lastRow, 1, b - 1, m));
  const parts = inner.concat(lastColumn, lastRow, corner);
  const columnsAt = inner.length;
  const rowAt = columnsAt + lastColumn.length;
  return parts
    .gather(
      indices(a * b * m, (place) => {
        const k = place % m;
        const j = Math.floor(place / m) % b;
        const i = Math.floor(place / (m * b));
        if (i === a - 1) return rowAt + j * m + k; // the corner stands behind the last row
        return j === b - 1 ? columnsAt + i * m + k : (i * (b - 1) + j) * m + k;
      }),
    )
    .within(0, 1, 'follows');
}

/** Of a rows x columns table of m-vectors: for each row the sum over its columns. */
function rowSums(x: SecureInt, rows: number, columns: number, m: number): SecureInt {
  const byNumber = indices(rows * columns * m, (i) => {
    const j = i % columns;
    const k = Math.floor(i / columns) % m;
    return (Math.floor(i / (columns * m)) * columns + j) * m + k;
  });
  return x.gather(byNumber).sums(columns);
}

/** The transposed table. */
function swapped(x: SecureInt, rows: number, columns: number, m: number): SecureInt {
  return x.gather(
    indices(rows * columns * m, (i) => {
      const k = i % m;
      const row = Math.floor(i / m) % rows;
      return (row * columns + Math.floor(i / (m * rows))) * m + k;
    }),
  );
}

function indices(n: number, of: (i: number) => number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => of(i));
}
