// The first halves b of matrix tuples: uniform, encrypted, and bound to their ciphertexts. The matrix outlives all
// tuples, so a party must not be able to have something else multiplied than what it is held to: opening the
// difference times R would reveal R (docs/security-arguments.md, "b bound to its ciphertext"). Hence
// - the tags of b are made from the ciphertexts that are multiplied (binding-tasks.ts);
// - every coefficient has one, and where nothing belongs 0 is claimed, without opening a share;
// - the check of these claims concludes before anything that was multiplied is checked.
//
// With it goes a check that the Enc(alpha_i) are constants: they will authenticate the products, and a MAC key that
// differs from coefficient to coefficient would make an error out of R b, which a cheater who can guess it would take
// back.

import { Vector } from '../../../math/vector.js';
import { SEED_BYTES } from '../../../params.js';
import type { Protocol } from '../../../protocol/step.js';
import { DEGREE } from '../../../she/index.js';
import { rangesOf } from '../../ranges.js';
import type { InputMasks } from '../../source.js';
import { authenticate, checkAuthenticated } from '../authenticate.js';
import type { Requests } from '../request-stock.js';
import { exchangeParts, type LowGearSession, runTasks } from '../session.js';
import { ANSWER_BYTES } from '../sizes.js';
import { bindingBytes } from './binding-tasks.js';
import { type Layout, usedCoefficients } from './layout.js';
import { bytesOf, copyPlaceInto, placesOf, type Words, wordsOf } from './pack.js';

/** Requests of one task. */
const TASK_REQUESTS = 9;

export interface BoundVectors {
  /** By vector: `inner` elements in pairwise form; unchecked, except that nothing else was encrypted. */
  readonly vectors: readonly InputMasks[];
  /** The peers' requests, ascending, group by group: what is to be multiplied, and nothing else. */
  readonly requests: Requests;
}

/**
 * Makes the vectors of a layout.
 * @cost rounds 11 (12 with three parties or more), openings 1, zeroTests 1
 * @throws SecurityAbort CIPHERTEXT_REJECTED, PLAINTEXT_PROOF_REJECTED; MAC_CHECK_FAILED: a ciphertext is not zero
 * where it must be; ECHO_MISMATCH: parties were sent different ciphertexts
 */
export function* bindVectors(p: LowGearSession, layout: Layout): Protocol<BoundVectors> {
  const { groups, terms } = layout;
  const used = usedCoefficients(layout);
  const requests = yield* p.workshop.requests.takeShort(p, groups * terms, used);
  const tags = yield* exchangeTags(p, requests, used);
  const columns = Array.from({ length: layout.vectors }, () => newColumns(p, layout.inner));
  tags.forEach((bytes, r) => {
    const words = wordsOf(bytes);
    for (const place of placesOf(layout, Math.floor(r / terms), r % terms)) {
      columns[place.vector]?.forEach((column, c) => {
        copyPlaceInto(layout, place, words.subarray(c * used, (c + 1) * used), column);
      });
    }
    const rest = words.subarray((2 + p.peers.length) * used);
    if (rest.length > 0) p.openings.addZero(Vector.fromBytes(p.arena, bytesOf(rest)));
  });
  yield* checkKeys(p);
  return { vectors: columns.map((ofVector) => masksOf(p, ofVector)), requests };
}

/** What a party has of one vector: b, its keys, and its parts of the peers' tags. */
function newColumns(p: LowGearSession, n: number): Words[] {
  return Array.from({ length: 2 + p.peers.length }, () => new Float64Array(n));
}

/** In the kernel's memory; the columns are wiped. */
function masksOf(p: LowGearSession, columns: readonly Words[]): InputMasks {
  const [value, key, ...parts] = columns.map((column) => {
    const vector = Vector.fromBytes(p.arena, bytesOf(column));
    column.fill(0);
    return vector;
  }) as [Vector, Vector, ...Vector[]];
  const tags = Array.from({ length: p.parties }, (_, j) => parts[p.peers.indexOf(j)] ?? null);
  return { value, key, tags };
}

/** Authenticates N uniform values, which are thrown away, and checks them together with all that is pending. */
function* checkKeys(p: LowGearSession): Protocol<void> {
  const uniform = yield* authenticate(p, Vector.expand(p.arena, p.random(SEED_BYTES), 0, DEGREE));
  yield* checkAuthenticated(p, [uniform.slice(1, DEGREE)], uniform.slice(0, 1));
}

/** Everybody answers everybody's requests with its MAC key. @returns see openBinding, request by request */
function* exchangeTags(p: LowGearSession, { own, theirs }: Requests, used: number): Protocol<Uint8Array[]> {
  const { ring } = p.workshop;
  const chunks = rangesOf(own.length, TASK_REQUESTS);
  const made = yield* runTasks(
    p,
    'answerBinding',
    chunks.map(({ from, to }) => ({
      ring,
      theirs: theirs.map((ofPeer) => ofPeer.slice(from, to)),
      noise: p.random(SEED_BYTES),
    })),
  );
  const lengths = chunks.map(({ from, to }) => (to - from) * ANSWER_BYTES);
  const message = (k: number, c: number) => {
    const length = lengths[c] ?? 0;
    return made[c]?.subarray(k * length, (k + 1) * length) ?? new Uint8Array(0);
  };
  const received = yield* exchangeParts(
    p,
    p.peers.map((_, k) => chunks.map((_, c) => message(k, c))),
    p.peers.map(() => own.length * ANSWER_BYTES),
  );
  const opened = yield* runTasks(
    p,
    'openBinding',
    chunks.map(({ from, to }, c) => ({
      ring,
      own: own.slice(from, to),
      used,
      kept: (made[c] as Uint8Array).slice(p.peers.length * (lengths[c] ?? 0)),
      answers: received.map((bytes) => bytes.subarray(from * ANSWER_BYTES, to * ANSWER_BYTES)),
    })),
  );
  p.giveBack(...received);
  const each = bindingBytes(p.peers.length, used);
  return opened.flatMap((bytes) =>
    Array.from({ length: bytes.length / each }, (_, r) => bytes.subarray(r * each, (r + 1) * each)),
  );
}
