// Tags of requested vectors from the very ciphertexts that are multiplied, the arithmetic: P_j answers alpha_j
// Enc_i(b_i) on *all* N coefficients. With d what P_i decrypts and s what P_j keeps, d + s = alpha_j b_i: d is P_i's
// part of a tag, and P_i's key for b is -(alpha_i b_i + sum of its own s). Whatever is encrypted where nothing
// belongs has a tag that gives it away.

import { seededRandom } from '../../../crypto/index.js';
import type { Kernel, Span } from '../../../kernel/index.js';
import { ELEMENT_BYTES } from '../../../params.js';
import {
  Answer,
  answerInto,
  Ciphertext,
  DEGREE,
  decryptInto,
  Multiplier,
  multiplierInto,
  Operand,
  operandInto,
  readAnswerInto,
  readCiphertextInto,
  writeAnswer,
} from '../../../she/index.js';
import { Reader } from '../buffers.js';
import { type KeyRing, type KeyRooms, keyRoom } from '../key-ring.js';
import { regions } from '../mac-tasks.js';
import { messageInto, type OwnRequest } from '../messages.js';
import { ANSWER_BYTES, POLYNOMIAL_BYTES } from '../sizes.js';

export interface BindingAnswerRequest {
  readonly ring: KeyRing;
  /** The peers' verified requests, ascending, the same number of each; in memory that the threads share. */
  readonly theirs: readonly (readonly Uint8Array[])[];
  /** 32 secret bytes, used for this request only. */
  readonly noise: Uint8Array;
}

/**
 * @returns the message to each peer, ascending; then N words for each request, the sum of this party's shares
 * @throws UsageError NOT_CANONICAL when a request is malformed
 */
export function answerBinding(kernel: Kernel, rooms: KeyRooms, request: BindingAnswerRequest): Uint8Array {
  const { scheme, peers, macKey } = keyRoom(kernel, rooms, request.ring);
  const { theirs, noise } = request;
  const count = theirs[0]?.length ?? 0;
  const each = count * ANSWER_BYTES;
  const out = new Uint8Array(peers.length * each + count * POLYNOMIAL_BYTES);
  const messages = regions(out, 0, each, peers.length);
  const kept = regions(out, peers.length * each, POLYNOMIAL_BYTES, count);
  const random = seededRandom(kernel, noise);
  scheme.arena.scope(() => {
    const share = scheme.arena.alloc(DEGREE);
    const sum = scheme.arena.alloc(DEGREE);
    const alpha = Multiplier.alloc(scheme);
    kernel.copyInto(macKey, sum.slice(0, 1));
    multiplierInto(scheme, sum, alpha);
    const ciphertext = Ciphertext.alloc(scheme);
    const answer = Answer.alloc(scheme);
    kept.forEach((writer, r) => {
      kernel.subInto(sum, sum, sum);
      peers.forEach(({ key }, k) => {
        scheme.arena.scope(() => {
          const operand = Operand.alloc(scheme, key);
          readCiphertextInto(scheme, theirs[k]?.[r] ?? new Uint8Array(0), ciphertext);
          operandInto(scheme, ciphertext, operand);
          answerInto(scheme, alpha, operand, random, answer, share);
        });
        messages[k]?.put(writeAnswer(scheme, answer));
        kernel.addInto(sum, share, sum);
      });
      writer.putSpan(kernel, sum);
    });
  });
  return out;
}

export interface BindingOpenRequest {
  readonly ring: KeyRing;
  readonly own: readonly OwnRequest[];
  /** How many coefficients of each hold something. */
  readonly used: number;
  /** What answering left, N words for each request. */
  readonly kept: Uint8Array;
  /** The peers' messages, ascending. */
  readonly answers: readonly Uint8Array[];
}

/** Bytes of what opening yields for one request. */
export function bindingBytes(peers: number, used: number): number {
  return ((2 + peers) * used + (DEGREE - used)) * ELEMENT_BYTES;
}

/**
 * @returns for each request: b, this party's keys and, peer by peer, its parts of the peers' tags, `used` words each;
 * then its MAC shares of the other N - used coefficients, which are zero
 * @throws UsageError NOT_CANONICAL when an answer is malformed
 */
export function openBinding(kernel: Kernel, rooms: KeyRooms, request: BindingOpenRequest): Uint8Array {
  const { scheme, secret, macKey } = keyRoom(kernel, rooms, request.ring);
  const { own, used, kept, answers } = request;
  const each = bindingBytes(answers.length, used);
  const out = new Uint8Array(own.length * each);
  const results = regions(out, 0, each, own.length);
  const shares = new Reader(kept);
  const messages = answers.map((message) => new Reader(message));
  scheme.arena.scope(() => {
    const b = scheme.arena.alloc(DEGREE);
    const share = scheme.arena.alloc(DEGREE);
    const answer = Answer.alloc(scheme);
    const parts = answers.map(() => scheme.arena.alloc(DEGREE));
    results.forEach((writer, r) => {
      messageInto(kernel, own[r] as OwnRequest, b);
      shares.takeInto(kernel, share);
      messages.forEach((message, k) => {
        readAnswerInto(scheme, message.take(ANSWER_BYTES), answer);
        decryptInto(scheme, secret, answer, parts[k] as Span);
      });
      const rest = share.slice(used, DEGREE);
      for (const part of parts) if (rest.length > 0) kernel.addInto(rest, part.slice(used, DEGREE), rest);
      const key = share.slice(0, used);
      kernel.axpyInto(macKey, b.slice(0, used), key);
      kernel.negInto(key, key);
      writer.putSpan(kernel, b.slice(0, used));
      writer.putSpan(kernel, key);
      for (const part of parts) writer.putSpan(kernel, part.slice(0, used));
      if (rest.length > 0) writer.putSpan(kernel, rest);
    });
  });
  return out;
}
