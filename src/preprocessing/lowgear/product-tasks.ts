// Products of the parties' vectors [KPR18], the arithmetic. P_i sends Enc_i(b_i / 2); P_j answers a_j Enc_i(b_i / 2):
// its share of a_j b_i is its mask, P_i's is what it decrypts. Kinds of products, in *groups*:
//   raw      c = a b, nothing else: for zero tests
//   triple   c_f = a b_f for `fanOut` requests b_f, with MACs, and for the sacrifice a further a' with sum a' b_f
//   square   c = a^2, where a is what was requested; of each pair one party answers. MACs, a' and sum a' a as above
//
// MACs commute with the slot transform. a and a' are drawn as polynomials, transformed once for product and MAC, and
// only the finished MAC share becomes slots; b and c are authenticated as slot values in coefficients. A sum over slots
// is N times the constant coefficient, so of the accumulated a' b only that one is read.

import { seededRandom } from '../../crypto/index.js';
import type { Kernel, Span } from '../../kernel/index.js';
import { ELEMENT_BYTES } from '../../params.js';
import {
  Answer,
  answerInto,
  answerSumInto,
  Ciphertext,
  DEGREE,
  EVERYWHERE,
  Multiplier,
  multiplierInto,
  multiplyAddInto,
  Operand,
  operandInto,
  Product,
  polynomialToSlotsInto,
  type Reading,
  readCiphertextInto,
  writeAnswer,
} from '../../she/index.js';
import { Writer } from './buffers.js';
import { type KeyRing, type KeyRoom, type KeyRooms, keyRoom, type PeerForms } from './key-ring.js';
import { regions } from './mac-tasks.js';
import { messageInto, type OwnRequest } from './messages.js';
import { ANSWER_BYTES, answerBytesFor, firstCoefficients, POLYNOMIAL_BYTES } from './sizes.js';

export type ProductKind = 'raw' | 'triple' | 'square';

/** How much a task makes of what: lengths follow from it. */
export interface ProductShape {
  readonly kind: ProductKind;
  readonly groups: number;
  /** Requests of a group; 1 unless the kind is triple. */
  readonly fanOut: number;
}

/** What a product task is about. */
export interface ProductJob extends ProductShape {
  readonly ring: KeyRing;
  /** 32 secret bytes from which a and a' are drawn; they serve these groups only. */
  readonly seed: Uint8Array;
  /** Requests, group by group. */
  readonly own: readonly OwnRequest[];
  /** 32 secret bytes, used for this task only. */
  readonly noise: Uint8Array;
}

export interface ProductAnswerRequest extends ProductJob {
  /** The peers' verified requests, ascending: as many as the own ones. In memory that the threads share. */
  readonly theirs: readonly (readonly Uint8Array[])[];
}

/** The constant coefficient. */
export const CONSTANT: Reading = firstCoefficients(1);
export const CONSTANT_ANSWER_BYTES = answerBytesFor(1);

/** Of each pair one party answers a square; they take turns. */
export function answersSquare(party: number, peer: number, request: number): boolean {
  return party < peer === (request % 2 === 0);
}

/** Bytes of the message of a product's answers from one party to another. */
export function productAnswerBytes(shape: ProductShape, from: number, to: number): number {
  const { kind, groups, fanOut } = shape;
  if (kind === 'raw') return groups * ANSWER_BYTES;
  if (kind === 'triple') return groups * (2 + 2 * fanOut) * ANSWER_BYTES + fanOut * CONSTANT_ANSWER_BYTES;
  const products = Array.from({ length: groups }, (_, g) => answersSquare(from, to, g)).filter((answers) => answers);
  return (2 * groups + products.length) * ANSWER_BYTES + CONSTANT_ANSWER_BYTES;
}

/** Polynomials of shares that answering leaves for opening, per group. */
function keptPerGroup(kind: ProductKind, fanOut: number): number {
  if (kind === 'raw') return 1;
  return kind === 'triple' ? 2 + 2 * fanOut : 3;
}

/** Bytes of everything that answering leaves for opening: shares of products and MACs, and of the accumulated sums. */
export function keptBytes({ kind, groups, fanOut }: ProductShape): number {
  const sums = kind === 'raw' ? 0 : fanOut * ELEMENT_BYTES;
  return groups * keptPerGroup(kind, fanOut) * POLYNOMIAL_BYTES + sums;
}

/**
 * Answers the peers' requests.
 * @returns the message to each peer, ascending; then what `openProducts` wants to have (secret)
 * @throws UsageError NOT_CANONICAL when a request is malformed
 */
export function answerProducts(kernel: Kernel, rooms: KeyRooms, request: ProductAnswerRequest): Uint8Array {
  const room = keyRoom(kernel, rooms, request.ring);
  return room.scheme.arena.scope(() => new Answerer(room, request).run());
}

class Answerer {
  readonly #kernel: Kernel;
  readonly #out: Uint8Array;
  readonly #messages = new Map<number, Writer>();
  readonly #kept: Writer;
  readonly #random: (n: number) => Uint8Array;
  readonly #polynomial: Span;
  readonly #share: Span;
  readonly #sum: Span;
  readonly #a: Multiplier;
  readonly #a2: Multiplier;
  readonly #x: Multiplier;
  readonly #ciphertext: Ciphertext;
  readonly #operands: readonly Operand[];
  readonly #answer: Answer;
  /** The accumulated a' b_f of each peer. */
  readonly #sums: readonly (readonly Product[])[];

  constructor(
    private readonly room: KeyRoom,
    private readonly request: ProductAnswerRequest,
  ) {
    const { scheme, peers } = room;
    this.#kernel = scheme.kernel;
    const lengths = peers.map((peer) => productAnswerBytes(request, request.ring.party, peer.party));
    const sent = lengths.reduce((sum, length) => sum + length, 0);
    this.#out = new Uint8Array(sent + keptBytes(request));
    let at = 0;
    peers.forEach((peer, k) => {
      const length = lengths[k] ?? 0;
      this.#messages.set(peer.party, new Writer(this.#out.subarray(at, at + length)));
      at += length;
    });
    this.#kept = regions(this.#out, sent, this.#out.length - sent, 1)[0] as Writer;
    this.#random = seededRandom(this.#kernel, request.noise);
    this.#polynomial = scheme.arena.alloc(DEGREE);
    this.#share = scheme.arena.alloc(DEGREE);
    this.#sum = scheme.arena.alloc(DEGREE);
    this.#a = Multiplier.alloc(scheme);
    this.#a2 = Multiplier.alloc(scheme);
    this.#x = Multiplier.alloc(scheme);
    this.#ciphertext = Ciphertext.alloc(scheme);
    this.#operands = peers.map(({ key }) => Operand.alloc(scheme, key));
    this.#answer = Answer.alloc(scheme);
    const sums = request.kind === 'raw' ? 0 : request.fanOut;
    this.#sums = peers.map(({ key }) => Array.from({ length: sums }, () => Product.alloc(scheme, key)));
  }

  run(): Uint8Array {
    const { kind, groups, seed } = this.request;
    for (let g = 0; g < groups; g++) {
      if (kind === 'square') this.#message(g);
      else this.#kernel.expandInto(seed, 2 * g, this.#polynomial);
      multiplierInto(this.room.scheme, this.#polynomial, this.#a);
      if (kind !== 'raw') {
        this.#kernel.expandInto(seed, 2 * g + 1, this.#polynomial);
        multiplierInto(this.room.scheme, this.#polynomial, this.#a2);
      }
      this.#factors(g);
      if (kind !== 'raw') {
        this.#authenticate(this.#a);
        this.#authenticate(this.#a2);
      }
    }
    if (kind !== 'raw') this.#closeSums();
    return this.#out;
  }

  /** The products with a group's requests, and the MACs of the own ones. */
  #factors(g: number): void {
    const { kind, fanOut } = this.request;
    for (let f = 0; f < fanOut; f++) {
      const index = g * fanOut + f;
      this.#clearSum();
      this.room.peers.forEach((peer, k) => {
        this.#product(peer, k, index, f);
      });
      this.#kept.putSpan(this.#kernel, this.#sum);
      if (kind !== 'triple') continue;
      this.#message(index);
      polynomialToSlotsInto(this.room.scheme, this.#polynomial, this.#polynomial);
      multiplierInto(this.room.scheme, this.#polynomial, this.#x);
      this.#authenticate(this.#x);
    }
  }

  #product(peer: PeerForms, k: number, index: number, f: number): void {
    const { scheme } = this.room;
    const { kind, ring, theirs } = this.request;
    readCiphertextInto(scheme, theirs[k]?.[index] ?? new Uint8Array(0), this.#ciphertext);
    const operand = this.#operands[k] as Operand;
    operandInto(scheme, this.#ciphertext, operand);
    const sum = this.#sums[k]?.[f];
    if (sum !== undefined) multiplyAddInto(scheme, this.#a2, operand, sum);
    if (kind === 'square' && !answersSquare(ring.party, peer.party, index)) return;
    answerInto(scheme, this.#a, operand, this.#random, this.#answer, this.#share);
    this.#send(peer, EVERYWHERE);
  }

  #authenticate(x: Multiplier): void {
    this.#clearSum();
    for (const peer of this.room.peers) {
      answerInto(this.room.scheme, x, peer.alpha, this.#random, this.#answer, this.#share);
      this.#send(peer, EVERYWHERE);
    }
    this.#kept.putSpan(this.#kernel, this.#sum);
  }

  #closeSums(): void {
    for (let f = 0; f < this.request.fanOut; f++) {
      this.#clearSum();
      this.room.peers.forEach((peer, k) => {
        const sum = this.#sums[k]?.[f] as Product;
        answerSumInto(this.room.scheme, sum, this.#random, this.#answer, this.#share);
        this.#send(peer, CONSTANT);
      });
      this.#kept.putSpan(this.#kernel, this.#sum.slice(0, 1));
    }
  }

  /** The answer goes to the peer; the own share joins the others. */
  #send(peer: PeerForms, reading: Reading): void {
    this.#messages.get(peer.party)?.put(writeAnswer(this.room.scheme, this.#answer, reading));
    this.#kernel.addInto(this.#sum, this.#share, this.#sum);
  }

  #clearSum(): void {
    this.#kernel.subInto(this.#sum, this.#sum, this.#sum);
  }

  #message(index: number): void {
    messageInto(this.#kernel, this.request.own[index] as OwnRequest, this.#polynomial);
  }
}
