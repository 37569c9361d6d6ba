// Requests, the arithmetic: a party's encryptions with their proof, and the check of somebody else's. They come
// in batches of as many as one proof is about.

import { hash, seededRandom } from '../../crypto/index.js';
import { UsageError } from '../../errors.js';
import type { Kernel, Span } from '../../kernel/index.js';
import { DIGEST_BYTES, P } from '../../params.js';
import {
  Ciphertext,
  DEGREE,
  drawRandomnessInto,
  encryptInto,
  type PublicKey,
  Randomness,
  readCiphertextInto,
  readPublicKey,
  type Scheme,
  writeCiphertext,
  writePublicKey,
} from '../../she/index.js';
import { Reader, Writer } from './buffers.js';
import { type KeyRing, type KeyRooms, keyRoom } from './key-ring.js';
import { plaintextInto } from './messages.js';
import { REQUEST_PROOFS, type RequestProofs } from './proof-port.js';
import { CIPHERTEXT_BYTES, PUBLIC_KEY_BYTES, REQUESTS_PER_PROOF } from './sizes.js';

/** `unproven` is for tests of everything else: requests are believed. */
export type ProofMode = 'proven' | 'unproven';

interface RequestBatch {
  readonly ring: KeyRing;
  readonly mode: ProofMode;
  /** 32 bytes that name prover and batch. */
  readonly subject: Uint8Array;
  /** The first batch of a set-up: it begins with the public key, and its first request is Enc(alpha / 2). */
  readonly first: boolean;
  /** Whether digests are compared: with three parties or more. */
  readonly echo: boolean;
}

export interface MakeRequests extends RequestBatch {
  /** 32 secret bytes from which the plaintexts are drawn, number k from stream k. */
  readonly seed: Uint8Array;
  /** How many coefficients are drawn, the others being zero; all by default. */
  readonly used?: number;
  /** 32 secret bytes, used for this task only. */
  readonly noise: Uint8Array;
}

export interface CheckRequests extends RequestBatch {
  readonly prover: number;
  /** The seed that the prover's key must have, 32 bytes. */
  readonly publicSeed: Uint8Array;
  readonly message: Uint8Array;
}

/** Bytes of the message that carries a batch. */
export function requestBatchBytes(mode: ProofMode, first: boolean): number {
  return (first ? PUBLIC_KEY_BYTES : 0) + REQUESTS_PER_PROOF * CIPHERTEXT_BYTES + (proofsOf(mode)?.bytes ?? 0);
}

/** Where request number k lies in such a message. */
export function requestAt(message: Uint8Array, first: boolean, k: number): Uint8Array {
  const from = (first ? PUBLIC_KEY_BYTES : 0) + k * CIPHERTEXT_BYTES;
  return message.subarray(from, from + CIPHERTEXT_BYTES);
}

function proofsOf(mode: ProofMode): RequestProofs | null {
  return mode === 'unproven' ? null : REQUEST_PROOFS;
}

/** A batch of requests with its proof. @returns the message, and its digest: see `Digests` */
export function makeRequests(kernel: Kernel, rooms: KeyRooms, request: MakeRequests): Uint8Array {
  const { ring, mode, first, subject, seed, used = DEGREE } = request;
  const { scheme, own } = keyRoom(kernel, rooms, ring);
  const proofs = proofsOf(mode);
  const random = seededRandom(kernel, request.noise);
  const writer = new Writer(new Uint8Array(requestBatchBytes(mode, first) + DIGEST_BYTES));
  const digests = new Digests(scheme, request);
  if (first) {
    writer.put(writePublicKey(scheme, own));
    digests.addKey(own);
  }
  scheme.arena.scope(() => {
    const messages: Span[] = [];
    const randomness: Randomness[] = [];
    const ciphertexts: Ciphertext[] = [];
    for (let k = 0; k < REQUESTS_PER_PROOF; k++) {
      // Without a proof one set of spans serves all.
      const message = proofs === null ? (messages[0] ?? scheme.arena.alloc(DEGREE)) : scheme.arena.alloc(DEGREE);
      const noise = proofs === null ? (randomness[0] ?? Randomness.alloc(scheme)) : Randomness.alloc(scheme);
      const ciphertext = proofs === null ? (ciphertexts[0] ?? Ciphertext.alloc(scheme)) : Ciphertext.alloc(scheme);
      if (first && k === 0) halfKeyInto(kernel, ring.macKey, message);
      else plaintextInto(kernel, { seed, index: k, used }, message);
      drawRandomnessInto(scheme, random, noise);
      encryptInto(scheme, own, message, noise, ciphertext);
      writer.put(writeCiphertext(scheme, ciphertext));
      digests.add(ciphertext);
      messages.push(message);
      randomness.push(noise);
      ciphertexts.push(ciphertext);
    }
    if (proofs !== null) {
      writer.put(proofs.prove(scheme, own, subject, ciphertexts, { messages, randomness }, random));
    }
  });
  writer.put(digests.all());
  return writer.bytes;
}

/** What is wrong with a batch: nothing, its encoding, its key, its proof. */
export const VERDICT = { accepted: 0, malformed: 1, wrongKey: 2, notProven: 3 } as const;

/** Checks a peer's batch. @returns one byte, see VERDICT, and the batch's digest if it is accepted */
export function checkRequests(kernel: Kernel, rooms: KeyRooms, request: CheckRequests): Uint8Array {
  const result = new Uint8Array(1 + DIGEST_BYTES);
  try {
    result[0] = verdictOn(kernel, rooms, request, result.subarray(1));
  } catch (error) {
    if (!(error instanceof UsageError && error.code === 'NOT_CANONICAL')) throw error;
    result[0] = VERDICT.malformed;
  }
  return result;
}

function verdictOn(kernel: Kernel, rooms: KeyRooms, request: CheckRequests, digest: Uint8Array): number {
  const { ring, mode, first, subject, prover, publicSeed } = request;
  const { scheme, peers } = keyRoom(kernel, rooms, ring);
  const proofs = proofsOf(mode);
  const reader = new Reader(request.message);
  return scheme.arena.scope(() => {
    const key = first
      ? readPublicKey(scheme, reader.take(PUBLIC_KEY_BYTES))
      : peers.find((peer) => peer.party === prover)?.key;
    if (key === undefined || !isKeyOf(key, publicSeed)) return VERDICT.wrongKey;
    const digests = new Digests(scheme, request);
    if (first) digests.addKey(key);
    const ciphertexts = readAll(scheme, reader, digests, proofs === null);
    digest.set(digests.all());
    if (proofs === null) return VERDICT.accepted;
    const accepted = proofs.verify(scheme, key, subject, ciphertexts, reader.take(proofs.bytes));
    return accepted ? VERDICT.accepted : VERDICT.notProven;
  });
}

function readAll(scheme: Scheme, reader: Reader, digests: Digests, onlyCheck: boolean): Ciphertext[] {
  const spare = onlyCheck ? Ciphertext.alloc(scheme) : null;
  return Array.from({ length: REQUESTS_PER_PROOF }, () => {
    const ciphertext = spare ?? Ciphertext.alloc(scheme);
    readCiphertextInto(scheme, reader.take(CIPHERTEXT_BYTES), ciphertext);
    digests.add(ciphertext);
    return ciphertext;
  });
}

/**
 * One digest of all that a batch makes the receivers multiply with, for the echo among three parties or more: hashing
 * here, in a thread of the pool, spares the transcript some 20 MB per batch. Nothing is hashed when nobody compares.
 */
class Digests {
  readonly #parts: Uint8Array[] = [];

  constructor(
    private readonly scheme: Scheme,
    private readonly batch: RequestBatch,
  ) {}

  addKey(key: PublicKey): void {
    if (this.batch.echo) this.#parts.push(key.seed, this.scheme.digest.of(key.b));
  }

  add({ c0, c1 }: Ciphertext): void {
    if (this.batch.echo) this.#parts.push(this.scheme.digest.of(c0), this.scheme.digest.of(c1));
  }

  all(): Uint8Array {
    if (!this.batch.echo) return new Uint8Array(DIGEST_BYTES);
    return hash(this.scheme.kernel, 'tessera/lowgear/batch', this.batch.subject, ...this.#parts);
  }
}

function isKeyOf(key: PublicKey, seed: Uint8Array): boolean {
  return key.index === 0 && key.seed.every((byte, k) => byte === seed[k]);
}

/** The constant polynomial alpha / 2. */
function halfKeyInto(kernel: Kernel, macKey: Uint8Array, z: Span): void {
  const constant = z.slice(0, 1);
  kernel.subInto(z, z, z);
  kernel.load(macKey, constant);
  kernel.scaleInto((P + 1n) / 2n, constant, constant);
}
