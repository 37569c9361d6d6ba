// The products of a matrix tuple, the arithmetic: a party answers the peers' requests with its own share V_i of the
// matrix, and opens the peers' answers to its own requests. Answers are masked on all coefficients and sent where
// results are.

import { seededRandom } from '../../../crypto/index.js';
import type { Kernel } from '../../../kernel/index.js';
import { ELEMENT_BYTES } from '../../../params.js';
import {
  Answer,
  answerSumInto,
  coefficientsRead,
  DEGREE,
  decryptInto,
  type Product,
  readAnswerInto,
  writeAnswer,
} from '../../../she/index.js';
import type { Range } from '../../ranges.js';
import { Reader } from '../buffers.js';
import { type KeyRing, type KeyRooms, keyRoom } from '../key-ring.js';
import { regions } from '../mac-tasks.js';
import { answerBytesFor } from '../sizes.js';
import { type Layout, readingOf } from './layout.js';
import { type Results, unpackInto, wordsOf } from './pack.js';
import { productsOf } from './products.js';

/** Part of the products of one matrix: the answers of a range, for all groups. */
export interface ProductsPart {
  readonly ring: KeyRing;
  readonly layout: Layout;
  readonly range: Range;
}

export interface MatvecAnswerRequest extends ProductsPart {
  /** V_i, all rows in order; in memory that the threads share, at multiples of 8. */
  readonly matrix: readonly Uint8Array[];
  /** The peers' verified requests, ascending, group by group; in memory that the threads share. */
  readonly theirs: readonly (readonly Uint8Array[])[];
  /** 32 secret bytes, used for this request only. */
  readonly noise: Uint8Array;
}

/** Results of one vector in a range. */
export function resultsIn({ outer, results }: Layout, { from, to }: Range): number {
  return Math.min(outer, to * results) - from * results;
}

/** Bytes of the answers of a range to one peer. */
export function answersBytes(layout: Layout, { from, to }: Range): number {
  return layout.groups * (to - from) * answerBytesFor(coefficientsRead(readingOf(layout)));
}

/**
 * @returns the message to each peer, ascending: answer by answer, group by group; then this party's shares of the
 * products, `resultsIn` words for each vector
 * @throws UsageError NOT_CANONICAL when a request is malformed
 */
export function answerMatvec(kernel: Kernel, rooms: KeyRooms, request: MatvecAnswerRequest): Uint8Array {
  const { layout, range, matrix, theirs } = request;
  const { scheme, peers } = keyRoom(kernel, rooms, request.ring);
  const reading = readingOf(layout);
  const each = answersBytes(layout, range);
  const out = new Uint8Array(peers.length * each + resultBytes(layout, range));
  const messages = regions(out, 0, each, peers.length);
  const results = resultsOf(layout, range, out.subarray(peers.length * each));
  const requests = peers.map(({ key }, k) => ({ key, ciphertexts: theirs[k] ?? [] }));
  const random = seededRandom(kernel, request.noise);
  scheme.arena.scope(() => {
    const products = productsOf(scheme, layout, matrix.map(wordsOf), requests, range);
    const answer = Answer.alloc(scheme);
    const share = scheme.arena.alloc(DEGREE);
    const sum = scheme.arena.alloc(DEGREE);
    forEachAnswer(layout, range, (g, group) => {
      kernel.subInto(sum, sum, sum);
      products.forEach((ofPeer, k) => {
        answerSumInto(scheme, ofPeer[g - range.from]?.[group] as Product, random, answer, share);
        messages[k]?.put(writeAnswer(scheme, answer, reading));
        kernel.addInto(sum, share, sum);
      });
      unpackInto(layout, wordsOf(kernel.view(sum)), group, g, results);
    });
  });
  return out;
}

export interface MatvecOpenRequest extends ProductsPart {
  /** The peers' messages about this range, ascending. */
  readonly answers: readonly Uint8Array[];
}

/**
 * @returns what this party decrypts, summed over the peers: `resultsIn` words for each vector
 * @throws UsageError NOT_CANONICAL when an answer is malformed
 */
export function openMatvec(kernel: Kernel, rooms: KeyRooms, request: MatvecOpenRequest): Uint8Array {
  const { layout, range } = request;
  const { scheme, secret } = keyRoom(kernel, rooms, request.ring);
  const reading = readingOf(layout);
  const each = answerBytesFor(coefficientsRead(reading));
  const out = new Uint8Array(resultBytes(layout, range));
  const results = resultsOf(layout, range, out);
  const answers = request.answers.map((message) => new Reader(message));
  scheme.arena.scope(() => {
    const answer = Answer.alloc(scheme);
    const decrypted = scheme.arena.alloc(DEGREE);
    const sum = scheme.arena.alloc(DEGREE);
    forEachAnswer(layout, range, (g, group) => {
      kernel.subInto(sum, sum, sum);
      for (const message of answers) {
        readAnswerInto(scheme, message.take(each), answer, reading);
        decryptInto(scheme, secret, answer, decrypted);
        kernel.addInto(sum, decrypted, sum);
      }
      unpackInto(layout, wordsOf(kernel.view(sum)), group, g, results);
    });
  });
  return out;
}

/** In the order of the messages. */
function forEachAnswer({ groups }: Layout, { from, to }: Range, body: (g: number, group: number) => void): void {
  for (let g = from; g < to; g++) for (let group = 0; group < groups; group++) body(g, group);
}

/** Bytes of the results of all vectors in a range. */
function resultBytes(layout: Layout, range: Range): number {
  return layout.vectors * resultsIn(layout, range) * ELEMENT_BYTES;
}

function resultsOf(layout: Layout, range: Range, out: Uint8Array): Results {
  const length = resultsIn(layout, range);
  const words = wordsOf(out);
  const vectors = Array.from({ length: layout.vectors }, (_, v) => words.subarray(v * length, (v + 1) * length));
  return { first: range.from * layout.results, vectors };
}
