import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exponential } from '../../../src/secure/fixed/exponential.js';
import { check, refusal, secret } from './checks.js';

const test = suite('exponentials');
const units = (result: number) => 2 + Math.abs(result) * 2 ** -24.5;

/** [bits after the point, least, largest, bits after the point of the result] */
const cases = [
  [16, -20, 8, 16],
  [16, -5, 0, 16],
  [20, -2, 2, 20],
  [16, -100, 30, 3],
  [8, -100, 10, 24],
  [24, -1, 1, 24],
  [0, -10, 10, 20],
  [16, -30, -20, 16],
  [16, -3000, 20, 16],
  [16, 0, 0.5, 16],
  [28, -7, 3, 25],
  [40, -3, 30, 8],
  [50, -50, 30, 0],
  [57, -1, 0.9, 28],
  [2, -9, 2, 4],
  [10, 1, 1, 12],
] as const;

for (const [fraction, min, max, result] of cases) {
  test(`of x from ${min} to ${max} with ${fraction} bits after the point`, () => {
    check({ inputs: [{ fraction, min, max }], build: (x) => exponential(x, result), exact: Math.exp, units });
  });
}

test('the range of results follows from that of the exponent', () => {
  const { min, max } = exponential(secret(1, 16, -3, 2)).range;
  assert.is(min, 0);
  assert.ok(max >= Math.exp(2) && max < 1.001 * Math.exp(2), `${max}`);
});

test('what does not fit is refused when the program is planned', () => {
  refusal(() => exponential(secret(1, 16, -1, 100)), 'WIDTH_OVERFLOW', /^exponential: .*result/);
  refusal(() => exponential(secret(1, 16, -1, 28)), 'WIDTH_OVERFLOW', /^exponential: .*result/);
});

test.run();
