// Integers too wide for one prime or one word: masked messages of proofs, of 88 bits, three planes of N lanes each (see
// assembly/ring/wide.ts). And sums of polynomials times monomials X^e modulo X^N + 1; an exponent is in [0, 2N), or 2N for
// no term. Constant time, except that exponents (public challenges) decide in which order memory is read.
import { UsageError } from '../errors.js';
import { P } from '../params.js';
import type { Arena } from './arena.js';
import { primesOf, RESIDUE_WORDS, RING_DEGREE, RingMemory } from './ring-memory.js';
import { inverse, inverseModWord, modulo, montgomeryForm } from './ring-numbers.js';
import type { Span } from './span.js';

/** Wide integers are in [-2^87, 2^87). */
export const WIDE_MESSAGE_BITS = 87;

/** Words of N wide integers. */
export const WIDE_WORDS = 3 * RESIDUE_WORDS;

/** The exponent that stands for no term. */
export const NO_TERM = 2 * RING_DEGREE;

/** Most terms in one sum. */
const MAX_TERMS = 64;

export class WideIntegers {
  readonly #memory: RingMemory;
  readonly #moduli: readonly number[];
  readonly #table: Span;
  /** Addresses of the terms of a sum, then their exponents. */
  readonly #terms: Span;
  /** Two planes of N words. */
  readonly #sum: Span;
  /** No message at all. */
  readonly #zero: Span;

  /** @param arena holds 0.5 MB of scratch, wiped after each use */
  constructor(arena: Arena, moduli: readonly number[]) {
    this.#memory = new RingMemory(arena);
    this.#moduli = [...moduli];
    this.#table = this.#memory.table(moduli.flatMap((q) => encodeConstants(BigInt(q))));
    this.#terms = arena.alloc(MAX_TERMS);
    this.#sum = arena.alloc(2 * RING_DEGREE);
    this.#zero = arena.alloc(WIDE_WORDS);
  }

  /** Turns N uniform lanes into integers uniform in [-2^(bits-1), 2^(bits-1)), in place; bits 1 to 32. */
  shapeSmall(z: Span, bits: number): void {
    const at = this.#memory.at(z, RESIDUE_WORDS);
    this.#memory.raw.lanesShift(at, at, RING_DEGREE, 32 - bits, 1);
  }

  /** Turns three planes of uniform lanes into N uniform wide integers, in place. */
  shapeWide(z: Span): void {
    const at = this.#memory.at(z, WIDE_WORDS);
    const top = at + 16 * RESIDUE_WORDS;
    this.#memory.raw.lanesShift(at, at, 2 * RING_DEGREE, 1, 0);
    this.#memory.raw.lanesShift(top, top, RING_DEGREE, 6, 1);
  }

  /** z += sum X^e_i x_i for N signed integers each, wrapping modulo 2^32. @throws INVALID_ARGUMENT (terms) */
  addSmallRotations(xs: readonly Span[], exponents: readonly number[], z: Span): void {
    const to = this.#memory.at(z, RESIDUE_WORDS);
    const [addresses, places] = this.#list(xs, exponents, RESIDUE_WORDS);
    this.#memory.raw.smallAddRotations(addresses, places, xs.length, to);
  }

  /** z += sum X^e_i (centred x_i), x_i polynomials over the field, z N wide integers; the sum must fit 94 bits. */
  addFieldRotations(xs: readonly Span[], exponents: readonly number[], z: Span): void {
    const to = this.#memory.at(z, WIDE_WORDS);
    const sum = this.#memory.at(this.#sum, this.#sum.length);
    const [addresses, places] = this.#list(xs, exponents, RING_DEGREE);
    this.#memory.raw.wideAddRotations(addresses, places, xs.length, sum);
    this.#memory.raw.wideAddSum(to, sum);
    this.#memory.heap.wipe(sum, 8 * this.#sum.length);
  }

  /** z -= sum X^e_i x_i modulo prime number `index`; one canonical polynomial each. */
  subtractRotations(xs: readonly Span[], exponents: readonly number[], index: number, z: Span): void {
    const q = this.#moduli[index];
    if (q === undefined) throw new UsageError('INVALID_ARGUMENT', `there is no prime number ${index}`);
    const to = this.#memory.at(z, RESIDUE_WORDS);
    const [addresses, places] = this.#list(xs, exponents, RESIDUE_WORDS);
    this.#memory.raw.ringSubtractRotations(addresses, places, xs.length, to, q);
  }

  /** Is each of N signed integers in [least, beyond)? */
  areSmall(x: Span, least: number, beyond: number): boolean {
    return this.#memory.raw.smallInRange(this.#memory.at(x, RESIDUE_WORDS), least, beyond) === 1;
  }

  /** Is each of N wide integers in its form and in [-2^87 + margin 2^61, 2^87 - margin 2^61)? */
  areWide(x: Span, margin: number): boolean {
    return this.#memory.raw.wideInRange(this.#memory.at(x, WIDE_WORDS), margin) === 1;
  }

  /** z = x / p + e modulo the primes, lazy. x: N wide integers, or null for zeros; e: N signed integers of 32 bits. */
  dividedInto(x: Span | null, e: Span, z: Span): void {
    const primes = primesOf(z, this.#moduli.length);
    const from = this.#memory.at(x ?? this.#zero, WIDE_WORDS);
    const table = this.#memory.at(this.#table, this.#table.length);
    const error = this.#memory.at(e, RESIDUE_WORDS);
    this.#memory.raw.ringEncodeWide(from, error, this.#memory.at(z, z.length), primes, table);
  }

  #list(xs: readonly Span[], exponents: readonly number[], words: number): readonly [number, number] {
    const fits = xs.length === exponents.length && xs.length <= MAX_TERMS;
    if (!fits || !exponents.every((e) => Number.isInteger(e) && e >= 0 && e <= NO_TERM)) {
      throw new UsageError('INVALID_ARGUMENT', `no sum of ${xs.length} terms with ${exponents.length} exponents`);
    }
    const at = this.#memory.at(this.#terms, this.#terms.length);
    const list = this.#memory.heap.words32(at, 2 * MAX_TERMS);
    list.set(xs.map((x) => this.#memory.at(x, words)));
    list.set(exponents, MAX_TERMS);
    return [at, at + 4 * MAX_TERMS];
  }
}

/** Of one prime q, see ringEncodeWide. */
function encodeConstants(q: bigint): number[] {
  const reciprocal = inverse(P, q);
  const limbs = [0n, 31n, 62n].map((shift) => montgomeryForm(reciprocal << shift, q));
  const offset = -(reciprocal << BigInt(WIDE_MESSAGE_BITS)) - (1n << 31n);
  return [Number(q), inverseModWord(q), ...limbs, montgomeryForm(1n, q), Number(modulo(offset, q)), 0];
}
