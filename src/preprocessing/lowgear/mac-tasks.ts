// Authentication [KPR18], the arithmetic: P_j answers x_j Enc_i(alpha_i), N values at a time in the coefficients
// (alpha_i is a constant, so every coefficient is multiplied alike). P_j's mask is the tag t_ij, P_i's decryption d_i
// is minus its key k_ij: t_ij = k_ij + alpha_i x_j. Summed up, alpha_i x_i + sum_j d_ij + sum_j t_ji are the parties'
// shares of alpha x.

import { seededRandom } from '../../crypto/index.js';
import type { Kernel, Span } from '../../kernel/index.js';
import { ELEMENT_BYTES } from '../../params.js';
import {
  Answer,
  answerInto,
  DEGREE,
  decryptInto,
  Multiplier,
  multiplierInto,
  readAnswerInto,
  writeAnswer,
} from '../../she/index.js';
import { Reader, Writer } from './buffers.js';
import { type KeyRing, type KeyRooms, keyRoom } from './key-ring.js';
import { firstCoefficients, macAnswerBytes } from './sizes.js';

export interface MacAnswerRequest {
  readonly ring: KeyRing;
  /** This party's x_j, n words. */
  readonly values: Uint8Array;
  /** Whether the tags are wanted one peer by one, or their sum. */
  readonly pairwise: boolean;
  /** 32 secret bytes, used for this request only. */
  readonly noise: Uint8Array;
}

/** @returns the message to each peer, ascending; then the tags t_ij, n words for each peer, or n words in all */
export function answerMacs(kernel: Kernel, rooms: KeyRooms, request: MacAnswerRequest): Uint8Array {
  const { scheme, peers } = keyRoom(kernel, rooms, request.ring);
  const n = request.values.length / ELEMENT_BYTES;
  const each = macAnswerBytes(n);
  const sets = request.pairwise ? peers.length : 1;
  const out = new Uint8Array(peers.length * each + sets * request.values.length);
  const messages = regions(out, 0, each, peers.length);
  const tags = regions(out, peers.length * each, request.values.length, sets);
  const random = seededRandom(kernel, request.noise);
  const values = new Reader(request.values);
  scheme.arena.scope(() => {
    const multiplier = Multiplier.alloc(scheme);
    const answer = Answer.alloc(scheme);
    const tag = scheme.arena.alloc(DEGREE);
    const sum = scheme.arena.alloc(DEGREE);
    for (let from = 0; from < n; from += DEGREE) {
      const count = Math.min(DEGREE, n - from);
      takePadded(kernel, values, count, tag);
      multiplierInto(scheme, tag, multiplier);
      kernel.subInto(sum, sum, sum);
      peers.forEach((peer, k) => {
        answerInto(scheme, multiplier, peer.alpha, random, answer, tag);
        messages[k]?.put(writeAnswer(scheme, answer, firstCoefficients(count)));
        if (request.pairwise) tags[k]?.putSpan(kernel, tag.slice(0, count));
        else kernel.addInto(sum, tag, sum);
      });
      if (!request.pairwise) tags[0]?.putSpan(kernel, sum.slice(0, count));
    }
  });
  return out;
}

export interface MacOpenRequest {
  readonly ring: KeyRing;
  /** How many elements were authenticated. */
  readonly n: number;
  /** The peers' messages, ascending. */
  readonly answers: readonly Uint8Array[];
  /** This party's values and the sum of its tags, n words each; null when the keys are wanted one peer by one. */
  readonly own: { readonly values: Uint8Array; readonly tags: Uint8Array } | null;
}

/**
 * @returns this party's shares of alpha x, n words; or -k_ij, n words for each peer, ascending
 * @throws UsageError NOT_CANONICAL when an answer is malformed
 */
export function openMacs(kernel: Kernel, rooms: KeyRooms, request: MacOpenRequest): Uint8Array {
  const { scheme, secret, peers, macKey } = keyRoom(kernel, rooms, request.ring);
  const { n, own } = request;
  const bytes = n * ELEMENT_BYTES;
  const out = new Uint8Array(own === null ? peers.length * bytes : bytes);
  const results = regions(out, 0, bytes, own === null ? peers.length : 1);
  const answers = request.answers.map((message) => new Reader(message));
  const values = own && new Reader(own.values);
  const tags = own && new Reader(own.tags);
  scheme.arena.scope(() => {
    const answer = Answer.alloc(scheme);
    const decrypted = scheme.arena.alloc(DEGREE);
    const sum = scheme.arena.alloc(DEGREE);
    for (let from = 0; from < n; from += DEGREE) {
      const count = Math.min(DEGREE, n - from);
      const part = sum.slice(0, count);
      const reading = firstCoefficients(count);
      if (values !== null && tags !== null) {
        values.takeInto(kernel, part);
        kernel.scaleInto(macKey, part, part);
        const added = decrypted.slice(0, count);
        tags.takeInto(kernel, added);
        kernel.addInto(part, added, part);
      }
      answers.forEach((message, k) => {
        readAnswerInto(scheme, message.take(macAnswerBytes(count)), answer, reading);
        decryptInto(scheme, secret, answer, decrypted);
        if (own === null) results[k]?.putSpan(kernel, decrypted.slice(0, count));
        else kernel.addInto(part, decrypted.slice(0, count), part);
      });
      if (own !== null) results[0]?.putSpan(kernel, part);
    }
  });
  return out;
}

/** Writers of `count` regions of `length` bytes each, one after the other. */
export function regions(out: Uint8Array, from: number, length: number, count: number): Writer[] {
  return Array.from({ length: count }, (_, k) => new Writer(out.subarray(from + k * length, from + (k + 1) * length)));
}

/** z = the next `count` words, then zeros. */
function takePadded(kernel: Kernel, reader: Reader, count: number, z: Span): void {
  const rest = z.slice(count, z.length);
  reader.takeInto(kernel, z.slice(0, count));
  if (rest.length > 0) kernel.subInto(rest, rest, rest);
}
