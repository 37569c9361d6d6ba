import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SecureWorld } from '../../support/secure-run.js';
import type { Tally } from '../session-breaks.js';
import { elementsOf, wholeFramesOf } from './alterations.js';
import { breakMessages, together } from './break-messages.js';
import { SUBJECTS } from './programs.js';

const test = suite('adversary/secure: two parties, one of them breaks a message');
const world = await SecureWorld.create(2);

for (const corrupt of [0, 1] as const) {
  const tallies: Tally[] = [];
  for (const make of SUBJECTS) {
    const subject = make();
    test(`party ${corrupt} is corrupt: ${subject.name}`, async () => {
      tallies.push(
        await breakMessages(world, subject, ({ traffic }) => [
          ...elementsOf(traffic, corrupt, corrupt),
          ...wholeFramesOf(traffic, corrupt),
        ]),
      );
    });
  }

  test(`party ${corrupt} is corrupt: what it breaks is noticed, unless it changed nothing`, () => {
    const { broken, codes } = together(tallies);
    assert.ok(broken > 1000, `${broken} runs`);
    for (const code of ['MAC_CHECK_FAILED', 'COMMITMENT_BROKEN', 'BAD_FRAME', 'MASK_CHECK_FAILED']) {
      assert.ok((codes[code] ?? 0) > 0, `nobody noticed anything by ${code}`);
    }
    // A switch that is another bit is another permutation, which is the corrupt party's to choose.
    assert.ok((codes.harmless ?? 0) < broken / 50, `${codes.harmless} of ${broken} broken messages went unnoticed`);
  });
}

test.run();
