import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Quota } from '../../src/service/quota.js';
import { refused } from './refused.js';

const test = suite('service/quota');

test('each client has its share, and all together have theirs', () => {
  const quota = new Quota('things', { perClient: 3, total: 5 });
  const first = quota.take('anna', 2);
  assert.ok(refused(() => quota.take('anna', 2)));
  quota.take('anna', 1);
  assert.ok(
    refused(() => quota.take('ben', 3)),
    'all together',
  );
  quota.take('ben', 2);
  first();
  quota.take('ben', 1);
});

test('what is given back twice counts once', () => {
  const quota = new Quota('things', { perClient: 2, total: 2 });
  const giveBack = quota.take('anna', 2);
  giveBack();
  giveBack();
  quota.take('anna', 2);
  assert.ok(refused(() => quota.take('anna', 1)));
});

test('a refusal takes nothing and says what there is', () => {
  const quota = new Quota('things', { perClient: 2, total: 9 });
  quota.take('anna', 1);
  assert.throws(() => quota.take('anna', 2), /2 things, this one holds 1 and asks for 2 more/);
  quota.take('anna', 1);
});

test.run();
