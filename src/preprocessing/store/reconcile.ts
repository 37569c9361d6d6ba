// Agreement on what the stores hold: after every opening, and whenever a reservation says that it is needed. The parties keep the
// batches that all of them have, and take for gone what one of them takes for gone.

import { hash } from '../../crypto/hash.js';
import { SecurityAbort } from '../../errors.js';
import { DIGEST_BYTES } from '../../params.js';
import { broadcast, compute, exchange } from '../../protocol/exchange.js';
import type { Party } from '../../protocol/party.js';
import type { Protocol } from '../../protocol/step.js';
import {
  type Claim,
  type ClaimSize,
  claimBytes,
  decodeClaim,
  encodeClaim,
  MAX_CLAIMED_BATCHES,
  MAX_CLAIMED_RANGES,
  requireClaimSize,
  sizeOf,
} from './agreement.js';
import type { TupleStore } from './store.js';

/**
 * Makes the stores of all parties agree; they grant nothing until it ends well.
 * @cost rounds 3, and a wait for the disk
 * @throws SecurityAbort SESSION_MISMATCH for an impossible claim, or for parties of different keys; ECHO_MISMATCH when they were told
 *         different things; UsageError WRONG_STATE when an agreement is under way, LIMIT_EXCEEDED. The store is
 *         unagreed after an error.
 */
export function* reconcile(p: Party, store: TupleStore): Protocol<void> {
  const claim = store.beginAgreement();
  let agreed = false;
  try {
    const claims = yield* exchangeClaims(p, store, claim);
    const outcome = store.outcomeOf(claims);
    if (typeof outcome === 'number') throw impossible(outcome);
    yield* compute(p, { name: 'adopt what all hold', run: () => store.adopt(outcome) });
    const digest = hash(p.kernel, 'tessera/agreement', encodeClaim([...outcome.values()]));
    for (const [j, theirs] of (yield* broadcast(p, digest)).entries()) {
      if (digest.every((byte, k) => byte === theirs[k])) continue;
      throw new SecurityAbort('ECHO_MISMATCH', `party ${j} arrived at something else: a party told different things`);
    }
    agreed = true;
  } finally {
    store.endAgreement(agreed);
  }
}

function* exchangeClaims(p: Party, store: TupleStore, own: Claim): Protocol<Claim[]> {
  const subject = hash(p.kernel, 'tessera/agreement-of', store.owner.keyId, new Uint8Array([p.parties]));
  const sizes = yield* exchangeSizes(p, subject, sizeOf(own));
  const bytes = encodeClaim(own);
  const bodies = yield* exchange(
    p,
    sizes.map(() => bytes),
    sizes.map(claimBytes),
  );
  return bodies.map((body, j) => {
    if (j === p.id) return own;
    const claim = decodeClaim(body, sizes[j] ?? { batches: 0, ranges: 0 });
    if (claim === null) throw impossible(j);
    return claim;
  });
}

/** subject (32) | batches u32 | ranges u32 */
function* exchangeSizes(p: Party, subject: Uint8Array, own: ClaimSize): Protocol<ClaimSize[]> {
  requireClaimSize(own);
  const message = new Uint8Array(DIGEST_BYTES + 8);
  message.set(subject);
  const view = new DataView(message.buffer);
  view.setUint32(DIGEST_BYTES, own.batches, true);
  view.setUint32(DIGEST_BYTES + 4, own.ranges, true);
  const all = yield* broadcast(p, message);
  return all.map((theirs, j) => {
    if (!subject.every((byte, k) => byte === theirs[k])) {
      throw new SecurityAbort('SESSION_MISMATCH', `party ${j} has the store of another key`, j);
    }
    const view = new DataView(theirs.buffer, theirs.byteOffset, theirs.length);
    const size = { batches: view.getUint32(DIGEST_BYTES, true), ranges: view.getUint32(DIGEST_BYTES + 4, true) };
    if (size.batches > MAX_CLAIMED_BATCHES || size.ranges > MAX_CLAIMED_RANGES) throw impossible(j);
    return size;
  });
}

function impossible(party: number): SecurityAbort {
  return new SecurityAbort('SESSION_MISMATCH', `party ${party} claims what cannot be`, party);
}
