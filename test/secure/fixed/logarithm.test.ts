import { suite } from 'uvu';
import { binaryLogarithm, naturalLogarithm } from '../../../src/secure/fixed/logarithm.js';
import { check, refusal, secret } from './checks.js';

const test = suite('logarithms');

/** [bits after the point, least, largest, bits after the point of the result] */
const cases = [
  [16, 0, 8000, 16],
  [16, -100, 100, 16],
  [8, 0, 1e6, 8],
  [20, 0.5, 3, 20],
  [0, 1, 1000, 20],
  [24, 2 ** -10, 1, 24],
  [12, -5, -1, 12],
  [16, 7, 7, 16],
  [28, 0.1, 1.9, 28],
  [0, 0, 2 ** 57, 10],
  [4, 0, 2 ** 40, 4],
  [10, 0, 2 ** 40, 32],
  [6, 0, 2 ** 10, 0],
] as const;

for (const [fraction, min, max, result] of cases) {
  const inputs = [{ fraction, min, max }];
  const units = () => 2 + 2 ** (result - 24.5);
  const positive = (x: number) => Math.max(2 ** -fraction, x);
  test(`of x from ${min} to ${max} with ${fraction} bits after the point; what is not positive counts as one unit`, () => {
    check({ inputs, build: (x) => naturalLogarithm(x, result), exact: (x) => Math.log(positive(x)), units });
    check({ inputs, build: (x) => binaryLogarithm(x, result), exact: (x) => Math.log2(positive(x)), units });
  });
}

test('what does not fit is refused when the program is planned', () => {
  refusal(() => naturalLogarithm(secret(1, 0, 0, 2 ** 58)), 'WIDTH_OVERFLOW', /^naturalLogarithm: .*2\^58/);
  refusal(() => binaryLogarithm(secret(1, 0, 0, 100), 58), 'INVALID_ARGUMENT', /^binaryLogarithm: a fraction/);
});

test.run();
