// Sums of products of ring elements over many pairs, one prime at a time: what the product of a matrix with encrypted
// vectors consists of. Both factors lie interleaved (assembly/ring/matvec.ts): every factor has its place among `terms`
// of them. Constant time in the lanes.
import { UsageError } from '../errors.js';
import type { Arena } from './arena.js';
import type { Factors } from './ring.js';
import { RESIDUE_WORDS, RingMemory } from './ring-memory.js';
import { inverseModWord } from './ring-numbers.js';
import type { Span } from './span.js';

/** Most pairs of one sum. */
export const MAX_SUM_TERMS = 224;

/** Left factors in X^16 that one transform yields. */
export const FACTORS_PER_TRANSFORM = 16;

const CHUNK_WORDS = 8;

/** All methods throw LENGTH_MISMATCH, RELEASED or INVALID_ARGUMENT like the kernel's, before any effect. */
export class RingSums {
  readonly #memory: RingMemory;
  readonly #moduli: readonly number[];
  readonly #inverses: readonly number[];

  /** @param moduli as for Ring */
  constructor(arena: Arena, moduli: readonly number[]) {
    this.#memory = new RingMemory(arena);
    this.#moduli = [...moduli];
    this.#inverses = moduli.map((q) => inverseModWord(BigInt(q)));
  }

  /** Words of `terms` left factors modulo one prime; as many again hold the second components of right ones. */
  words(terms: number): number {
    return terms * RESIDUE_WORDS;
  }

  /** Left factor number t of z becomes x modulo prime number `index`. x: any lanes, modulo that prime. */
  leftInto(index: number, x: Span, terms: number, t: number, z: Span): void {
    const to = this.#memory.at(z, this.words(terms));
    this.#interleave(index, [1, Math.floor(2 ** 32 / this.#prime(index))], x, terms, 1, t, to);
  }

  /** Right factor number t of z becomes (k c0, k c1). @param k per prime; must bring c into Montgomery form */
  rightInto(index: number, k: Factors, c: readonly [Span, Span], terms: number, t: number, z: Span): void {
    const to = this.#memory.at(z, 2 * this.words(terms));
    const factor = k[index];
    if (factor === undefined) throw new UsageError('INVALID_ARGUMENT', `there is no prime number ${index}`);
    c.forEach((part, component) => {
      this.#interleave(index, factor, part, terms, 2, 2 * t + component, to);
    });
  }

  /** z = the sum of the products of the left and right factors, both components, canonical. */
  sumInto(index: number, left: Span, right: Span, terms: number, z: readonly [Span, Span]): void {
    const places = this.#places(left, this.words(terms), right, terms, z);
    this.#memory.raw.ringSumProducts(...places, this.#prime(index), this.#inverses[index] as number);
  }

  /**
   * The same for left factors that are polynomials in X^16.
   * @param left ceil(terms / 16) polynomials modulo the prime as Ring.forwardSixteen leaves them, canonical
   */
  sumSixteenInto(index: number, left: Span, right: Span, terms: number, z: readonly [Span, Span]): void {
    const places = this.#places(left, Math.ceil(terms / FACTORS_PER_TRANSFORM) * RESIDUE_WORDS, right, terms, z);
    this.#memory.raw.ringSumSixteen(...places, this.#prime(index), this.#inverses[index] as number);
  }

  #places(left: Span, leftWords: number, right: Span, terms: number, z: readonly [Span, Span]) {
    if (!Number.isInteger(terms) || terms < 1 || terms > MAX_SUM_TERMS) {
      throw new UsageError('INVALID_ARGUMENT', `a sum has 1 to ${MAX_SUM_TERMS} terms, not ${terms}`);
    }
    const [a, c] = [this.#memory.at(left, leftWords), this.#memory.at(right, 2 * this.words(terms))];
    const [z0, z1] = [this.#memory.at(z[0], RESIDUE_WORDS), this.#memory.at(z[1], RESIDUE_WORDS)];
    return [a, c, terms, z0, z1] as const;
  }

  #interleave(
    index: number,
    [factor, companion]: Factors[number],
    x: Span,
    terms: number,
    components: number,
    place: number,
    to: number,
  ): void {
    if (!Number.isInteger(place) || place < 0 || place >= components * terms) {
      throw new UsageError('INVALID_ARGUMENT', `there is no place ${place} among ${components * terms}`);
    }
    const stride = 8 * CHUNK_WORDS * components * terms;
    const from = this.#memory.at(x, RESIDUE_WORDS);
    const at = to + 8 * CHUNK_WORDS * place;
    this.#memory.raw.ringInterleave(from, factor, companion, at, stride, this.#prime(index));
  }

  #prime(index: number): number {
    const q = this.#moduli[index];
    if (q === undefined) throw new UsageError('INVALID_ARGUMENT', `there is no prime number ${index}`);
    return q;
  }
}
