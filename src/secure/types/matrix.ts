// Matrices of secret integers or fixed-point numbers: a vector, row by row, that knows its shape. What is done to one is done to the
// vector (types/int.ts, types/fixed.ts) or by the functions of gadgets/matrix.ts, at the cost that is said there and with ranges and
// errors as there. A program returns `values`.

import { UsageError } from '../../errors.js';
import { matmul, matmulPublic, transpose } from '../gadgets/matrix.js';
import type { ResidentBlock } from './block.js';
import type { Entries, NumberOf, PublicOf } from './entries.js';
import { SecureFixed } from './fixed.js';
import { SecureInt } from './int.js';

/** A public matrix: an array of rows of equal length. */
export type PublicRows<V> = readonly ArrayLike<NumberOf<V>>[];

/**
 * What a matrix combines with entry by entry: a matrix of its shape or one number for all entries. Secret ones are a SecureMatrix and a
 * vector of one; public ones an array of rows (or all entries in a flat array, row by row) and a number.
 */
export type MatrixLike<V extends Entries<V>> = SecureMatrix<V> | PublicRows<V> | V | PublicOf<V>;

/** @typeParam V SecureInt or SecureFixed */
export class SecureMatrix<V extends Entries<V>> {
  private constructor(
    /** rows * columns entries, row by row. */
    readonly values: V,
    readonly rows: number,
    readonly columns: number,
  ) {}

  /**
   * @param values rows * columns elements, row by row
   * @cost rounds 0
   * @throws UsageError LENGTH_MISMATCH, also for a shape that is none
   */
  static of(values: SecureInt, rows: number, columns: number): SecureMatrix<SecureInt>;
  static of(values: SecureFixed, rows: number, columns: number): SecureMatrix<SecureFixed>;
  static of<V extends Entries<V>>(values: V, rows: number, columns: number): SecureMatrix<V> {
    const shaped = [rows, columns].every((side) => Number.isSafeInteger(side) && side > 0);
    if (!shaped || values.length !== rows * columns) {
      throw new UsageError('LENGTH_MISMATCH', `of: ${values.length} elements are no ${rows} x ${columns} matrix`);
    }
    return new SecureMatrix(values, rows, columns);
  }

  /**
   * The whole block, rows x width. Products with a vector cost a triple per entry here and none by `block.times`: use this for the rest.
   * @cost rounds 0
   */
  static fromBlock(block: ResidentBlock): SecureMatrix<SecureInt> {
    return SecureMatrix.of(block.columns(), block.rows, block.width);
  }

  /** Row i: `columns` elements. @cost rounds 0 @throws UsageError INVALID_ARGUMENT if there is none */
  row(i: number): V {
    return this.rowsOf(i, i + 1).values;
  }

  /** Column j: `rows` elements. @cost rounds 0 @throws UsageError INVALID_ARGUMENT if there is none */
  column(j: number): V {
    if (!Number.isInteger(j) || j < 0 || j >= this.columns)
      throw this.#refused('INVALID_ARGUMENT', `column: no column ${j} in`);
    return this.values.gather(Int32Array.from({ length: this.rows }, (_, i) => i * this.columns + j));
  }

  /** Rows from..to-1, (to - from) x columns. @cost rounds 0 @throws UsageError INVALID_ARGUMENT unless 0 <= from < to <= rows */
  rowsOf(from: number, to: number): SecureMatrix<V> {
    if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || from >= to || to > this.rows) {
      throw this.#refused('INVALID_ARGUMENT', `rowsOf: no rows ${from} to ${to} in`);
    }
    return new SecureMatrix(this.values.slice(from * this.columns, to * this.columns), to - from, this.columns);
  }

  /** columns x rows. @cost rounds 0 */
  transpose(): SecureMatrix<V> {
    return new SecureMatrix(transpose(this.values, this.rows, this.columns), this.columns, this.rows);
  }

  /** Entry by entry; exact. @cost rounds 0 @throws UsageError LENGTH_MISMATCH, WIDTH_OVERFLOW */
  add(y: MatrixLike<V>): SecureMatrix<V> {
    return this.#entrywise('add', () => this.values.add(this.#operand('add', y)));
  }

  /** As add. */
  sub(y: MatrixLike<V>): SecureMatrix<V> {
    return this.#entrywise('sub', () => this.values.sub(this.#operand('sub', y)));
  }

  /**
   * Entry by entry, not the product of matrices: that is `times`. Fixed-point numbers are truncated, off by less than one unit (more by
   * public fractions with many bits: SecureFixed.mul).
   * @cost by a secret: rounds 1, one triple per entry (square, if by itself: one square); fixed point: one round and truncation per
   *   entry more; by public numbers: rounds 0; fixed point: as SecureFixed.mul
   * @throws UsageError LENGTH_MISMATCH, WIDTH_OVERFLOW
   */
  mul(y: MatrixLike<V>): SecureMatrix<V> {
    return this.#entrywise('mul', () => this.values.mul(this.#operand('mul', y)));
  }

  /**
   * The product of matrices: with a matrix of `columns` x n entries a matrix of rows x n; with a vector of `columns` elements one of `rows`
   * (n = 1). Public: an array of rows, or a flat array for a vector. Fixed-point sums are truncated once, at the end: off by less than
   * one unit; public fractions are rounded before, to as many bits as fit (SecureFixed.dot).
   * @cost by a secret: rounds 1, rows * columns * n triples; fixed point: one round and rows * n truncations more;
   *   by public numbers: rounds 0; fixed point, unless all are whole: rounds 1, rows * n truncations
   * @throws UsageError LENGTH_MISMATCH, WIDTH_OVERFLOW unless sums fit the field (fixed point: stay below 2^58 with all bits)
   */
  times(y: SecureMatrix<V> | PublicRows<V>): SecureMatrix<V>;
  times(y: V | ArrayLike<NumberOf<V>>): V;
  times(y: SecureMatrix<V> | PublicRows<V> | V | ArrayLike<NumberOf<V>>): SecureMatrix<V> | V {
    if (y instanceof SecureMatrix) return this.#product(y.rows, y.columns, this.#alike('times', y.values));
    if (isRows<V>(y)) return this.#product(y.length, y[0]?.length ?? 0, this.#flat('times', y));
    return this.#product(y.length, 1, isSecret<V>(y) ? this.#alike('times', y) : y).values;
  }

  /** One sum per row; exact. @returns `rows` elements @cost rounds 0 @throws UsageError WIDTH_OVERFLOW */
  rowSums(): V {
    return this.#named('rowSums', () => this.values.sums(this.columns));
  }

  /** One sum per column; exact. @returns `columns` elements @cost rounds 0 @throws UsageError WIDTH_OVERFLOW */
  columnSums(): V {
    return this.#named('columnSums', () => this.transpose().values.sums(this.rows));
  }

  #product(rows: number, columns: number, y: V | ArrayLike<NumberOf<V>>): SecureMatrix<V> {
    if (rows !== this.columns) throw this.#refused('LENGTH_MISMATCH', `times: ${rows} x ${columns} do not follow`);
    const [m, k, n] = [this.rows, this.columns, columns];
    const product = this.#named('times', () =>
      isSecret<V>(y) ? matmul<V>(this.values, y, m, k, n) : matmulPublic<V>(this.values, y, m, k, n),
    );
    return new SecureMatrix(product, m, n);
  }

  #entrywise(operation: string, build: () => V): SecureMatrix<V> {
    return new SecureMatrix(this.#named(operation, build), this.rows, this.columns);
  }

  /** As the vector of entries takes it. */
  #operand(operation: string, y: MatrixLike<V>): V | PublicOf<V> {
    if (y instanceof SecureMatrix) {
      this.#requireShape(operation, y.rows, y.columns);
      return this.#alike(operation, y.values);
    }
    if (isRows<V>(y)) {
      this.#requireShape(operation, y.length, y[0]?.length ?? 0);
      return this.#flat(operation, y);
    }
    if (!isSecret<V>(y)) return y;
    if (y.length === 1) return this.#alike(operation, y);
    throw this.#refused('LENGTH_MISMATCH', `${operation}: a vector of ${y.length} elements does not fit`);
  }

  #requireShape(operation: string, rows: number, columns: number): void {
    if (rows === this.rows && columns === this.columns) return;
    throw this.#refused('LENGTH_MISMATCH', `${operation}: ${rows} x ${columns} numbers do not fit`);
  }

  /** @throws UsageError LENGTH_MISMATCH for rows of different lengths */
  #flat(operation: string, rows: PublicRows<V>): NumberOf<V>[] {
    if (rows.some(({ length }) => length !== rows[0]?.length)) {
      throw this.#refused('LENGTH_MISMATCH', `${operation}: rows of different lengths do not fit`);
    }
    return rows.flatMap((row) => Array.from(row));
  }

  /** Programs need not be type-checked. @throws UsageError INVALID_ARGUMENT where integers meet fixed-point numbers */
  #alike(operation: string, y: V): V {
    if (y instanceof SecureFixed === this.values instanceof SecureFixed) return y;
    throw this.#refused('INVALID_ARGUMENT', `${operation}: integers and fixed-point numbers do not mix in`);
  }

  /** The same result; errors of the vectors tell which operation on which matrix led to them. */
  #named(operation: string, build: () => V): V {
    try {
      return build();
    } catch (error) {
      if (!(error instanceof UsageError) || error.message.startsWith(`${operation}: `)) throw error;
      throw this.#refused(error.code, `${operation}: ${error.message}; in`);
    }
  }

  #refused(code: UsageError['code'], what: string): UsageError {
    return new UsageError(code, `${what} a ${this.rows} x ${this.columns} matrix`);
  }
}

function isSecret<V>(y: unknown): y is V {
  return y instanceof SecureInt || y instanceof SecureFixed;
}

function isRows<V>(y: unknown): y is PublicRows<V> {
  return Array.isArray(y) && typeof y[0] === 'object';
}
