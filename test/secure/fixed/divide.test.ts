import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { divide, reciprocal } from '../../../src/secure/fixed/divide.js';
import { check, refusal, secret } from './checks.js';

const test = suite('division by secrets');
const quotient = (n: number, d: number) => (d === 0 ? 0 : n / d);

/** What is exactly 0 must come out so; the stated bound for numerators of `bits` bits. */
const bound = (bits: number) => (result: number) =>
  result === 0 ? 1 : 2 + Math.abs(result) * 2 ** Math.max(-25, bits - 55);

/** [bits after the point, least, largest] */
const divisors = [
  [16, 0, 2000],
  [16, -100, 100],
  [8, 0, 1e6],
  [20, 0.5, 3],
  [0, 1, 1000],
  [24, 2 ** -10, 1],
  [12, -5, -1],
  [16, 7, 7],
  [28, 0.1, 1.9],
  [4, 0, 2 ** 53],
] as const;

for (const [fraction, min, max] of divisors) {
  test(`1/x for x from ${min} to ${max} with ${fraction} bits after the point; 0 for 0`, () => {
    const inputs = [{ fraction, min, max }];
    check({ inputs, build: (x) => reciprocal(x), exact: (x) => quotient(1, x), units: bound(1) });
  });
}

/** [bits after the point, bits of the numerator, least and largest divisor, bits after the point of the result] */
const pairs = [
  [16, 29, 0.01, 8000, 16],
  [16, 29, 0, 8000, 16],
  [16, 22, -100, 100, 12],
  [10, 30, -(2 ** 20), 2 ** 20, 10],
  [20, 29, 1, 900, 24],
  [0, 30, 0, 2 ** 40, 0],
  [0, 20, 1, 2 ** 20 - 1, 16],
  [0, 35, 1, 1000, 8],
  [0, 40, 5, 2 ** 50, 0],
  [16, 12, 0.01, 2, 16],
] as const;

for (const [fraction, bits, min, max, result] of pairs) {
  test(`n/d for n of ${bits} bits, d from ${min} to ${max}, ${fraction} bits after the point`, () => {
    const most = (2 ** bits - 1) / 2 ** fraction;
    const inputs = [
      { fraction, min: -most, max: most },
      { fraction, min, max },
    ];
    check({ inputs, build: (n, d) => divide(n, d, result), exact: quotient, units: bound(bits) });
  });
}

test('public numerators count as rounded to 27 bits', () => {
  const inputs = [{ fraction: 16, min: -30, max: 30 }];
  for (const n of [355, -0.001, 1 / 3, 2 ** 20 - 1, 1e-9]) {
    const units = (result: number) => 2 + Math.abs(result) * (2 ** -25 + 2 ** -27);
    check({ inputs, build: (x) => divide(n, x), exact: (x) => quotient(n, x), units, count: 500 });
  }
});

test('one divisor for many numerators, one numerator for many divisors', () => {
  assert.is(divide(secret(5, 16, 0, 10), secret(1, 16, 1, 10)).length, 5);
  assert.is(divide(secret(1, 16, 0, 10), secret(5, 16, -1, 10)).length, 5);
  assert.is(divide([1, 2, 3], secret(1, 16, -1, 10)).length, 3);
  refusal(() => divide([1, 2, 3], secret(2, 16, 1, 10)), 'LENGTH_MISMATCH', /public numbers/);
  refusal(() => divide(secret(3, 16, 0, 1), secret(2, 16, 1, 10)), 'LENGTH_MISMATCH', /vectors/);
});

test('the quotient of positive numbers is known to be positive, and bounded by the smallest divisor', () => {
  const { range } = divide(secret(1, 16, 0, 100), secret(1, 16, 0.5, 10));
  assert.is(range.min, 0);
  assert.ok(range.max >= 200 && range.max < 200.1, `${range.max}`);
  assert.ok(range.proven);
});

test('what does not fit is refused when the program is planned', () => {
  refusal(() => divide(secret(1, 0, 0, 2 ** 41), secret(1, 0, 1, 2)), 'WIDTH_OVERFLOW', /^divide: .*40 bits/);
  refusal(() => divide(1, secret(1, 0, 0, 2 ** 58)), 'WIDTH_OVERFLOW', /^divide: .*2\^58/);
  refusal(() => divide(secret(1, 0, 0, 2 ** 30), secret(1, 0, 0, 2), 26), 'WIDTH_OVERFLOW', /^divide: .*the result/);
});

test.run();
