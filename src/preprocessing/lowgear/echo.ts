// Everybody must have been told the same before anybody answers: a request that differs from one honest party to
// another makes them multiply different things, and a raw product has no check of its own that would notice.

import { SecurityAbort } from '../../errors.js';
import { broadcast } from '../../protocol/exchange.js';
import type { Party } from '../../protocol/party.js';
import type { Protocol } from '../../protocol/step.js';

/**
 * Compares what was broadcast so far.
 * @cost rounds 1; 0 with two parties, who cannot be told different things
 * @throws SecurityAbort ECHO_MISMATCH
 */
export function* requireEcho(p: Party): Protocol<void> {
  if (p.parties === 2) return;
  const digest = p.transcript.digest();
  const all = yield* broadcast(p, digest);
  all.forEach((other, j) => {
    if (!other.every((byte, k) => byte === digest[k])) {
      throw new SecurityAbort('ECHO_MISMATCH', `party ${j} was told something else than this party`);
    }
  });
}
