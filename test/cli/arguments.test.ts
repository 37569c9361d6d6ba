import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { datasetName, fraction, list, wholeNumber } from '../../src/cli/arguments.js';

const test = suite('command line: arguments');

test('whole numbers are read in decimal and within their range', () => {
  const port = wholeNumber(1, 65_535);
  assert.is(port('1'), 1);
  assert.is(port('65535'), 65_535);
  for (const text of ['0', '65536', '-1', '1.0', '1e3', '0x10', ' 1', '', '99999999999999999999']) {
    assert.throws(() => port(text), /whole number in 1\.\.65535/, text);
  }
});

test('fractions are above 0, at most 1, with six places', () => {
  assert.is(fraction('0.87'), 0.87);
  assert.is(fraction('1'), 1);
  assert.is(fraction('.000001'), 0.000001);
  for (const text of ['0', '0.0', '1.1', '0.1234567', '-0.5', 'half', '1e-1', ''])
    assert.throws(() => fraction(text), text);
});

test('lists are separated by commas and have no empty entries', () => {
  assert.equal(list('a, b,c'), ['a', 'b', 'c']);
  for (const text of ['', 'a,', ',']) assert.throws(() => list(text));
});

test('names of datasets can stand in a path', () => {
  assert.is(datasetName('ratings-2.a_b'), 'ratings-2.a_b');
  for (const text of ['', '../x', 'a/b', '.hidden', 'a b', 'x'.repeat(65)])
    assert.throws(() => datasetName(text), text);
});

test.run();
