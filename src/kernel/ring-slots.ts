// Plaintexts as slots: the field has the same roots of unity as the ring's primes (p - 1 is a multiple of 2N), so a
// polynomial over the field is its N values at the odd powers of one root, and products of polynomials are products
// slot by slot. Slot k belongs to root^(2 reverse14(k) + 1). Constant time.
import { P } from '../params.js';
import type { Arena } from './arena.js';
import { RING_DEGREE, RingMemory } from './ring-memory.js';
import { inverse, rootOfUnity } from './ring-numbers.js';
import type { Span } from './span.js';

const TABLE_WORDS = 2 * RING_DEGREE;

export class Slots {
  readonly #memory: RingMemory;
  readonly #forward: Span;
  readonly #backward: Span;
  readonly #degreeInverse = inverse(BigInt(RING_DEGREE), P);

  /** @param arena holds the tables, 0.5 MB */
  constructor(arena: Arena) {
    this.#memory = new RingMemory(arena);
    const root = rootOfUnity(BigInt(2 * RING_DEGREE), P);
    this.#forward = this.#table(root);
    this.#backward = this.#table(inverse(root, P));
  }

  /** Coefficients to slots, in place: N canonical words. */
  fromCoefficients(x: Span): void {
    this.#memory.raw.slotForward(this.#memory.at(x, RING_DEGREE), this.#memory.at(this.#forward, TABLE_WORDS));
  }

  /** Slots to coefficients, in place: N canonical words. */
  toCoefficients(x: Span): void {
    const table = this.#memory.at(this.#backward, TABLE_WORDS);
    const companion = (this.#degreeInverse << 64n) / P;
    this.#memory.raw.slotInverse(this.#memory.at(x, RING_DEGREE), table, this.#degreeInverse, companion);
  }

  #table(root: bigint): Span {
    const span = this.#memory.arena.alloc(TABLE_WORDS);
    this.#memory.raw.slotTable(root, this.#memory.at(span, TABLE_WORDS));
    return span;
  }
}
