// Every message of the question itself among three parties, broken once in each way, to both receivers alike.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { World } from '../apps/recommender/session.js';
import { breakQuery, report, WRONG_SHARE_ECHOED } from './session-breaks.js';

const test = suite('broken messages: the question, to everybody alike');

test('three parties', async () => {
  const { world, sides } = await World.bound({ parties: 3 });
  const options = { phase: 'run', noticing: WRONG_SHARE_ECHOED } as const;
  const tally = await breakQuery(world, sides, { ...options, only: ({ to }) => to.length > 1 });
  report('query, 3 parties, run, to both', tally);
  assert.is(tally.broken, 22 * 3 * 3);
});

test.run();
