// The check of all pending openings v_1..v_t, as a *randomised zero test*. The classic check [DKLPSS13] opens
// sigma_i = sum chi_k m_ik - alpha_i v; a party that injected a known error reads alpha off the honest sigma_i and forges whatever
// else is in flight under the same key. Here sigma is never opened: with an unused triple (a, b, c) the parties open
// D = sigma - a and z = c + D b = sigma b, which is uniform when sigma is not 0. So the key and the data under it survive
// a failed check, and any number of checks may run at once. docs/security-arguments.md, "Zero test", has the bound (2 + h)/p for h honest parties.

import { SecurityAbort } from '../errors.js';
import { Vector } from '../math/vector.js';
import { commitAndOpen } from '../protocol/commitment.js';
import { pause } from '../protocol/exchange.js';
import type { Protocol } from '../protocol/step.js';
import { readShares, sumShares } from './open.js';
import type { CheckBatch } from './openings.js';
import type { SharingParty, ZeroTestTriple } from './party.js';

/**
 * Returns when everything opened so far has passed its check: runs one, unless nothing is pending, and waits for checks that
 * branches beside this one have begun.
 * @cost rounds 4, zeroTests 1; no coin prepared: also rounds 1; nothing pending: rounds 0
 * @throws SecurityAbort MAC_CHECK_FAILED, ECHO_MISMATCH, COMMITMENT_BROKEN; the session is burnt, the key is not
 * @source [DKLPSS13] MACCheck, with the zero test of docs/security-arguments.md
 */
export function* checkOpenings(p: SharingParty): Protocol<void> {
  const mark = p.openings.mark();
  while (!p.openings.settled(mark)) {
    p.openings.requireUsable();
    if (p.openings.waiting(mark)) yield* check(p);
    else yield* pause(p);
  }
}

/** One check of all that is pending. */
function* check(p: SharingParty): Protocol<void> {
  const triple = p.takeZeroTestTriple();
  const batch = p.openings.take();
  try {
    const seed = yield* openSeed(p);
    const sigma = combine(p, seed, batch);
    yield* zeroTest(p, sigma, triple);
  } catch (error) {
    p.openings.failed();
    throw error;
  }
  p.openings.passed(batch);
}

/** The seed of the combination; with three parties or more everybody first shows what it was told. */
function* openSeed(p: SharingParty): Protocol<Uint8Array> {
  if (p.coins.left === 0) yield* p.coins.prepare(p, 1);
  const echo = p.parties > 2 ? p.transcript.digest() : new Uint8Array(0);
  const { seed, echoes } = yield* p.coins.open(p, echo);
  requireEqual(p, echoes, 'the openings');
  return seed;
}

/** sigma_i = sum_k chi_k m_ik - alpha_i sum_k chi_k v_k + sum_k chi'_k claim_ik; the parties' sigma_i add up to 0. */
function combine(p: SharingParty, seed: Uint8Array, { opened, claims }: CheckBatch): Vector {
  const sigma = Vector.zeros(p.arena, 1);
  const v = Vector.zeros(p.arena, 1);
  const kernel = p.kernel;
  let stream = 0;
  const accumulate = (vectors: readonly (readonly [Vector, Vector | null])[], n: number) =>
    p.arena.scope(() => {
      const chi = Vector.expand(p.arena, seed, stream++, n);
      for (const [sum, vector] of vectors) {
        if (vector !== null) kernel.addInto(sum.span, chi.dot(vector).span, sum.span);
      }
    });
  for (const { values, macs } of opened) {
    accumulate(
      [
        [sigma, macs],
        [v, values],
      ],
      macs.length,
    );
  }
  for (const claim of claims) accumulate([[sigma, claim]], claim.length);
  return sigma.sub(v.mul(p.macKey));
}

/**
 * Whether the parties' one-element vectors add up to 0, telling nothing else. Three rounds.
 * @throws SecurityAbort MAC_CHECK_FAILED, ECHO_MISMATCH
 */
function* zeroTest(p: SharingParty, sigma: Vector, { a, b, c }: ZeroTestTriple): Protocol<void> {
  const difference = sigma.sub(a);
  const D = yield* sumShares(p, difference);
  const z = c.add(D.mul(b));
  // Equivocating on D would give honest parties different multiples: three or more echo the sum before anything is opened.
  const echo = p.parties > 2 ? D.toBytes() : new Uint8Array(0);
  const parts = yield* commitAndOpen(p, z.toBytes(), {
    alongside: echo,
    inspect: (all) => requireEqual(p, all, 'the masked combination'),
  });
  let sum = z;
  parts.forEach((part, j) => {
    if (j !== p.id) sum = sum.add(readShares(p, part, j));
  });
  if (!sum.isZero()) {
    throw new SecurityAbort('MAC_CHECK_FAILED', 'an opened value does not match its MAC: somebody sent a wrong share');
  }
}

function requireEqual(p: SharingParty, all: readonly Uint8Array[], what: string): void {
  const own = all[p.id];
  if (own === undefined) return;
  all.forEach((other, j) => {
    if (!other.every((byte, k) => byte === own[k])) {
      throw new SecurityAbort('ECHO_MISMATCH', `party ${j} was told something else than this party about ${what}`);
    }
  });
}
