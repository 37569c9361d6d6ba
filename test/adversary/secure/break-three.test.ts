import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SecureWorld } from '../../support/secure-run.js';
import type { Tally } from '../session-breaks.js';
import { elementsOf, wholeFramesOf } from './alterations.js';
import { breakMessages, together } from './break-messages.js';
import { SUBJECTS } from './programs.js';

const test = suite('adversary/secure: three parties, one of them breaks a message');
const world = await SecureWorld.create(3);
const tallies: Tally[] = [];

for (const [k, make] of SUBJECTS.entries()) {
  const subject = make();
  // The lead, which has things to do of its own, is the corrupt one now and then; the last one says the same wrong thing to both.
  const corrupt = k % 4 === 3 ? 0 : 2;
  test(`party ${corrupt} is corrupt: ${subject.name}`, async () => {
    // The other half of the elements is broken among two parties.
    const alterations = await breakMessages(world, subject, ({ traffic }) => [
      ...elementsOf(traffic, corrupt, 0).filter(({ element, round }) => ((element ?? 0) + round) % 2 === 0),
      ...wholeFramesOf(traffic, corrupt),
    ]);
    tallies.push(alterations);
  });
}

test('what is broken is noticed, unless it changed nothing', () => {
  const { broken, codes } = together(tallies);
  assert.ok(broken > 500, `${broken} runs`);
  for (const code of ['MAC_CHECK_FAILED', 'COMMITMENT_BROKEN', 'BAD_FRAME', 'ECHO_MISMATCH']) {
    assert.ok((codes[code] ?? 0) > 0, `nobody noticed anything by ${code}`);
  }
  assert.ok((codes.harmless ?? 0) < broken / 50, `${codes.harmless} of ${broken} broken messages went unnoticed`);
});

test.run();
