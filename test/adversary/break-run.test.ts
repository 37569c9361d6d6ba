// Every message of the question itself, broken once in each way, to one receiver.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { World } from '../apps/recommender/session.js';
import { breakQuery, report, WRONG_SHARE, WRONG_SHARE_ECHOED } from './session-breaks.js';

const test = suite('broken messages: the question');

test('two parties', async () => {
  const { world, sides } = await World.bound({ parties: 2 });
  const tally = await breakQuery(world, sides, { phase: 'run', noticing: WRONG_SHARE });
  report('query, 2 parties, run', tally);
  assert.is(tally.broken, 22 * 2 * 3);
});

test('three parties, one of two receivers', async () => {
  const { world, sides } = await World.bound({ parties: 3 });
  const options = { phase: 'run', noticing: WRONG_SHARE_ECHOED } as const;
  const tally = await breakQuery(world, sides, { ...options, only: ({ to }) => to.length === 1 });
  report('query, 3 parties, run, equivocating', tally);
  assert.is(tally.broken, 22 * 6 * 3);
});

test.run();
