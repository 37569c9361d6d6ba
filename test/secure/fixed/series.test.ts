import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { binomialSeries, type Polynomial, Series, TERMS, valueAt } from '../../../src/secure/fixed/series.js';

const test = suite('polynomials near functions');

/** The series that the functions use, as they stand in root.ts, logarithm.ts and exponential.ts, derived anew. */
const powers = (of: (n: number) => number) => Array.from({ length: TERMS }, (_, n) => of(n));
const logarithm = powers((n) => (n === 0 ? Math.log(0.75) : -((-1 / 3) ** n) / n));
const exponential = powers((n) =>
  Array.from({ length: n }, (_, i) => Math.LN2 / 2 / (i + 1)).reduce((a, b) => a * b, Math.SQRT2),
);
const functions: readonly (readonly [string, readonly number[], (t: number) => number])[] = [
  ['root', binomialSeries(0.5, Math.sqrt(0.75)), (t) => Math.sqrt((3 + t) / 4)],
  ['inverse root', binomialSeries(-0.5, Math.sqrt(4 / 3)), (t) => 1 / Math.sqrt((3 + t) / 4)],
  ['natural logarithm', logarithm, (t) => Math.log((3 + t) / 4)],
  ['binary logarithm', logarithm.map((c) => c / Math.LN2), (t) => Math.log2((3 + t) / 4)],
  ['power of two', exponential, (t) => 2 ** ((1 + t) / 2)],
];

function largestError(polynomial: Polynomial, exact: (t: number) => number): number {
  const places = Array.from({ length: 1001 }, (_, i) => i / 500 - 1);
  return Math.max(...places.map((t) => Math.abs(valueAt(polynomial, t) - exact(t))));
}

for (const [name, taylor, exact] of functions) {
  test(`${name}: polynomials of all degrees are as close as they say, and nearly no closer`, () => {
    for (const tolerance of [1, 2 ** -12, 2 ** -15, 2 ** -20, 2 ** -29]) {
      const polynomial = new Series(taylor).polynomial(tolerance);
      const error = largestError(polynomial, exact);
      assert.ok(polynomial.error <= tolerance);
      assert.ok(
        error <= polynomial.error + 2 ** -50 && error > polynomial.error / 2,
        `${error}, said ${polynomial.error}`,
      );
    }
  });

  test(`${name}: the coefficients are as small as the error of polynomial.ts assumes`, () => {
    const { coefficients } = new Series(taylor).polynomial(2 ** -29);
    const sizes = coefficients.map(Math.abs);
    const total = (from: number) => sizes.slice(from, from + 4).reduce((sum, c) => sum + c, 0);
    assert.ok((sizes[2] as number) <= 1 / 8 && (sizes[3] as number) <= 1 / 32);
    assert.ok(total(4) <= 1 / 100 && total(8) <= 1 / 1000);
  });
}

test('a tolerance below all degrees is refused', () => {
  assert.throws(() => new Series(logarithm).polynomial(2 ** -40), /no polynomial/);
});

test.run();
