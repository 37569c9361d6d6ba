// Opening under a statistical mask: one that is wider than the value it hides, and that hides only what is in range.

import type { Vector } from '../math/vector.js';
import type { Protocol } from '../protocol/step.js';
import { checkOpenings } from '../sharing/mac-check.js';
import { open } from '../sharing/open.js';
import type { Shares } from '../sharing/shares.js';
import type { OnlineParty } from './party.js';

/**
 * Opens x + r. Everything x depends on is checked first: a corrupt party could have shifted an earlier opening by 1/2 mod p, say,
 * and would read a bit off the sum before any abort.
 * @param masked x + r, n elements
 * @cost rounds 1, openings n; openings pending: also rounds 4, zeroTests 1
 * @throws SecurityAbort when the check fails: nothing was opened
 */
export function* openUnderMask(p: OnlineParty, masked: Shares): Protocol<Vector> {
  const mark = p.openings.mark();
  yield* checkOpenings(p);
  p.openings.requireSettled(mark, 'an opening under a statistical mask');
  return yield* open(p, masked);
}
