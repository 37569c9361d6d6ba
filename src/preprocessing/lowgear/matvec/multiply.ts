// Products of the shared masks with shared vectors, R^T b = sum over all i, j of V_j^T b_i less E^T b_i for each i: own
// terms in the clear, the others by answers [KPR18]. Rounds are pipelined: while the answers of one range travel, those of the next are
// made and those of the one before are opened.

import { Vector } from '../../../math/vector.js';
import { ELEMENT_BYTES, SEED_BYTES } from '../../../params.js';
import { compute } from '../../../protocol/exchange.js';
import { parallel } from '../../../protocol/parallel.js';
import type { Protocol } from '../../../protocol/step.js';
import { coefficientsRead } from '../../../she/index.js';
import { type Range, rangesOf } from '../../ranges.js';
import { cut } from '../authenticate.js';
import type { Requests } from '../request-stock.js';
import { exchangeParts, type LowGearSession, runTasks } from '../session.js';
import { answerBytesFor, CIPHERTEXT_BYTES, POLYNOMIAL_BYTES } from '../sizes.js';
import { answersBytes, resultsIn } from './answer-tasks.js';
import { type Layout, readingOf, transformsOf } from './layout.js';
import { type MaskMatrix, multiplyRows, ownRows } from './matrix.js';

/** Largest message of a round to one peer, about. */
const ROUND_BYTES = 16 * 2 ** 20;

/** Working memory of one task, about. */
const TASK_BYTES = 48 * 2 ** 20;

/** Answers of one round, made here or received. */
interface Answers {
  /** By piece. */
  readonly ranges: readonly Range[];
  /** By peer and piece. */
  readonly messages: readonly (readonly Uint8Array[])[];
  /** The memory of received ones. */
  readonly memory: readonly Uint8Array[];
}

export class Multiplication {
  /** This party's shares of the products, vector by vector. */
  readonly #shares: readonly Vector[];

  /** @param requests group by group; used up */
  constructor(
    private readonly p: LowGearSession,
    private readonly matrix: MaskMatrix,
    private readonly layout: Layout,
    private readonly requests: Requests,
  ) {
    this.#shares = Array.from({ length: layout.vectors }, () => Vector.zeros(p.arena, layout.outer));
  }

  /**
   * @param vectors this party's values b_i
   * @returns this party's shares of the products, unauthenticated, unchecked
   * @cost rounds one for every 16 MB or so of answers
   * @throws SecurityAbort CIPHERTEXT_REJECTED
   */
  *run(vectors: readonly Vector[]): Protocol<readonly Vector[]> {
    const rounds = this.#rounds();
    let [made] = yield* parallel([this.#answer(rounds[0] as Range), this.#multiplyOwn(vectors)]);
    let received: Answers = { ranges: [], messages: [], memory: [] };
    for (let r = 0; r < rounds.length; r++) {
      const next = rounds[r + 1];
      const [bytes, then] = yield* parallel([
        this.#exchange(made, rounds[r] as Range),
        next === undefined ? done(made) : this.#answer(next),
        this.#open(received),
      ]);
      received = this.#received(bytes, made.ranges);
      made = then;
    }
    this.requests.used();
    yield* this.#open(received);
    return this.#shares;
  }

  /** The same at all parties. */
  #rounds(): Range[] {
    const { groups, answers } = this.layout;
    const each = groups * answerBytesFor(coefficientsRead(readingOf(this.layout)));
    return rangesOf(answers, Math.max(1, Math.floor(ROUND_BYTES / each)));
  }

  /** A round in pieces, one task each: enough for all threads, none too large. */
  #pieces({ from, to }: Range): Range[] {
    const each =
      this.p.peers.length * this.layout.groups * PRODUCT_BYTES + transformsOf(this.layout) * POLYNOMIAL_BYTES;
    const most = Math.max(1, Math.floor(TASK_BYTES / each));
    const count = Math.max(this.p.workshop.runner.threads, Math.ceil((to - from) / most));
    const size = Math.ceil((to - from) / count);
    return rangesOf(to - from, size).map((piece) => ({ from: from + piece.from, to: from + piece.to }));
  }

  *#answer(round: Range): Protocol<Answers> {
    const { p, layout } = this;
    const { theirs } = this.requests;
    const matrix = this.matrix.pieces.map(({ value }) => value);
    const { ring } = p.workshop;
    const ranges = this.#pieces(round);
    const results = yield* runTasks(
      p,
      'answerMatvec',
      ranges.map((range) => ({ ring, layout, range, matrix, theirs, noise: p.random(SEED_BYTES) })),
    );
    const messages = results.map((result, c) => {
      const each = answersBytes(layout, ranges[c] as Range);
      const parts = cut(
        result,
        p.peers.map(() => each),
      );
      this.#add(ranges[c] as Range, result.subarray(p.peers.length * each));
      return parts;
    });
    return { ranges, messages: p.peers.map((_, k) => messages.map((parts) => parts[k] as Uint8Array)), memory: [] };
  }

  *#exchange({ messages }: Answers, round: Range): Protocol<Uint8Array[]> {
    const { p, layout } = this;
    return yield* exchangeParts(
      p,
      messages,
      p.peers.map(() => answersBytes(layout, round)),
    );
  }

  #received(bytes: readonly Uint8Array[], ranges: readonly Range[]): Answers {
    const lengths = ranges.map((range) => answersBytes(this.layout, range));
    return { ranges, messages: bytes.map((ofPeer) => cut(ofPeer, lengths)), memory: bytes };
  }

  *#open({ ranges, messages, memory }: Answers): Protocol<void> {
    if (ranges.length === 0) return;
    const { p, layout } = this;
    const { ring } = p.workshop;
    const requests = ranges.map((range, c) => ({
      ring,
      layout,
      range,
      answers: messages.map((ofPeer) => ofPeer[c] as Uint8Array),
    }));
    const results = yield* runTasks(p, 'openMatvec', requests);
    results.forEach((result, c) => {
      this.#add(ranges[c] as Range, result);
    });
    p.giveBack(...memory);
  }

  *#multiplyOwn(vectors: readonly Vector[]): Protocol<void> {
    const { p, matrix, layout } = this;
    const xs = vectors.map((vector) => vector.toBytes());
    const host = { kernel: p.kernel, runner: p.workshop.runner };
    const pieces = ownRows(matrix, Vector.zeros(p.arena, 1).plus(1n));
    const products = yield* compute<Uint8Array>(p, {
      name: 'multiplyMasks',
      run: () => multiplyRows(host, { pieces, columns: matrix.columns }, layout.orientation, xs),
    });
    this.#add({ from: 0, to: layout.answers }, products);
  }

  /** Adds the results of a range, vector by vector, to the shares. */
  #add(range: Range, bytes: Uint8Array): void {
    const { p, layout } = this;
    const [from, count] = [range.from * layout.results, resultsIn(layout, range)];
    p.arena.scope(() => {
      const part = p.arena.alloc(count);
      this.#shares.forEach((share, v) => {
        p.kernel.load(bytes.subarray(v * count * ELEMENT_BYTES, (v + 1) * count * ELEMENT_BYTES), part);
        const z = share.span.slice(from, from + count);
        p.kernel.addInto(z, part, z);
      });
    });
  }
}

/** A sum of products in memory: two polynomials modulo ten primes. */
const PRODUCT_BYTES = (CIPHERTEXT_BYTES * 8) / 7;

/** A branch with nothing to do. */
function* done<T>(value: T): Protocol<T> {
  return value;
}
