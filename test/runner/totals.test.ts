import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readTotals } from './totals.js';

const test = suite('test runner: totals');

const summary = (total: number, passed: number) =>
  `\n  Total:     ${total}\n  Passed:    ${passed}\n  Skipped:   0\n  Duration:  1.00ms\n\n`;

test('one summary gives its total and its passed tests', () => {
  assert.equal(readTotals(`suite • ✘  (1 / 2)\n${summary(2, 1)}`), { total: 2, passed: 1 });
});

test('several summaries are added up', () => {
  assert.equal(readTotals(summary(3, 3) + summary(4, 2)), { total: 7, passed: 5 });
});

test('colours do not hide the numbers', () => {
  assert.equal(readTotals('\n  Total:     2\u001b[32m\n  Passed:    2\u001b[39m\n'), { total: 2, passed: 2 });
});

test('output without a complete summary has no totals', () => {
  assert.is(readTotals(''), undefined);
  assert.is(readTotals('suite • • (2 / 2)\n'), undefined);
  assert.is(readTotals('\n  Total:     2\n'), undefined);
});

test('the words inside a line of a test are not a summary', () => {
  assert.is(readTotals('Total: 5 of them\nPassed: 5 of them\n'), undefined);
});

test.run();
