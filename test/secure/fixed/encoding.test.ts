import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decode, encode, encodeNumber } from '../../../src/secure/fixed/encoding.js';
import { refusal } from './checks.js';

const test = suite('encoding of real numbers');

test('the nearest integer, the upper one of two, of either sign', () => {
  assert.equal([...encode([0, 1, -1, 0.5, -0.5, 0.1, -2.75], 1)], [0n, 2n, -2n, 1n, -1n, 0n, -5n]);
  assert.equal([...encode([0.1, -0.1], 16)], [6554n, -6554n]);
  assert.equal([...encode(1.5, 0)], [2n]);
  assert.is(encodeNumber('x', -1.5, 0), -1n);
});

test('large and small numbers are exact', () => {
  assert.is(encodeNumber('x', 2 ** 52 + 1, 0), 2n ** 52n + 1n, 'Math.round would do');
  assert.is(encodeNumber('x', 2 ** 53 - 1, 0), 2n ** 53n - 1n);
  assert.is(encodeNumber('x', 2 ** 53 - 1, 6), (2n ** 53n - 1n) << 6n);
  assert.is(encodeNumber('x', 5e-324, 57), 0n);
  assert.is(encodeNumber('x', 0.49999999999999994, 0), 0n);
});

test('decoding inverts encoding', () => {
  const values = [0, -1, 3.25, 1000.0625, -7.5];
  assert.equal(decode(encode(values, 4), 4), values);
  assert.equal(decode([3, -8], 3), [0.375, -1]);
});

test('what is no number, or too large, or has an impossible fraction, is refused', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
    refusal(() => encode(value, 8), 'INVALID_ARGUMENT', /finite/);
  refusal(() => encode(2 ** 60, 0), 'WIDTH_OVERFLOW', /does not fit/);
  refusal(() => encode(-8, 57), 'WIDTH_OVERFLOW', /57 bits/);
  refusal(() => encode(1e308, 57), 'WIDTH_OVERFLOW', /does not fit/);
  for (const fraction of [-1, 58, 0.5]) refusal(() => encode(1, fraction), 'INVALID_ARGUMENT', /fraction/);
  refusal(() => decode([1n], 99), 'INVALID_ARGUMENT', /fraction/);
});

test.run();
