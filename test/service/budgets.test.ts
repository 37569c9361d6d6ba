import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Budgets } from '../../src/service/budgets.js';
import { refused } from './refused.js';

const test = suite('service/budgets');

test('a question that was asked counts for good, one that was not is given back', () => {
  const budgets = new Budgets(new Map([['ratings', 2]]));
  const asked = budgets.take('ratings', 'anna');
  const unasked = budgets.take('ratings', 'anna');
  assert.ok(
    refused(() => budgets.take('ratings', 'anna')),
    'reservations hold a place',
  );
  asked.spend();
  asked.giveBack();
  assert.ok(refused(() => budgets.take('ratings', 'anna')));
  unasked.giveBack();
  unasked.giveBack();
  budgets.take('ratings', 'anna');
  assert.ok(refused(() => budgets.take('ratings', 'anna')));
});

test('clients and datasets have budgets of their own, and what has no limit has none', () => {
  const budgets = new Budgets(
    new Map([
      ['a', 1],
      ['b', 1],
    ]),
  );
  budgets.take('a', 'anna');
  budgets.take('a', 'ben');
  budgets.take('b', 'anna');
  assert.ok(refused(() => budgets.take('b', 'anna')));
  for (let k = 0; k < 100; k++) budgets.take('c', 'anna').spend();
});

test.run();
