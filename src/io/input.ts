// Client input, both sides. Party side: protocols by which the parties agree on what a client said before they rely on
// it. Client side: masking, and the check of what the parties answered. What travels between them is in messages.ts.
//
// The order matters: (a) the parties agree on the reservation; (b) the client gets all shares of the masks; (c) it sends s (and e); (d) the
// parties compare H(s) and H(e); (e) they open u, check its MAC, send it; (f) the client compares n equal u with its own; (g) it confirms;
// (h) the input is usable when all parties hold the same confirmation and have accepted the range proof.
// Nothing a client says is taken through a peer.

import { hash } from '../crypto/hash.js';
import { type AbortCode, SecurityAbort, UsageError } from '../errors.js';
import type { Arena } from '../kernel/index.js';
import { Vector } from '../math/vector.js';
import { DIGEST_BYTES, ELEMENT_BYTES } from '../params.js';
import { type InputMasks, sharesOf } from '../preprocessing/source.js';
import { broadcast } from '../protocol/exchange.js';
import { parallel } from '../protocol/parallel.js';
import type { Party } from '../protocol/party.js';
import type { Protocol } from '../protocol/step.js';
import { checkOpenings } from '../sharing/mac-check.js';
import { open } from '../sharing/open.js';
import type { SharingParty } from '../sharing/party.js';
import { Shares } from '../sharing/shares.js';
import { sameBytes, seedDigest } from './digests.js';
import { maskSums } from './mask-sum.js';
import type { Witness } from './witness.js';

const CHUNK = 4096;

// ---- party side

/**
 * Everybody shows a digest and goes on only if all are equal.
 * @param digest 32 bytes      @cost rounds 1
 * @throws SecurityAbort with `code`
 */
export function* agree(p: Party, digest: Uint8Array, code: AbortCode): Protocol<void> {
  const all = yield* broadcast(p, digest);
  all.forEach((theirs, j) => {
    if (!sameBytes(theirs, digest))
      throw new SecurityAbort(code, `party ${j} was told something else by the client`, j);
  });
}

/**
 * The parties agree whose reservation it is and what it holds, before any mask share leaves.
 * @param terms canonical bytes of everything else that must be equal: dataset, rows, tuple ranges
 * @cost rounds 1      @throws SecurityAbort SESSION_MISMATCH
 */
export function* agreeReservation(p: Party, id: Uint8Array, client: Uint8Array, terms: Uint8Array): Protocol<void> {
  yield* agree(p, hash(p.kernel, 'tessera/reservation', client, id, terms), 'SESSION_MISMATCH');
}

/**
 * The mask check: u = r_0 + sum_k PRG(s)_k r_k over all masks of the reservation.
 * @param seed s, 32 bytes from the client itself      @param input H(e)
 * @returns u, one element, MAC-checked: without that a wrong mask share and an equally wrong u would fit
 * @cost rounds 6, openings 1, zeroTests 1
 * @throws SecurityAbort CHALLENGE_MISMATCH before anything is opened; MAC_CHECK_FAILED
 * @hazard once per reservation: two sums with different seeds cancel r_0 (see reservation.ts)
 */
export function* challengeMasks(
  p: SharingParty,
  masks: InputMasks,
  seed: Uint8Array,
  input: Uint8Array,
): Protocol<Vector> {
  const digest = hash(p.kernel, 'tessera/challenge', seedDigest(p.kernel, seed), input);
  const coin = p.coins.left > 0 ? [] : [p.coins.prepare(p, 1)];
  yield* parallel([agree(p, digest, 'CHALLENGE_MISMATCH'), ...coin]);
  const tags = masks.tags.filter((tag) => tag !== null);
  const [value, key, ...parts] = maskSums(p.arena, seed, [masks.value, masks.key, ...tags]) as [
    Vector,
    Vector,
    ...Vector[],
  ];
  const sum = sharesOf({ value, key, tags: parts }, (v, mac) => new Shares(v, mac));
  const u = yield* open(p, sum);
  yield* checkOpenings(p);
  p.openings.requireClean('a mask check');
  return u;
}

/**
 * The parties compare what the client confirmed and whether each accepts it; only then may the input be used.
 * @param digest   32 bytes, confirmationDigest, or queryDigest when a query's input has come
 * @param accepted whether this party's proof verified; a query's masks have no proof: true
 * @cost rounds 1
 * @throws SecurityAbort CONFIRMATION_MISMATCH, RANGE_PROOF_REJECTED; the reservation must be burnt
 */
export function* concludeInput(p: Party, digest: Uint8Array, accepted: boolean): Protocol<void> {
  const message = new Uint8Array(DIGEST_BYTES + ELEMENT_BYTES);
  message.set(digest);
  message[DIGEST_BYTES] = accepted ? 1 : 0;
  const all = (yield* broadcast(p, message)).map((theirs, j) => (j === p.id ? message : theirs));
  all.forEach((theirs, j) => {
    if (!sameBytes(theirs.subarray(0, DIGEST_BYTES), digest)) {
      throw new SecurityAbort('CONFIRMATION_MISMATCH', `party ${j} holds another confirmation`, j);
    }
  });
  all.forEach((theirs, j) => {
    if (theirs[DIGEST_BYTES] !== 1)
      throw new SecurityAbort('RANGE_PROOF_REJECTED', `party ${j} did not accept the client's proof`, j);
  });
}

/** Part of input masks, sharing memory. */
export function sliceMasks(masks: InputMasks, from: number, to: number): InputMasks {
  return {
    value: masks.value.slice(from, to),
    key: masks.key.slice(from, to),
    tags: masks.tags.map((tag) => tag?.slice(from, to) ?? null),
  };
}

/** Shares of masks, as outputs need them. */
export function maskShares(masks: InputMasks): Shares {
  return sharesOf(masks, (value, mac) => new Shares(value, mac));
}

/**
 * [[x]] = e + [[r]]; local.
 * @param e public masked inputs, concluded
 * @throws UsageError LENGTH_MISMATCH
 */
export function maskedInput(p: SharingParty, masks: InputMasks, e: Vector): Shares {
  return maskShares(masks).plus(p, e);
}

// ---- client side

/** e = x - r, as the bytes that all parties get. @param r one mask per input */
export function maskWitness(arena: Arena, witness: Witness, r: Vector): Vector {
  const { kernel } = arena;
  if (r.length !== witness.inputs) {
    throw new UsageError('LENGTH_MISMATCH', `expected ${witness.inputs} masks, got ${r.length}`);
  }
  const e = Vector.zeros(arena, r.length);
  let offset = 0;
  for (const { name } of witness.statement.blocks) {
    const { length } = witness.block(name);
    for (let from = 0; from < length; from += CHUNK) {
      const to = Math.min(length, from + CHUNK);
      witness.load(kernel, name, from, to, e.span.slice(offset + from, offset + to));
    }
    offset += length;
  }
  kernel.subInto(e.span, r.span, e.span);
  return e;
}

/**
 * The client's half of the mask check.
 * @param own u as the client computes it from its masks      @param answers u as each party sent it, 8 bytes each
 * @throws SecurityAbort MASK_CHECK_FAILED: nothing may be confirmed and no proof sent
 */
export function requireSums(own: Vector, answers: readonly Uint8Array[]): void {
  const expected = own.toBytes();
  if (answers.length === 0 || !answers.every((answer) => sameBytes(answer, expected))) {
    throw new SecurityAbort('MASK_CHECK_FAILED', 'the parties do not vouch for the masks that this client was given');
  }
}
