// The output rule. A value leaves towards a person only as y + r, and only like this:
// (1) check all pending openings, (2) open y + r, (3) check that opening, (4) deliver. A corrupt party could otherwise shift an earlier
// opening, and its colluding client, who knows r, would read a function of its choice before the abort.

import type { Vector } from '../math/vector.js';
import type { Protocol } from '../protocol/step.js';
import { checkOpenings } from './mac-check.js';
import { open } from './open.js';
import type { SharingParty } from './party.js';
import type { Shares } from './shares.js';

/**
 * Opens y + r for delivery to whoever knows r.
 * @param y n secrets   @param r n masks that only the receiver knows, used once
 * @returns y + r, checked: it may be delivered
 * @cost rounds 9, openings n, zeroTests 2; nothing pending: rounds 5, openings n, zeroTests 1 (with coins prepared)
 * @throws SecurityAbort when a check fails, UsageError UNCHECKED_OPENINGS before a share of the output is sent
 */
export function* outputMasked(p: SharingParty, y: Shares, r: Shares): Protocol<Vector> {
  // y was computed from what is recorded by now; a branch beside this one may open more meanwhile.
  const before = p.openings.mark();
  yield* checkOpenings(p);
  p.openings.requireSettled(before, 'an output');
  const masked = yield* open(p, y.add(r));
  const after = p.openings.mark();
  yield* checkOpenings(p);
  p.openings.requireSettled(after, 'delivery');
  return masked;
}

/**
 * Claims that n secrets are 0; the next check decides. The shares are never opened.
 * @cost rounds 0
 */
export function assertZero(p: SharingParty, x: Shares): void {
  p.openings.requireUsable();
  p.openings.addZero(x.mac);
}
