import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatBytes, formatCount, formatMs, formatNumber, plainText } from '../../../src/cli/render/format.js';

const test = suite('command line: numbers');

test('a count is shown in full with its thousands grouped', () => {
  assert.is(formatCount(0), '0');
  assert.is(formatCount(10_000), '10,000');
  assert.is(formatCount(2n ** 61n), '2,305,843,009,213,693,952');
});

test('a measured number has three significant digits', () => {
  assert.is(formatNumber(0), '0');
  assert.is(formatNumber(0.012345), '0.0123');
  assert.is(formatNumber(1.2345), '1.23');
  assert.is(formatNumber(123.45), '123');
  assert.is(formatNumber(12345.6), '12,346');
  assert.is(formatNumber(-1.2345), '-1.23');
});

test('a duration is shown in the unit that fits', () => {
  assert.is(formatMs(0), '0 ms');
  assert.is(formatMs(0.00038), '0.38 us');
  assert.is(formatMs(0.5), '500 us');
  assert.is(formatMs(34), '34 ms');
  assert.is(formatMs(1234), '1.23 s');
  assert.is(formatMs(125_000), '2 min 5 s');
  assert.is(formatMs(24 * 60_000), '24 min');
  assert.is(formatMs(10_930_000), '3 h 2 min');
});

test('a value just below a unit rounds into the next one', () => {
  assert.is(formatMs(0.99999), '1 ms');
  assert.is(formatMs(999.9), '1 s');
  assert.is(formatMs(59_999), '1 min');
  assert.is(formatMs(3_599_900), '1 h');
  assert.is(formatBytes(999_999), '1 MB');
});

test('a size is shown in powers of 1000', () => {
  assert.is(formatBytes(0), '0 B');
  assert.is(formatBytes(968), '968 B');
  assert.is(formatBytes(4_240_000), '4.24 MB');
  assert.is(formatBytes(29.7e9), '29.7 GB');
  assert.is(formatBytes(5e15), '5,000 TB');
});

test('control characters from outside do not reach the terminal', () => {
  assert.is(plainText('a\u001b[2Jb\r\nc\u0007'), 'a [2Jb c ');
  assert.is(plainText('Zürich ⟦x⟧'), 'Zürich ⟦x⟧');
});

test.run();
