// Output to a client: y + r for masks r that only the asking client knows. The party side is the output rule of sharing/output.ts: all openings
// checked, y + r opened, that opening checked, and only then delivered.

import { ChannelError, SecurityAbort, TesseraError } from '../errors.js';
import type { Arena } from '../kernel/index.js';
import { Vector } from '../math/vector.js';
import { ELEMENT_BYTES } from '../params.js';
import type { Protocol } from '../protocol/step.js';
import { outputMasked } from '../sharing/output.js';
import type { SharingParty } from '../sharing/party.js';
import type { Shares } from '../sharing/shares.js';
import { sameBytes } from './digests.js';

/**
 * Party side: opens y + r for delivery.
 * @param y n results      @param r n output masks of the asking client, confirmed, used once
 * @returns the answer's body, 8 n bytes
 * @cost rounds 9, openings n, zeroTests 2 (as outputMasked)
 * @throws as outputMasked
 */
export function* deliver(p: SharingParty, y: Shares, r: Shares): Protocol<Uint8Array> {
  return (yield* outputMasked(p, y, r)).toBytes();
}

/**
 * Client side: n equal answers, minus the mask. One honest party's answer is right, so equal ones are.
 * @param answers one body of 8 n bytes per party      @param r n output masks
 * @returns y
 * @throws SecurityAbort OUTPUT_MISMATCH; ChannelError BAD_FRAME when all answers have a wrong length
 */
export function unmask(arena: Arena, answers: readonly Uint8Array[], r: Vector): Vector {
  const [first, ...others] = answers;
  if (first === undefined || !others.every((answer) => sameBytes(answer, first))) {
    throw new SecurityAbort('OUTPUT_MISMATCH', 'the parties answered differently: at least one of them lies');
  }
  if (first.length !== r.length * ELEMENT_BYTES) {
    throw new ChannelError('BAD_FRAME', `expected an answer of ${r.length * ELEMENT_BYTES} bytes, got ${first.length}`);
  }
  return readAnswer(arena, first).sub(r);
}

function readAnswer(arena: Arena, answer: Uint8Array): Vector {
  try {
    return Vector.fromBytes(arena, answer);
  } catch (error) {
    if (error instanceof TesseraError && error.code === 'NOT_CANONICAL') {
      throw new SecurityAbort('OUTPUT_MISMATCH', 'all parties answered something that is not made of field elements');
    }
    throw error;
  }
}
