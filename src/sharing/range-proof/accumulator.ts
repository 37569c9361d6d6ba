// Running sums of randomly weighted terms, chunk by chunk: what prover and verifier have in common. The prover keeps one sum per
// coefficient of its polynomial, the verifier one per degree.

import type { Arena, Span } from '../../kernel/index.js';
import { Vector } from '../../math/vector.js';
import { type Chunk, chunksOf } from './combination.js';
import { type Extent, type Place, placesOf } from './layout.js';
import type { Statement } from './statement.js';

export class Accumulator {
  readonly sums: Vector;
  private readonly places: ReadonlyMap<string, Place>;
  private readonly term: Span;

  /** @param slots how many sums; they start at 0 */
  constructor(
    readonly arena: Arena,
    readonly statement: Statement,
    readonly rows: number,
    private readonly seed: Uint8Array,
    slots: number,
  ) {
    this.places = placesOf(statement, rows);
    this.sums = Vector.zeros(arena, slots);
    this.term = arena.alloc(1);
  }

  place(block: string): Place {
    const place = this.places.get(block);
    if (place === undefined) throw new Error(`a valid statement has the block ${block}`);
    return place;
  }

  /** Which inputs a chunk's items are, `size` elements each. */
  extent(block: string, { from, to }: Chunk, size = 1): Extent {
    const { offset } = this.place(block);
    return { from: offset + from * size, to: offset + to * size };
  }

  /** Runs `body` on every chunk of n items with one coefficient per item; memory is freed after each. */
  eachChunk(constraint: number, n: number, size: number, body: (chunk: Chunk, chi: Span) => void): void {
    for (const chunk of chunksOf(constraint, n, size)) {
      this.arena.scope(() => {
        const chi = this.arena.alloc(chunk.to - chunk.from);
        this.arena.kernel.expandInto(this.seed, chunk.stream, chi);
        body(chunk, chi);
      });
    }
  }

  /** sums[slot] += <x, y> */
  addInner(slot: number, x: Span, y: Span): void {
    this.arena.kernel.innerInto(x, y, this.term);
    this.addTerm(slot);
  }

  /** sums[slot] += the sum of x */
  addSum(slot: number, x: Span): void {
    this.arena.kernel.sumInto(x, this.term);
    this.addTerm(slot);
  }

  /** sums[slot] += k times the sum of x */
  addScaledSum(slot: number, k: Span, x: Span): void {
    this.arena.kernel.sumInto(x, this.term);
    this.arena.kernel.mulInto(k, this.term, this.term);
    this.addTerm(slot);
  }

  /** sums[slot] += chi^T A weights, A with one row per coefficient */
  addRows(slot: number, A: Span, chi: Span, weights: Span): void {
    const columns = this.arena.alloc(weights.length);
    this.arena.kernel.matTVecInto(A, chi.length, weights.length, chi, columns);
    this.addInner(slot, columns, weights);
  }

  private addTerm(slot: number): void {
    const sum = this.sums.span.slice(slot, slot + 1);
    this.arena.kernel.addInto(sum, this.term, sum);
  }
}

/** k, `count` times. */
export function repeated(arena: Arena, k: bigint, count: number): Span {
  return Vector.zeros(arena, count).plus(k).span;
}

/** k base^0 .. k base^(count-1). */
export function weights(arena: Arena, k: bigint, base: number, count: number): Span {
  return Vector.fromBigInts(
    arena,
    Array.from({ length: count }, (_, digit) => k * BigInt(base) ** BigInt(digit)),
  ).span;
}
