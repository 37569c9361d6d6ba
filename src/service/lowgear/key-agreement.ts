// Which MAC key the parties go on with: the stored one if all have the same, otherwise a fresh one, unless somebody still computes
// under the old one. A key id that a party made up costs it nothing but the session: the ids are part of every later digest.

import { toHex } from '../../client/encoding.js';
import { ChannelError } from '../../errors.js';
import { Vector } from '../../math/vector.js';
import { DIGEST_BYTES, SEED_BYTES } from '../../params.js';
import { broadcast } from '../../protocol/exchange.js';
import type { Party } from '../../protocol/party.js';
import type { Protocol } from '../../protocol/step.js';
import { numberBytes, readNumber } from '../numbers.js';
import { MAX_STARTS, type StoredKey } from './key-file.js';

export const NO_KEY = new Uint8Array(DIGEST_BYTES);

/**
 * @param stored what this party has from an earlier life
 * @param bound  it computes under this key already
 * @returns the key, or null: all begin with a fresh one
 * @cost rounds 1
 * @throws ChannelError REFUSED when a party is bound to a key that not all have
 */
export function* agreeOnKey(p: Party, stored: StoredKey | null, bound: boolean): Protocol<StoredKey | null> {
  const own = stored !== null && (bound || stored.starts < MAX_STARTS) ? stored : null;
  const message = new Uint8Array(DIGEST_BYTES + 8);
  message.set(own?.keyId ?? NO_KEY);
  message.set(numberBytes(bound ? 1 : 0), DIGEST_BYTES);
  const all = yield* broadcast(p, message);
  const ids = all.map((theirs) => toHex(theirs.subarray(0, DIGEST_BYTES)));
  if (own !== null && ids.every((id) => id === ids[p.id])) return own;
  if (all.some((theirs) => readNumber(theirs.subarray(DIGEST_BYTES)) !== 0))
    throw new ChannelError('REFUSED', OTHER_KEY);
  return null;
}

/** A fresh alpha_i, 8 bytes. */
export function freshKey(p: Party): Uint8Array {
  const seed = p.random(SEED_BYTES);
  return p.arena.scope(() => Vector.expand(p.arena, seed, 0, 1).toBytes());
}

const OTHER_KEY =
  'the parties do not hold the same MAC key any more: start all of them anew; what was uploaded before has to be uploaded again';
