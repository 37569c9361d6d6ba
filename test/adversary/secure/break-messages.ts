// Runs every program of this folder once per alteration of a message. Whatever is altered, an honest party ends with the right answer
// or with a typed error, and one that has seen something wrong opened says nothing more after the check that follows: no value goes out
// under a statistical or an output mask that depends on it.

import * as assert from 'uvu/assert';
import type { SecureWorld } from '../../support/secure-run.js';
import { type Conclusion, judge } from '../judge.js';
import { requireNoSecrets, wordsOf } from '../secrets.js';
import { Counter, type Tally, WRONG_SHARE_ECHOED } from '../session-breaks.js';
import { type Alteration, altering, describe } from './alterations.js';
import type { Subject } from './programs.js';
import { Rehearsal, type Take } from './rehearsal.js';

/** Also: the masks of a party's own input come with wrong tags. */
const NOTICING = [...WRONG_SHARE_ECHOED, 'MASK_CHECK_FAILED'];

/** @param alterations from an honest run, which this one is compared with */
export async function breakMessages(
  world: SecureWorld,
  subject: Subject,
  alterations: (twin: Take) => readonly Alteration[],
): Promise<Tally> {
  const rehearsal = await Rehearsal.of(world, subject);
  const twin = await rehearsal.take();
  requireRight(rehearsal, twin);
  assert.is(twin.passed.length, subject.checks, `checks of ${subject.name}`);
  const tally = new Counter();
  for (const alteration of alterations(twin)) {
    const what = `${subject.name}: ${describe(alteration)}`;
    let lastWord = 0;
    const said: Uint8Array[] = [];
    const alter = altering(alteration);
    const take = await rehearsal.take({
      echoes: alteration.element !== null && alteration.from === world.deployment.parties - 1,
      adversary: (edge, message) => {
        said.push(message);
        if (edge.from !== alteration.from) lastWord = Math.max(lastWord, edge.round);
        return alter(edge, message);
      },
    });
    const conclusions = conclusionsOf(rehearsal, take, alteration.from);
    const noticed = judge(conclusions, NOTICING, what);
    requireNoSecrets(
      conclusions.map(({ error }) => error),
      () => wordsOf(said),
      what,
    );
    tally.add(noticed);
    const told = alteration.to.length === world.deployment.parties - 1;
    // Commitments of the first round are opened at several checks.
    if (noticed.length > 0 && told && alteration.round > 0) {
      const check = twin.passed.find((round) => round >= alteration.round) as number;
      assert.ok(
        lastWord <= check,
        `${what}: somebody honest spoke in round ${lastWord}, after the check of round ${check}`,
      );
    }
  }
  requireRight(rehearsal, await rehearsal.take());
  return tally.sum();
}

/** What each honest party concluded. */
export function conclusionsOf({ subject }: Rehearsal, { outcomes, read }: Take, corrupt: number): Conclusion[] {
  return outcomes
    .map((outcome, party): Conclusion => {
      const who = `party ${party}`;
      if ('error' in outcome) return { who, error: outcome.error as Error, right: null };
      return { who, error: null, right: subject.right(read(outcome.value)) };
    })
    .filter((_, party) => party !== corrupt);
}

/** Without a deviation all parties deliver the same, and it is right. */
export function requireRight(rehearsal: Rehearsal, take: Take): void {
  for (const { who, error, right } of conclusionsOf(rehearsal, take, -1)) {
    assert.ok(right, `the honest twin of ${rehearsal.subject.name}: ${who} ${error?.message ?? 'has a wrong result'}`);
  }
}

/** Both tallies together. */
export function together(tallies: readonly Tally[]): Tally {
  const codes: Record<string, number> = {};
  for (const tally of tallies) {
    for (const [code, n] of Object.entries(tally.codes)) codes[code] = (codes[code] ?? 0) + n;
  }
  return { broken: tallies.reduce((sum, { broken }) => sum + broken, 0), codes };
}
