// Opening: every party sends its share to all. The result is *opened*, not output: public among the parties, unchecked,
// and not for anybody else's eyes until the MAC check has passed.

import { SecurityAbort, TesseraError } from '../errors.js';
import { Vector } from '../math/vector.js';
import { broadcast } from '../protocol/exchange.js';
import type { Party } from '../protocol/party.js';
import type { Protocol } from '../protocol/step.js';
import type { SharingParty } from './party.js';
import type { Shares } from './shares.js';

/**
 * Opens n secrets and remembers them for the check.
 * @returns n opened values, unchecked
 * @cost rounds 1, openings n
 * @throws SecurityAbort NOT_CANONICAL_SHARE
 * @hazard an output must never be opened here: see output.ts
 */
export function* open(p: SharingParty, x: Shares): Protocol<Vector> {
  p.openings.requireUsable();
  const values = yield* sumShares(p, x.value);
  p.openings.addOpened(values, x.mac);
  return values;
}

/**
 * Adds up everybody's additive shares in public; no MAC is involved and nothing is remembered.
 * @param own n elements
 * @cost rounds 1
 * @throws SecurityAbort NOT_CANONICAL_SHARE
 */
export function* sumShares(p: Party, own: Vector): Protocol<Vector> {
  // A copy: a branch beside this one may allocate before the round is sent, and that can move the kernel's memory.
  const messages = yield* broadcast(p, own.toBytes());
  let sum = own;
  messages.forEach((message, j) => {
    if (j !== p.id) sum = sum.add(readShares(p, message, j));
  });
  return sum;
}

/** Reads party j's field elements. @throws SecurityAbort NOT_CANONICAL_SHARE */
export function readShares(p: Party, message: Uint8Array, j: number): Vector {
  try {
    return Vector.fromBytes(p.arena, message);
  } catch (error) {
    if (error instanceof TesseraError && error.code === 'NOT_CANONICAL') {
      throw new SecurityAbort('NOT_CANONICAL_SHARE', `party ${j} sent a share that is not a field element`, j);
    }
    throw error;
  }
}
