// A corrupt party that follows the protocols except where a test makes it deviate, and remembers what it saw. Its check is written out here
// so that it can add to its shares what it likes.

import { Vector } from '../../src/math/vector.js';
import type { Engine } from '../../src/online/engine.js';
import { commitAndOpen } from '../../src/protocol/commitment.js';
import type { Protocol } from '../../src/protocol/step.js';
import { sumShares } from '../../src/sharing/open.js';
import type { Shares } from '../../src/sharing/shares.js';

/** What a corrupt party of two knows after a check. */
export interface Seen {
  /** The coefficient of the opened value. */
  readonly chi: Vector;
  /** This party's sigma_i. */
  readonly sigma: Vector;
  /** Sum of sigma - a, as it was opened. */
  readonly D: Vector;
  /** The other party's z_i. */
  readonly z: Vector;
}

/**
 * Opens one secret as x + error at the other party, and then checks that opening.
 * @param forged what this party adds to its share of sigma - a, from the coefficient of the opening
 * @returns what it saw
 */
export function* cheat(p: Engine, x: Shares, error: bigint, forged: (chi: Vector) => Vector): Protocol<Seen> {
  const opened = yield* sumShares(p, x.value.plus(error));
  const { seed } = yield* p.coins.open(p);
  const chi = Vector.expand(p.arena, seed, 0, 1);
  const sigma = chi.mul(x.mac).sub(chi.mul(opened).mul(p.macKey));
  const { a, b, c } = p.takeZeroTestTriple();
  const D = yield* sumShares(p, sigma.sub(a).add(forged(chi)));
  const own = c.add(D.mul(b));
  const all = yield* commitAndOpen(p, own.toBytes());
  return { chi, sigma, D, z: Vector.fromBytes(p.arena, all[1 - p.id]!) };
}
