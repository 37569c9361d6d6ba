// Private values of a party become [[s]]. The party takes input masks like a client, in the pairwise form: the others send it their
// shares of r and their parts of the tags T = key + alpha_i r, which it verifies with a key that only it knows: nobody else can
// make it believe in another r, except with probability 1/p for each forged value. Then it broadcasts e = s - r, which is
// uniform to all others, and [[s]] = [[r]] + e. [DKLPSS13] Input, with a private opening that is verified at once instead of a MAC check.
//
// Nothing is said about s itself: ranges that later protocols rely on must be proven, see `partyBits`.

import { SecurityAbort, UsageError } from '../errors.js';
import type { Arena } from '../kernel/index.js';
import { Vector } from '../math/vector.js';
import { ELEMENT_BYTES } from '../params.js';
import { type InputMasks, sharesOf } from '../preprocessing/source.js';
import { exchange } from '../protocol/exchange.js';
import type { Protocol } from '../protocol/step.js';
import { readShares } from '../sharing/open.js';
import { Shares } from '../sharing/shares.js';
import type { OnlineParty } from './party.js';
import { copyTo, openDifference, vectorIn, withScratch } from './scratch.js';

/**
 * Values of one party, shared.
 * @param owner  the party whose values they are      @param values n elements at the owner, null at all others
 * @returns n shares; nobody learns more than n
 * @cost rounds 2, inputMasks n
 * @throws UsageError INVALID_ARGUMENT, LENGTH_MISMATCH, TUPLES_EXHAUSTED, before anything is sent; SecurityAbort MASK_CHECK_FAILED at the
 *   owner when somebody sent a wrong share or tag: the values were not used yet; NOT_CANONICAL_SHARE
 * @hazard with three parties or more, others may have been told another e: the echo of the next checkOpenings finds it, and the MAC
 *   of whatever depends on it fails
 * @source [DKLPSS13] Input
 */
export function* partyInput(p: OnlineParty, owner: number, values: Vector | null, n: number): Protocol<Shares> {
  requireInput(p, owner, values, n);
  const taken = p.tuples.takeInputMasks(n);
  return yield* withScratch(p, function* (scratch) {
    const masks = masksIn(scratch.arena, taken);
    const r = yield* openMasksTo(scratch, owner, masks);
    const own = r !== null && values !== null ? vectorIn(scratch.arena, values).sub(r) : null;
    const e = yield* tellAll(scratch, owner, own, n);
    const shares = sharesOf(masks, (value, mac) => new Shares(value, mac)).plus(scratch, e);
    return copyTo(p.arena, shares);
  });
}

function masksIn(arena: Arena, { value, key, tags }: InputMasks): InputMasks {
  const near = (vector: Vector) => vectorIn(arena, vector);
  return { value: near(value), key: near(key), tags: tags.map((tag) => (tag === null ? null : near(tag))) };
}

/**
 * Bits of one party, shared; a party that inputs anything else is caught by the next check.
 * @param bits n elements, 0 or 1, at the owner, null at all others
 * @cost rounds 3, openings n, inputMasks n, squares n
 * @throws as partyInput; UsageError INVALID_ARGUMENT at the owner for what is no bit; checkOpenings fails later if another party's are none
 */
export function* partyBits(p: OnlineParty, owner: number, bits: Vector | null, n: number): Protocol<Shares> {
  if (bits?.mul(bits).equals(bits) === false) {
    throw new UsageError('INVALID_ARGUMENT', 'expected bits, got something else');
  }
  const shares = yield* partyInput(p, owner, bits, n);
  yield* assertBits(p, shares);
  return shares;
}

/**
 * Claims that n secrets are 0 or 1, the roots of b^2 - b; the next check decides.
 * @cost rounds 1, openings n, squares n
 * @throws UsageError TUPLES_EXHAUSTED, before anything is sent
 */
export function* assertBits(p: OnlineParty, x: Shares): Protocol<void> {
  const { a, aa } = p.tuples.takeSquares(x.length);
  yield* withScratch(p, function* (scratch) {
    const { arena, macKey } = scratch;
    const d = vectorIn(arena, yield* openDifference(p, scratch, x, a));
    // The claim is about MACs alone: those of x^2 = aa + 2 d a + d^2, less those of x.
    const macs = vectorIn(arena, aa.mac).add(d.scale(2n).mul(a.mac)).add(d.mul(d).scale(macKey.span));
    p.openings.addZero(vectorIn(p.arena, macs).sub(x.mac));
  });
}

function requireInput(p: OnlineParty, owner: number, values: Vector | null, n: number): void {
  p.openings.requireUsable();
  if (!Number.isInteger(owner) || owner < 0 || owner >= p.parties) {
    throw new UsageError('INVALID_ARGUMENT', `expected an owner below ${p.parties}, got ${owner}`);
  }
  if ((values !== null) !== (owner === p.id)) {
    throw new UsageError('INVALID_ARGUMENT', 'the owner of an input gives the values, and nobody else');
  }
  if (values !== null && values.length !== n) {
    throw new UsageError('LENGTH_MISMATCH', `expected ${n} values, got ${values.length}`);
  }
}

/** r, verified, at the owner; null at the others. @throws SecurityAbort MASK_CHECK_FAILED, NOT_CANONICAL_SHARE */
function* openMasksTo(p: OnlineParty, owner: number, masks: InputMasks): Protocol<Vector | null> {
  const n = masks.value.length;
  const nothing = new Uint8Array(0);
  const mine = owner === p.id;
  const tags = masks.tags[owner];
  const message = mine || !tags ? nothing : masks.value.concat(tags).toBytes();
  const out = Array.from({ length: p.parties }, (_, j) => (j === owner ? message : nothing));
  const expect = Array.from({ length: p.parties }, () => (mine ? 2 * n * ELEMENT_BYTES : 0));
  const received = yield* exchange(p, out, expect);
  if (!mine) return null;
  let r = masks.value;
  let T = Vector.zeros(p.arena, n);
  received.forEach((bytes, j) => {
    if (j === p.id) return;
    const parts = readShares(p, bytes, j);
    r = r.add(parts.slice(0, n));
    T = T.add(parts.slice(n, 2 * n));
  });
  if (!T.equals(masks.key.add(r.scale(p.macKey.span)))) {
    throw new SecurityAbort(
      'MASK_CHECK_FAILED',
      'the masks of an input do not match their tags: somebody sent a wrong share',
    );
  }
  return r;
}

/** What the owner says to all, in the transcript. @param own at the owner */
function* tellAll(p: OnlineParty, owner: number, own: Vector | null, n: number): Protocol<Vector> {
  const nothing = new Uint8Array(0);
  const message = own?.toBytes() ?? nothing;
  const out = Array.from({ length: p.parties }, () => message);
  const expect = Array.from({ length: p.parties }, (_, j) => (j === owner ? n * ELEMENT_BYTES : 0));
  const received = yield* exchange(p, out, expect);
  const told = own === null ? (received[owner] ?? nothing) : message;
  p.transcript.absorb([told]);
  return own ?? readShares(p, told, owner);
}
