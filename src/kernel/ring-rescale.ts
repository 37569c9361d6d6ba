// Going down from ten primes to the first three, and from these to the field; see assembly/ring/rescale.ts and
// recover.ts for the formulas and their error. D is the product of the seven primes that are divided out. Constant
// time.
import { UsageError } from '../errors.js';
import { P } from '../params.js';
import type { Arena } from './arena.js';
import { RESIDUE_WORDS, RING_DEGREE, RingMemory } from './ring-memory.js';
import { inverse, inverseModWord, modulo, montgomeryForm, shoupPair } from './ring-numbers.js';
import type { Span } from './span.js';

/** Primes that are kept, and primes that are divided out. */
export const KEPT_PRIMES = 3;
export const DROPPED_PRIMES = 7;

const TEN = KEPT_PRIMES + DROPPED_PRIMES;

export class Rescale {
  readonly #memory: RingMemory;
  readonly #dropped: Span;
  readonly #kept: Span;

  /** @param moduli ten primes, the kept ones first @throws INVALID_ARGUMENT */
  constructor(arena: Arena, moduli: readonly number[]) {
    if (moduli.length !== TEN) throw new UsageError('INVALID_ARGUMENT', `expected ${TEN} primes, got ${moduli.length}`);
    this.#memory = new RingMemory(arena);
    const kept = moduli.slice(0, KEPT_PRIMES).map(BigInt);
    const dropped = moduli.slice(KEPT_PRIMES).map(BigInt);
    const divisor = dropped.reduce((product, d) => product * d, 1n);
    this.#dropped = this.#memory.table(dropped.flatMap((d) => droppedConstants(d, divisor)));
    this.#kept = this.#memory.table(kept.flatMap((q) => keptConstants(q, dropped, divisor)));
  }

  /**
   * z = floor(c/D + r + b/p) - b/p modulo the kept primes, canonical: c, masked by the uniform b and flooded by [0, D).
   * @param c ten polynomials, scaled @param random N words, r = their low 59 bits / 2^59 @param b N canonical words
   * @param z three polynomials
   */
  maskedInto(c: Span, random: Span, b: Span, z: Span): void {
    const [dropped, kept] = this.#tables();
    const from = this.#memory.at(c, TEN * RESIDUE_WORDS);
    const [bits, mask] = [this.#memory.at(random, RING_DEGREE), this.#memory.at(b, RING_DEGREE)];
    this.#memory.raw.ringRescaleMasked(from, bits, mask, this.#outputAt(z), dropped, kept);
  }

  /**
   * z = floor(c/D + r) - c/D modulo the kept primes, for the part of c that only the dropped primes know; lazy.
   * @param c the seven dropped polynomials, scaled @param random as above @param z three polynomials
   */
  tailInto(c: Span, random: Span, z: Span): void {
    const [dropped, kept] = this.#tables();
    const from = this.#memory.at(c, DROPPED_PRIMES * RESIDUE_WORDS);
    this.#memory.raw.ringRescaleTail(from, this.#memory.at(random, RING_DEGREE), this.#outputAt(z), dropped, kept);
  }

  #tables(): readonly [dropped: number, kept: number] {
    return [this.#memory.at(this.#dropped, this.#dropped.length), this.#memory.at(this.#kept, this.#kept.length)];
  }

  #outputAt(z: Span): number {
    return this.#memory.at(z, KEPT_PRIMES * RESIDUE_WORDS);
  }
}

export class Recover {
  readonly #memory: RingMemory;
  readonly #table: Span;
  readonly #turn: readonly [low: number, high: number];

  /**
   * @param moduli the three kept primes, q' their product @param factor multiplies every result
   * @throws INVALID_ARGUMENT
   */
  constructor(arena: Arena, moduli: readonly number[], factor: bigint) {
    if (moduli.length !== KEPT_PRIMES) {
      throw new UsageError('INVALID_ARGUMENT', `expected ${KEPT_PRIMES} primes, got ${moduli.length}`);
    }
    this.#memory = new RingMemory(arena);
    const product = moduli.reduce((all, q) => all * BigInt(q), 1n);
    this.#table = this.#memory.table(moduli.flatMap((q) => recoverConstants(BigInt(q), product, factor)));
    this.#turn = limbs(modulo(-product * factor, P));
  }

  /**
   * z = factor m, where v + a = m/p + e modulo q'; right if m + p e is below q' (1/2 - 2^-26) in size, else
   * meaningless.
   * @param v three polynomials below 2q @param a three, canonical @param z N words, canonical
   */
  into(v: Span, a: Span, z: Span): void {
    const words = KEPT_PRIMES * RESIDUE_WORDS;
    const table = this.#memory.at(this.#table, this.#table.length);
    const [from, add] = [this.#memory.at(v, words), this.#memory.at(a, words)];
    this.#memory.raw.ringRecover(from, add, this.#memory.at(z, RING_DEGREE), table, ...this.#turn);
  }
}

function droppedConstants(d: bigint, divisor: bigint): number[] {
  const factor = inverse((divisor / d) * BigInt(RING_DEGREE), d);
  const fixed = (1n << 91n) / d;
  return [Number(d), ...shoupPair(factor, d), Number(fixed >> 32n), Number(BigInt.asUintN(32, fixed)), 0];
}

function keptConstants(q: bigint, dropped: readonly bigint[], divisor: bigint): number[] {
  const scale = montgomeryForm(inverse(divisor * BigInt(RING_DEGREE), q), q);
  const minus = -inverse(P, q);
  const parts = dropped.map((d) => montgomeryForm(-inverse(d, q), q));
  return [Number(q), inverseModWord(q), scale, ...shoupPair(minus, q), ...shoupPair(minus << 31n, q), 0, ...parts, 0];
}

function recoverConstants(q: bigint, product: bigint, factor: bigint): number[] {
  const cofactor = product / q;
  const pair = shoupPair(P * inverse(cofactor, q), q);
  return [Number(q), ...pair, Number((1n << 56n) / q), ...limbs(modulo(cofactor * factor, P))];
}

/** A field element as its low 31 and high 30 bits. */
function limbs(x: bigint): readonly [low: number, high: number] {
  return [Number(BigInt.asUintN(31, x)), Number(x >> 31n)];
}
