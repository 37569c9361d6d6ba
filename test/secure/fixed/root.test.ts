import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inverseSquareRoot, squareRoot } from '../../../src/secure/fixed/root.js';
import { check, refusal, secret } from './checks.js';

const test = suite('square roots');

/** What is exactly 0 must come out so; the stated bound for results of up to `bits` bits. */
const bound = (bits: number) => (result: number) =>
  result === 0 ? 1 : 2 + Math.abs(result) * 2 ** Math.max(-24.5, bits - 53);

/** [bits after the point, least, largest, bits after the point of the result, most bits of root and inverse root] */
const cases = [
  [16, 0, 8000, 16, 23, 24],
  [16, -100, 100, 16, 20, 24],
  [8, 0, 1e6, 8, 18, 12],
  [20, 0.5, 3, 20, 21, 21],
  [0, 1, 1000, 20, 25, 20],
  [24, 2 ** -10, 1, 24, 24, 29],
  [12, -5, -1, 12, 0, 0],
  [16, 7, 7, 16, 18, 15],
  [28, 0.1, 1.9, 28, 29, 30],
  [0, 0, 2 ** 57, 10, 39, 10],
  [4, 0, 2 ** 40, 4, 24, 6],
  [10, 1, 2 ** 20, 10, 20, 10],
  [20, 0, 2 ** 30, 20, 35, 30],
  [0, 0, 100, 2, 6, 2],
] as const;

for (const [fraction, min, max, result, rootBits, inverseBits] of cases) {
  const inputs = [{ fraction, min, max }];
  test(`the root of x from ${min} to ${max} with ${fraction} bits after the point; 0 where x is not positive`, () => {
    const exact = (x: number) => Math.sqrt(Math.max(0, x));
    check({ inputs, build: (x) => squareRoot(x, result), exact, units: bound(rootBits) });
  });
  test(`the inverse root of x from ${min} to ${max} with ${fraction} bits after the point`, () => {
    const exact = (x: number) => (x <= 0 ? 0 : 1 / Math.sqrt(x));
    check({ inputs, build: (x) => inverseSquareRoot(x, result), exact, units: bound(inverseBits) });
  });
}

test('what does not fit is refused when the program is planned', () => {
  refusal(() => squareRoot(secret(1, 0, 0, 2 ** 58)), 'WIDTH_OVERFLOW', /^squareRoot: .*2\^58/);
  refusal(() => squareRoot(secret(1, 0, 0, 2 ** 20), 31), 'WIDTH_OVERFLOW', /^squareRoot: .*42 bits/);
  refusal(() => inverseSquareRoot(secret(1, 30, 0, 1)), 'WIDTH_OVERFLOW', /^inverseSquareRoot: .*45 bits/);
  assert.is(inverseSquareRoot(secret(1, 30, 0.01, 1)).fraction, 30);
});

test.run();
