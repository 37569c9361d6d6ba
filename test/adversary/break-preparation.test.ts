// Every message of a query ahead of the client's input, broken once in each way.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { World } from '../apps/recommender/session.js';
import { breakQuery, report, WRONG_SHARE, WRONG_SHARE_ECHOED } from './session-breaks.js';

const test = suite('broken messages: opening and preparing a query');

for (const parties of [2, 3]) {
  const wrongShare = parties === 2 ? WRONG_SHARE : WRONG_SHARE_ECHOED;
  const cases = [
    // A changed nonce makes parties expand different batches: everything that is checked fails.
    { phase: 'agree', noticing: ['SESSION_MISMATCH', ...wrongShare] },
    { phase: 'prepare', noticing: wrongShare },
  ] as const;

  for (const options of cases) {
    test(`${parties} parties: ${options.phase}`, async () => {
      const { world, sides } = await World.bound({ parties });
      const tally = await breakQuery(world, sides, options);
      report(`query, ${parties} parties, ${options.phase}`, tally);
      assert.ok(tally.broken >= 6);
    });
  }
}

test.run();
