// Whether a client's proof shows, to this party, that its masked inputs satisfy the program's statement.

import { SecurityAbort, UsageError } from '../errors.js';
import type { MaskLayout } from '../io/layout.js';
import { type ProofContext, verify } from '../io/range-proof.js';
import { Vector } from '../math/vector.js';
import type { Engine } from '../online/engine.js';
import type { InputMasks } from '../preprocessing/source.js';

/** What a reservation holds at this party. */
export interface HeldMasks {
  readonly masks: InputMasks;
  readonly layout: MaskLayout;
}

/**
 * A false proof is an answer, not an exception: the peers are waiting for it.
 * @param e     masked inputs      @param proof  bytes as the client sent them
 * @throws whatever has nothing to do with the proof: the client is not to blame for it
 */
export function accepts(
  { id, parties, arena, macKey }: Engine,
  { masks, layout }: HeldMasks,
  context: Omit<ProofContext, 'verifier' | 'parties'>,
  e: Vector,
  proof: Uint8Array,
): boolean {
  const keys = {
    inputs: masks.key.slice(layout.inputs.from, layout.inputs.to),
    masks: masks.key.slice(layout.proof.from, layout.proof.to),
    macKey,
  };
  try {
    verify(arena, { ...context, verifier: id, parties }, e, keys, Vector.fromBytes(arena, proof));
    return true;
  } catch (error) {
    const false_ = error instanceof SecurityAbort && error.code === 'RANGE_PROOF_REJECTED';
    if (false_ || isNoProof(error)) return false;
    throw error;
  }
}

/** Words that are no field elements. */
function isNoProof(error: unknown): boolean {
  return error instanceof UsageError && error.code === 'NOT_CANONICAL';
}
