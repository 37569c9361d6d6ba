// Polynomials by Lanczos' economisation [MH02]: a Taylor series that converges on [-1, 1] is rewritten in Chebyshev polynomials, whose
// coefficients fall fastest, and cut off there; the sum of the coefficients left out bounds the error. Near-minimax, and
// derived when the module is loaded by additions and multiplications of doubles alone, which round alike everywhere.

import { UsageError } from '../../errors.js';

/** Terms of a Taylor series that count: (1/3)^n and faster series fall below 2^-60. */
export const TERMS = 48;

/** Degrees that are worth their price: see polynomial.ts. */
const DEGREES = [3, 7, 11] as const;

export interface Polynomial {
  /** Of 1, t, t^2 ... */
  readonly coefficients: readonly number[];
  /** How far off it is on [-1, 1], at most. */
  readonly error: number;
}

/** A function on [-1, 1]. */
export class Series {
  /** Coefficients of the Chebyshev polynomials. */
  readonly #chebyshev: readonly number[];

  constructor(taylor: readonly number[]) {
    this.#chebyshev = chebyshevOf(taylor);
  }

  /**
   * The shortest polynomial that is off by at most `tolerance`.
   * @throws UsageError INVALID_ARGUMENT when none is that close
   */
  polynomial(tolerance: number): Polynomial {
    for (const degree of DEGREES) {
      const error = this.#chebyshev.slice(degree + 1).reduce((sum, c) => sum + Math.abs(c), 0);
      if (error <= tolerance) return { coefficients: monomialsOf(this.#chebyshev.slice(0, degree + 1)), error };
    }
    throw new UsageError('INVALID_ARGUMENT', `no polynomial is within ${tolerance}`);
  }
}

/** The value of a polynomial in the clear. */
export function valueAt({ coefficients }: Polynomial, t: number): number {
  return coefficients.reduceRight((value, c) => value * t + c, 0);
}

/** Coefficients of (1 + t/3)^exponent. */
export function binomialSeries(exponent: number, factor: number): number[] {
  const terms = [factor];
  for (let n = 1; n < TERMS; n++) terms.push((terms[n - 1] as number) * ((exponent - n + 1) / n / 3));
  return terms;
}

/** t^n = 2^(1-n) (T_n + n T_(n-2) + (n choose 2) T_(n-4) + ...), with half of the last if that is T_0. */
function chebyshevOf(taylor: readonly number[]): number[] {
  const result = new Array<number>(taylor.length).fill(0);
  taylor.forEach((c, n) => {
    let weight = c * 2 ** (1 - n);
    for (let j = 0; 2 * j <= n; j++) {
      const k = n - 2 * j;
      result[k] = (result[k] as number) + (k === 0 ? weight / 2 : weight);
      weight = (weight * (n - j)) / (j + 1);
    }
  });
  return result;
}

/** By T_(n+1) = 2 t T_n - T_(n-1). */
function monomialsOf(chebyshev: readonly number[]): number[] {
  const result = new Array<number>(chebyshev.length).fill(0);
  let [before, now] = [[0], [1]];
  chebyshev.forEach((c, n) => {
    now.forEach((coefficient, k) => {
      result[k] = (result[k] as number) + c * coefficient;
    });
    const next = [0, ...now.map((coefficient) => (n === 0 ? coefficient : 2 * coefficient))];
    const previous = before;
    [before, now] = [now, next.map((coefficient, k) => coefficient - (previous[k] ?? 0))];
  });
  return result;
}
