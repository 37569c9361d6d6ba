// Matrices as flat vectors, row by row. Rearranging is free; a product of two secret matrices is one round of inner products.
// The product with a resident block of the dataset (ResidentBlock.times) costs no triple per entry and is to be preferred.
// SecureMatrix (types/matrix.ts) is these functions over vectors that know their shape.

import { UsageError } from '../../errors.js';
import type { Entries, NumberOf } from '../types/entries.js';
import { type PublicInts, type SecureBit, SecureInt } from '../types/int.js';

/** rows x columns to columns x rows. @cost nothing. @throws UsageError LENGTH_MISMATCH */
export function transpose<V>(x: Entries<V>, rows: number, columns: number): V {
  requireShape('transpose', x, rows, columns);
  return x.gather(places(columns * rows, (i) => (i % rows) * columns + Math.floor(i / rows)));
}

/**
 * Product of an m x k and a k x n matrix.
 * @cost one round and m n k triples; of fixed-point numbers: one round more and m n truncations, after the sums. @returns m x n
 * @throws UsageError LENGTH_MISMATCH, WIDTH_OVERFLOW, LIMIT_EXCEEDED
 */
export function matmul<V extends Entries<V>>(x: Entries<V>, y: Entries<V>, m: number, k: number, n: number): V {
  requireShape('matmul', x, m, k);
  requireShape('matmul', y, k, n);
  const columns = y.gather(places(m * n * k, (i) => (i % k) * n + (Math.floor(i / k) % n)));
  return rowsFor(x, m, k, n).dot(columns, k);
}

/**
 * Product of a secret m x k and a public k x n matrix.
 * @cost nothing; of fixed-point numbers by others than whole ones: one round and m n truncations, after the sums. @returns m x n
 * @throws as matmul
 */
export function matmulPublic<V extends Entries<V>>(
  x: Entries<V>,
  y: ArrayLike<NumberOf<V>>,
  m: number,
  k: number,
  n: number,
): V {
  requireShape('matmulPublic', x, m, k);
  if (y.length !== k * n) throw mismatch('matmulPublic', y.length, k, n);
  if (m === 1 && x instanceof SecureInt) {
    const transposed = Array.from({ length: n * k }, (_, i) => y[(i % k) * n + Math.floor(i / k)] as NumberOf<V>);
    // One row needs no copies. V is SecureInt here, which the compiler cannot tell.
    return x.multipliedBy(transposed, n) as unknown as V;
  }
  const columns = Array.from({ length: m * n * k }, (_, i) => y[(i % k) * n + (Math.floor(i / k) % n)] as NumberOf<V>);
  return rowsFor(x, m, k, n).dot(columns, k);
}

/** All products x_i y_j. @cost one round and m n triples. @returns m x n */
export function outerProduct(x: SecureInt, y: SecureInt): SecureInt {
  return x.repeatEach(y.length).mul(y.repeat(x.length));
}

/** Row by row: those of x where the row's bit is 1, those of y elsewhere. @cost one round and a triple per entry. @throws LENGTH_MISMATCH */
export function selectRows(bits: SecureBit, x: SecureInt, y: SecureInt): SecureInt {
  if (x.length !== y.length || x.length % bits.length !== 0) {
    throw new UsageError(
      'LENGTH_MISMATCH',
      `selectRows: ${bits.length} bits for matrices of ${x.length} and ${y.length} entries`,
    );
  }
  const spread = bits.repeatEach(x.length / bits.length);
  const { min, max } = x.concat(y).range;
  return spread.mul(x.sub(y)).add(y).within(min, max, 'follows');
}

/** Row by row times one number per row: public or secret. @throws UsageError LENGTH_MISMATCH */
export function scaleRows(x: SecureInt, factors: SecureInt | PublicInts, rows: number): SecureInt {
  if (x.length % rows !== 0) throw mismatch('scaleRows', x.length, rows, x.length / rows);
  const columns = x.length / rows;
  if (typeof factors === 'number' || typeof factors === 'bigint') return x.mul(factors);
  if (factors.length !== rows) throw mismatch('scaleRows', factors.length, rows, 1);
  return x.mul(
    factors instanceof SecureInt
      ? factors.repeatEach(columns)
      : Array.from({ length: x.length }, (_, i) => factors[Math.floor(i / columns)] ?? 0),
  );
}

/** Every row of an m x k matrix n times: what meets the n columns of its other factor. */
function rowsFor<V extends Entries<V>>(x: Entries<V>, m: number, k: number, n: number): Entries<V> {
  return n === 1 ? x : x.gather(places(m * n * k, (i) => Math.floor(i / (n * k)) * k + (i % k)));
}

function places(n: number, of: (i: number) => number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => of(i));
}

/** @throws UsageError LENGTH_MISMATCH */
function requireShape(operation: string, x: { readonly length: number }, rows: number, columns: number): void {
  if (x.length !== rows * columns) throw mismatch(operation, x.length, rows, columns);
}

function mismatch(operation: string, length: number, rows: number, columns: number): UsageError {
  return new UsageError('LENGTH_MISMATCH', `${operation}: ${length} elements are no ${rows} x ${columns} matrix`);
}
