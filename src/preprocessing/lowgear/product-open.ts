// The other half of product-tasks.ts: reading the peers' answers, which makes shares of the products, and answering for
// the MACs of these.

import { seededRandom } from '../../crypto/index.js';
import type { Kernel, Span } from '../../kernel/index.js';
import {
  Answer,
  answerInto,
  DEGREE,
  decryptInto,
  EVERYWHERE,
  Multiplier,
  multiplierInto,
  polynomialToSlotsInto,
  type Reading,
  readAnswerInto,
  writeAnswer,
} from '../../she/index.js';
import { Reader, type Writer } from './buffers.js';
import { type KeyRoom, type KeyRooms, keyRoom, type PeerForms } from './key-ring.js';
import { regions } from './mac-tasks.js';
import { messageInto, type OwnRequest } from './messages.js';
import { columnsOf, productMacBytes, resultBytes, sumsOf } from './product-columns.js';
import { answersSquare, CONSTANT, CONSTANT_ANSWER_BYTES, type ProductJob } from './product-tasks.js';
import { ANSWER_BYTES, POLYNOMIAL_BYTES } from './sizes.js';

export interface ProductOpenRequest extends ProductJob {
  /** What answering left. */
  readonly kept: Uint8Array;
  /** The peers' messages, ascending. */
  readonly answers: readonly Uint8Array[];
}

/**
 * Opens the peers' answers.
 * @returns the message to each peer, ascending (answers for the MACs of c, f by f); then the columns, see `columnsOf`.
 * The
 *   MACs of c are unfinished: cTags is the sum of this party's tags.
 * @throws UsageError NOT_CANONICAL when an answer is malformed
 */
export function openProducts(kernel: Kernel, rooms: KeyRooms, request: ProductOpenRequest): Uint8Array {
  const room = keyRoom(kernel, rooms, request.ring);
  return room.scheme.arena.scope(() => new Opener(room, request).run());
}

class Opener {
  readonly #kernel: Kernel;
  readonly #out: Uint8Array;
  /** By peer and f. */
  readonly #messages: readonly (readonly Writer[])[];
  /** By column and f. */
  readonly #columns: Readonly<Record<string, readonly Writer[]>>;
  readonly #answers: readonly Reader[];
  readonly #kept: Reader;
  readonly #random: (n: number) => Uint8Array;
  readonly #a: Span;
  readonly #a2: Span;
  readonly #b: Span;
  readonly #c: Span;
  readonly #x: Span;
  /** sum of a' b_f over the slots of this party's own factors, and the same of everything. */
  readonly #sums: Span;
  readonly #answer: Answer;
  readonly #multiplier: Multiplier;

  constructor(
    private readonly room: KeyRoom,
    private readonly request: ProductOpenRequest,
  ) {
    const { scheme, peers } = room;
    const { kind, groups, fanOut } = request;
    this.#kernel = scheme.kernel;
    const message = productMacBytes(request);
    const sums = sumsOf(kind, fanOut);
    this.#out = new Uint8Array(peers.length * message + resultBytes(request));
    this.#messages = peers.map((_, k) => regions(this.#out, k * message, groups * ANSWER_BYTES, fanOut));
    const columns = columnsOf(request, this.#out.subarray(peers.length * message));
    this.#columns = Object.fromEntries(
      Object.entries(columns).map(([name, bytes]) => {
        const pieces = Math.max(1, Math.round(bytes.length / (groups * POLYNOMIAL_BYTES)));
        return [name, regions(bytes, 0, bytes.length / pieces, pieces)];
      }),
    );
    this.#answers = request.answers.map((bytes) => new Reader(bytes));
    this.#kept = new Reader(request.kept);
    this.#random = seededRandom(this.#kernel, request.noise);
    const { arena } = scheme;
    [this.#a, this.#a2, this.#b, this.#c, this.#x] = [0, 1, 2, 3, 4].map(() => arena.alloc(DEGREE)) as [
      Span,
      Span,
      Span,
      Span,
      Span,
    ];
    this.#sums = arena.alloc(sums);
    this.#answer = Answer.alloc(scheme);
    this.#multiplier = Multiplier.alloc(scheme);
  }

  run(): Uint8Array {
    const { kind, groups, fanOut, seed } = this.request;
    for (let g = 0; g < groups; g++) {
      if (kind === 'square') this.#messageInto(g, this.#a);
      else this.#expandInto(seed, 2 * g, this.#a);
      if (kind !== 'raw') this.#expandInto(seed, 2 * g + 1, this.#a2);
      for (let f = 0; f < fanOut; f++) this.#factor(g * fanOut + f, f);
      if (kind === 'raw') this.#put('a', this.#a);
      else {
        this.#putDrawn('a', this.#a);
        this.#putDrawn('a2', this.#a2);
      }
    }
    if (kind !== 'raw') this.#closeSums();
    return this.#out;
  }

  #factor(index: number, f: number): void {
    const { kind } = this.request;
    if (kind === 'square') this.#kernel.copyInto(this.#a, this.#b);
    else this.#messageInto(index, this.#b);
    this.#productInto(index, this.#c);
    if (kind === 'raw') {
      this.#put('b', this.#b);
      this.#put('c', this.#c);
      return;
    }
    this.#ownSum(f);
    if (kind === 'triple') {
      this.#put('b', this.#b, f);
      this.#takeMacInto(this.#b, this.#x);
      this.#put('bMac', this.#x, f);
    }
    this.#put('c', this.#c, f);
    this.#authenticate(this.#c, f);
  }

  /** c = a b, this party's share, in slots. */
  #productInto(index: number, c: Span): void {
    const { kind, ring } = this.request;
    this.#kept.takeInto(this.#kernel, c);
    this.room.peers.forEach((peer, k) => {
      if (kind === 'square' && !answersSquare(peer.party, ring.party, index)) return;
      this.#addAnswer(k, EVERYWHERE, c);
    });
    if (kind === 'square') this.#kernel.addInto(c, c, c);
    polynomialToSlotsInto(this.room.scheme, c, c);
    this.#kernel.mulInto(this.#a, this.#b, this.#x);
    this.#kernel.addInto(c, this.#x, c);
  }

  /** The MAC share of values that were authenticated in coefficients. */
  #takeMacInto(values: Span, z: Span): void {
    this.#kept.takeInto(this.#kernel, z);
    this.room.peers.forEach((_, k) => {
      this.#addAnswer(k, EVERYWHERE, z);
    });
    this.#kernel.axpyInto(this.room.macKey, values, z);
  }

  /** Drawn values with their MAC share, which was made of the polynomial and becomes slots now. */
  #putDrawn(name: 'a' | 'a2', values: Span): void {
    this.#put(name, values);
    this.#kept.takeInto(this.#kernel, this.#x);
    this.room.peers.forEach((_, k) => {
      this.#addAnswer(k, EVERYWHERE, this.#x);
    });
    polynomialToSlotsInto(this.room.scheme, this.#x, this.#x);
    this.#kernel.axpyInto(this.room.macKey, values, this.#x);
    this.#put(`${name}Mac`, this.#x);
  }

  #authenticate(values: Span, f: number): void {
    const { scheme } = this.room;
    multiplierInto(scheme, values, this.#multiplier);
    this.#kernel.subInto(this.#x, this.#x, this.#x);
    this.room.peers.forEach((peer: PeerForms, k) => {
      answerInto(scheme, this.#multiplier, peer.alpha, this.#random, this.#answer, this.#b);
      this.#messages[k]?.[f]?.put(writeAnswer(scheme, this.#answer));
      this.#kernel.addInto(this.#x, this.#b, this.#x);
    });
    this.#put('cTags', this.#x, f);
  }

  /** sums[f] += the inner product of the own a' and b. */
  #ownSum(f: number): void {
    const term = this.#x.slice(0, 1);
    this.#kernel.innerInto(this.#a2, this.#b, term);
    const sum = this.#sums.slice(f, f + 1);
    this.#kernel.addInto(sum, term, sum);
  }

  /** A sum over the slots is N times the constant coefficient. */
  #closeSums(): void {
    for (let f = 0; f < this.request.fanOut; f++) {
      const share = this.#x.slice(0, 1);
      this.#kept.takeInto(this.#kernel, share);
      this.#kernel.copyInto(share, this.#c.slice(0, 1));
      this.room.peers.forEach((_, k) => {
        this.#addAnswer(k, CONSTANT, this.#c);
      });
      this.#kernel.axpyInto(BigInt(DEGREE), this.#c.slice(0, 1), this.#sums.slice(f, f + 1));
    }
    this.#put('sums', this.#sums);
  }

  /** z += what peer number k's next answer decrypts to. */
  #addAnswer(k: number, reading: Reading, z: Span): void {
    const { scheme, secret } = this.room;
    const bytes = this.#answers[k]?.take(reading === CONSTANT ? CONSTANT_ANSWER_BYTES : ANSWER_BYTES);
    readAnswerInto(scheme, bytes ?? new Uint8Array(0), this.#answer, reading);
    const [plain] = scheme.work.words;
    decryptInto(scheme, secret, this.#answer, plain);
    this.#kernel.addInto(z, plain, z);
  }

  #expandInto(seed: Uint8Array, stream: number, z: Span): void {
    this.#kernel.expandInto(seed, stream, z);
    polynomialToSlotsInto(this.room.scheme, z, z);
  }

  #messageInto(index: number, z: Span): void {
    messageInto(this.#kernel, this.request.own[index] as OwnRequest, z);
    polynomialToSlotsInto(this.room.scheme, z, z);
  }

  #put(column: string, x: Span, f = 0): void {
    this.#columns[column]?.[f]?.putSpan(this.#kernel, x);
  }
}
