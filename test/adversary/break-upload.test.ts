// Every message between the parties of an upload, broken once in each way: an honest party accepts what the client sent, or nothing.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { World } from '../apps/recommender/session.js';
import { breakUpload, report, WRONG_SHARE, WRONG_SHARE_ECHOED } from './session-breaks.js';

const test = suite('broken messages: an upload');

for (const parties of [2, 3]) {
  const wrongShare = parties === 2 ? WRONG_SHARE : WRONG_SHARE_ECHOED;
  for (const options of [
    { phase: 'agree', noticing: ['SESSION_MISMATCH', 'MASK_CHECK_FAILED', ...wrongShare] },
    { phase: 'challenge', noticing: ['CHALLENGE_MISMATCH', ...wrongShare] },
    { phase: 'confirm', noticing: ['CONFIRMATION_MISMATCH', 'RANGE_PROOF_REJECTED', 'BAD_FRAME'] },
  ] as const) {
    test(`${parties} parties: ${options.phase}`, async () => {
      const world = await World.create({ parties });
      const tally = await breakUpload(world, options);
      report(`upload, ${parties} parties, ${options.phase}`, tally);
      assert.ok(tally.broken >= 6);
    });
  }
}

test.run();
