// Commitments by hashing, and committing before opening. The digest binds domain, session, step and *party*: without
// the party in it a copied commitment, opened with the copied value, would cancel somebody's part of a coin toss.

import { hash } from '../crypto/hash.js';
import { SecurityAbort } from '../errors.js';
import { DIGEST_BYTES } from '../params.js';
import { broadcast } from './exchange.js';
import type { Party } from './party.js';
import type { Protocol } from './step.js';

const NONCE_BYTES = 32;

/** What the committer keeps until it opens. */
export interface Commitment {
  readonly step: number;
  readonly value: Uint8Array;
  readonly nonce: Uint8Array;
  readonly digest: Uint8Array;
}

function digestOf(p: Party, step: number, party: number, value: Uint8Array, nonce: Uint8Array): Uint8Array {
  const place = new Uint8Array(new Uint32Array([step, party]).buffer);
  return hash(p.kernel, 'tessera/commitment', p.session, place, value, nonce);
}

/** Commits locally; nothing is sent yet. `step` must be fresh and equal at all parties. */
export function commit(p: Party, step: number, value: Uint8Array): Commitment {
  const nonce = p.random(NONCE_BYTES);
  const kept = value.slice();
  return { step, value: kept, nonce, digest: digestOf(p, step, p.id, kept, nonce) };
}

/** What goes over the wire when a commitment is opened: value, then nonce. */
export function opening(c: Commitment): Uint8Array {
  const bytes = new Uint8Array(c.value.length + NONCE_BYTES);
  bytes.set(c.value);
  bytes.set(c.nonce, c.value.length);
  return bytes;
}

/**
 * Checks party j's opening against its digest.
 * @returns the value
 * @throws SecurityAbort COMMITMENT_BROKEN
 */
export function verifyOpening(p: Party, step: number, j: number, digest: Uint8Array, opened: Uint8Array): Uint8Array {
  const value = opened.subarray(0, opened.length - NONCE_BYTES);
  const nonce = opened.subarray(opened.length - NONCE_BYTES);
  const expected = digestOf(p, step, j, value, nonce);
  if (!expected.every((byte, k) => byte === digest[k])) {
    throw new SecurityAbort(
      'COMMITMENT_BROKEN',
      `party ${j} opened something else than it committed to in step ${step}`,
      j,
    );
  }
  return value.slice();
}

/**
 * Everybody commits, then everybody opens.
 * @param value the same length at every party, a multiple of 8 bytes
 * @param alongside sent with the commitment and returned with the values (an echo that must arrive before the opening)
 * @returns the n values in party order
 * @cost rounds 2
 * @throws SecurityAbort COMMITMENT_BROKEN
 */
export function* commitAndOpen(
  p: Party,
  value: Uint8Array,
  beforeOpening?: { readonly alongside: Uint8Array; readonly inspect: (all: readonly Uint8Array[]) => void },
): Protocol<Uint8Array[]> {
  const mine = commit(p, p.nextStep(), value);
  const alongside = beforeOpening?.alongside ?? new Uint8Array(0);
  const first = new Uint8Array(DIGEST_BYTES + alongside.length);
  first.set(mine.digest);
  first.set(alongside, DIGEST_BYTES);
  const committed = (yield* broadcast(p, first)).map((message) => message.slice());
  beforeOpening?.inspect(committed.map((message) => message.subarray(DIGEST_BYTES)));
  const opened = yield* broadcast(p, opening(mine));
  return opened.map((message, j) =>
    j === p.id ? mine.value : verifyOpening(p, mine.step, j, committed[j]!.subarray(0, DIGEST_BYTES), message),
  );
}
