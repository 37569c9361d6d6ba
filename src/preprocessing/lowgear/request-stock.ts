// Requests in stock: own ones whose proof the peers have accepted, and theirs. They come in batches of as many as one
// proof is about; what one production leaves the next one takes. Each is used once.

import { SecurityAbort } from '../../errors.js';
import { SEED_BYTES } from '../../params.js';
import { parallel } from '../../protocol/parallel.js';
import type { Party } from '../../protocol/party.js';
import type { Protocol } from '../../protocol/step.js';
import { DEGREE } from '../../she/index.js';
import { requireEcho } from './echo.js';
import type { OwnRequest } from './messages.js';
import { requestAt, requestBatchBytes, VERDICT } from './request-tasks.js';
import { exchangeParts, type LowGearSession, nameOf, runTask, runTasks } from './session.js';
import { REQUESTS_PER_PROOF } from './sizes.js';

/** Some requests, in the same order at all parties. */
export interface Requests {
  readonly own: readonly OwnRequest[];
  /** theirs[k][r]: request r of the k-th peer, ascending; a ciphertext in memory that the threads share. */
  readonly theirs: readonly (readonly Uint8Array[])[];
  /** Says that no task will read them any more: their memory serves again. */
  used(): void;
}

/** A batch's messages, of which `left` requests are still wanted. */
interface Batch {
  readonly messages: readonly Uint8Array[];
  left: number;
}

interface Item {
  readonly own: OwnRequest;
  readonly theirs: readonly Uint8Array[];
  readonly batch: Batch;
}

export class RequestStock {
  #items: Item[] = [];
  #batches = 0;

  get left(): number {
    return this.#items.length;
  }

  /**
   * n requests; makes new batches where the stock is short.
   * @cost rounds 1 (2 with three parties or more) and a proof's work, if the stock is short
   * @throws SecurityAbort CIPHERTEXT_REJECTED, PLAINTEXT_PROOF_REJECTED
   */
  *take(p: LowGearSession, n: number): Protocol<Requests> {
    const items = this.#items.splice(0, n);
    const batches = Math.ceil((n - items.length) / REQUESTS_PER_PROOF);
    if (batches > 0) {
      const numbers = Array.from({ length: batches }, () => this.nextNumber());
      const made = yield* parallel(numbers.map((number) => makeBatch(p, number)));
      items.push(...made.flat());
      this.#items.push(...items.splice(n));
    }
    return asRequests(p, items);
  }

  /**
   * n requests of which only the first `used` coefficients are drawn, in batches of their own.
   * @hazard nothing shows yet that somebody else's other coefficients are zero
   * @cost, @throws as take
   */
  *takeShort(p: LowGearSession, n: number, used: number): Protocol<Requests> {
    const numbers = Array.from({ length: Math.ceil(n / REQUESTS_PER_PROOF) }, () => this.nextNumber());
    const made = yield* parallel(numbers.map((number) => makeBatch(p, number, used)));
    const items = made.flat();
    const { used: allUsed } = asRequests(p, items);
    return { ...asRequests(p, items.slice(0, n)), used: allUsed };
  }

  /** Numbers the batches of a set-up; every party draws the same sequence, and a proof is bound to its number. */
  nextNumber(): number {
    return this.#batches++;
  }

  /** Adds an accepted batch, beginning with its request number `from`. */
  add(seed: Uint8Array, messages: readonly Uint8Array[], first: boolean, from: number): void {
    this.#items.push(...itemsOf(seed, messages, first).slice(from));
  }

  /** Forgets everything. */
  burn(): void {
    for (const { own } of this.#items) own.seed.fill(0);
    this.#items = [];
  }
}

function asRequests(p: LowGearSession, items: readonly Item[]): Requests {
  return {
    own: items.map((item) => item.own),
    theirs: p.peers.map((_, k) => items.map((item) => item.theirs[k] as Uint8Array)),
    used: () => {
      for (const { batch } of items) if (--batch.left === 0) p.giveBack(...batch.messages);
    },
  };
}

function itemsOf(seed: Uint8Array, messages: readonly Uint8Array[], first: boolean, used: number = DEGREE): Item[] {
  const batch = { messages, left: REQUESTS_PER_PROOF };
  return Array.from({ length: REQUESTS_PER_PROOF }, (_, index) => ({
    own: { seed, index, used },
    theirs: messages.map((message) => requestAt(message, first, index)),
    batch,
  }));
}

/**
 * One batch of everybody's requests, proven and verified.
 * @param used how many coefficients of each are drawn, the others being zero (unless somebody cheats)
 */
function* makeBatch(p: LowGearSession, number: number, used: number = DEGREE): Protocol<Item[]> {
  const { ring, mode, setupId, publicSeeds } = p.workshop;
  const seed = p.random(SEED_BYTES);
  const batch = { ring, mode, first: false, echo: p.parties > 2 };
  const subject = (prover: number) => nameOf(p.kernel, 'tessera/lowgear/requests', setupId, prover, number);
  const made = yield* runTask(p, 'makeRequests', {
    ...batch,
    subject: subject(p.id),
    seed,
    used,
    noise: p.random(SEED_BYTES),
  });
  const length = requestBatchBytes(mode, false);
  const own = made.subarray(0, length);
  const theirs = yield* exchangeParts(
    p,
    p.peers.map(() => [own]),
    p.peers.map(() => length),
  );
  const verdicts = yield* runTasks(
    p,
    'checkRequests',
    p.peers.map((prover, k) => ({
      ...batch,
      subject: subject(prover),
      prover,
      publicSeed: publicSeeds[prover] as Uint8Array,
      message: theirs[k] as Uint8Array,
    })),
  );
  yield* acceptAll(p, p.peers, made.subarray(length), verdicts);
  return itemsOf(seed, theirs, false, used);
}

/**
 * Goes on only if all batches are accepted, and, with three parties or more, everybody was sent the same.
 * @param own digest of the own batch      @param verdicts on the provers', with their digests
 * @cost rounds 0 with two parties, else 1
 * @throws SecurityAbort CIPHERTEXT_REJECTED, PLAINTEXT_PROOF_REJECTED, WRONG_KEY, ECHO_MISMATCH
 */
export function* acceptAll(
  p: Party,
  provers: readonly number[],
  own: Uint8Array,
  verdicts: readonly Uint8Array[],
): Protocol<void> {
  const digests = Array.from({ length: p.parties }, () => own);
  provers.forEach((prover, k) => {
    const verdict = verdicts[k] as Uint8Array;
    requireAccepted(prover, verdict[0]);
    digests[prover] = verdict.subarray(1);
  });
  p.transcript.absorb(digests);
  yield* requireEcho(p);
}

/** @throws SecurityAbort CIPHERTEXT_REJECTED, PLAINTEXT_PROOF_REJECTED, WRONG_KEY unless the verdict is "accepted" */
function requireAccepted(prover: number, verdict: number | undefined): void {
  if (verdict === VERDICT.accepted) return;
  if (verdict === VERDICT.malformed) {
    throw new SecurityAbort('CIPHERTEXT_REJECTED', `party ${prover} sent a malformed key or ciphertext`, prover);
  }
  if (verdict === VERDICT.wrongKey) {
    throw new SecurityAbort('WRONG_KEY', `the public key of party ${prover} is not made of the agreed seed`, prover);
  }
  throw new SecurityAbort(
    'PLAINTEXT_PROOF_REJECTED',
    `party ${prover} did not prove that it knows what it encrypted`,
    prover,
  );
}
