// Every message of a binding, broken once in each way; whatever gets bound answers a query rightly.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { World } from '../apps/recommender/session.js';
import { breakBinding, report, WRONG_SHARE, WRONG_SHARE_ECHOED } from './session-breaks.js';

const test = suite('broken messages: binding a dataset');

for (const parties of [2, 3]) {
  const wrongShare = parties === 2 ? WRONG_SHARE : WRONG_SHARE_ECHOED;
  for (const options of [
    { phase: 'agree', noticing: ['SESSION_MISMATCH', ...wrongShare] },
    { phase: 'bind', noticing: wrongShare },
  ] as const) {
    test(`${parties} parties: ${options.phase}`, async () => {
      const world = await World.create({ parties });
      await world.uploadAll();
      const tally = await breakBinding(world, options);
      report(`binding, ${parties} parties, ${options.phase}`, tally);
      assert.ok(tally.broken >= 6);
    });
  }
}

test.run();
