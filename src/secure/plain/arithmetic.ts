// What the plaintext engine needs of a kind of numbers, as operations on whole vectors. There are two: doubles, which are exact below
// 2^53 and fast, and 64-bit integers for everything wider.

/** Integers in one of the two forms. */
export type Values = Float64Array | BigInt64Array;

/** How a truncation rounds: down, up (whenever a fraction is lost), or by chance, with the probability of the lost fraction. */
export type Rounding = 'floor' | 'up' | (() => number);

/** Whether to add 1 to the floor. @param fraction what was lost, 0 <= fraction < 1 */
export function roundsUp(rounding: Rounding, fraction: number): boolean {
  if (rounding === 'floor') return false;
  return rounding === 'up' ? fraction > 0 : rounding() < fraction;
}

export interface Arithmetic<A extends Values> {
  /** The same numbers in this form. */
  of(values: Values): A;
  fill(n: number, value: bigint): A;
  zeros(n: number): A;
  add(x: A, y: A): A;
  sub(x: A, y: A): A;
  mul(x: A, y: A): A;
  sums(x: A, group: number): A;
  prefixSums(x: A, group: number): A;
  /** A x for a row-major matrix A. */
  times(matrix: A, rows: number, columns: number, x: A): A;
  /** A^T x. */
  transposedTimes(matrix: A, rows: number, columns: number, x: A): A;
  truncate(x: A, shift: number, rounding: Rounding): A;
  /** Bit `bit` of values that are not negative. */
  bit(x: A, bit: number): Float64Array;
  nonNegative(x: A): Float64Array;
  isZero(x: A): Float64Array;
  /** The place of the first value that is not in [min, max]; -1 if there is none. */
  outside(x: A, min: bigint, max: bigint): number;
}
