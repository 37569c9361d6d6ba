// Memory for what is only needed on the way. Vectors are allocated beside their left operand, so whoever names an operand under a scratch
// arena finds the result there, and it goes with the arena. What was opened is another matter: the check refers to it, so it stays in the
// memory of the party.

import type { Arena } from '../kernel/index.js';
import { Vector } from '../math/vector.js';
import type { Protocol } from '../protocol/step.js';
import { sumShares } from '../sharing/open.js';
import { Shares } from '../sharing/shares.js';
import type { OnlineParty } from './party.js';

/** The same elements, beside which results are allocated in `arena`. */
export function vectorIn(arena: Arena, { span }: Vector): Vector {
  return new Vector(arena, span);
}

/** The same shares, beside which results are allocated in `arena`. */
export function sharesIn(arena: Arena, { value, mac }: Shares): Shares {
  return new Shares(vectorIn(arena, value), vectorIn(arena, mac));
}

/** A copy in another arena. */
export function copyTo(arena: Arena, shares: Shares): Shares {
  return sharesIn(arena, shares).concat();
}

/** The same party with another memory; its tuples stay where they are. */
export function inArena(p: OnlineParty, arena: Arena): OnlineParty {
  return {
    id: p.id,
    parties: p.parties,
    session: p.session,
    kernel: p.kernel,
    arena,
    random: p.random,
    transcript: p.transcript,
    openings: p.openings,
    coins: p.coins,
    macKey: vectorIn(arena, p.macKey),
    tuples: p.tuples,
    nextStep: () => p.nextStep(),
    takeZeroTestTriple: () => p.takeZeroTestTriple(),
  };
}

/** Runs `body` with memory of its own, which is wiped when it is over. @hazard nothing may be opened under it: see openDifference */
export function* withScratch<T>(p: OnlineParty, body: (scratch: OnlineParty) => Protocol<T>): Protocol<T> {
  const arena = p.kernel.newArena();
  try {
    return yield* body(inArena(p, arena));
  } finally {
    arena.release();
  }
}

/**
 * Opens x - a. Only what the check refers to stays in p's memory: two elements for each opening.
 * @param scratch the same party, for what is needed on the way
 * @returns n opened values, unchecked, in p's memory
 * @cost rounds 1, openings n
 * @throws SecurityAbort NOT_CANONICAL_SHARE
 */
export function* openDifference(p: OnlineParty, scratch: OnlineParty, x: Shares, a: Shares): Protocol<Vector> {
  p.openings.requireUsable();
  const macs = vectorIn(p.arena, x.mac).sub(a.mac);
  const opened = yield* sumShares(scratch, vectorIn(scratch.arena, x.value).sub(a.value));
  const values = vectorIn(p.arena, opened).concat();
  p.openings.addOpened(values, macs);
  return values;
}
