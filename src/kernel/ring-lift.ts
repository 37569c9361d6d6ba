// From integers to residues modulo the primes of a ring; lazy coefficients, ready for `forward`. Constant time.
//
// A word x of the field stands for a *centred* integer: x, or x - p if x >= 2^60; below 2^60 in size.
import { P } from '../params.js';
import type { Arena } from './arena.js';
import { primesOf, RESIDUE_BYTES, RESIDUE_WORDS, RING_DEGREE, RingMemory } from './ring-memory.js';
import { inverse, modulo, shoupPair } from './ring-numbers.js';
import type { Span } from './span.js';

/** Bytes of one prime's plainConstants. */
const PLAIN_BYTES = 16;

export class Lift {
  readonly #memory: RingMemory;
  readonly #moduli: readonly number[];
  readonly #plain: Span;
  readonly #divided: Span;

  constructor(arena: Arena, moduli: readonly number[]) {
    this.#memory = new RingMemory(arena);
    this.#moduli = [...moduli];
    this.#plain = this.#memory.table(moduli.flatMap((q) => plainConstants(BigInt(q))));
    this.#divided = this.#memory.table(moduli.flatMap((q) => dividedConstants(BigInt(q))));
  }

  /** z = centred x, from prime number `first` on. x: N canonical words. */
  fieldInto(x: Span, z: Span, first = 0): void {
    const primes = primesOf(z, this.#moduli.length - first);
    const table = this.#memory.at(this.#plain, this.#plain.length) + PLAIN_BYTES * first;
    this.#memory.raw.ringLift(this.#memory.at(x, RING_DEGREE), this.#memory.at(z, z.length), primes, table);
  }

  /** z = (centred x) / p + e modulo the primes. x: N canonical words; e: N signed integers below 2^20 in size. */
  dividedInto(x: Span, e: Span, z: Span): void {
    const primes = primesOf(z, this.#moduli.length);
    const table = this.#memory.at(this.#divided, this.#divided.length);
    const from = this.#memory.at(x, RING_DEGREE);
    const error = this.#memory.at(e, RESIDUE_WORDS);
    this.#memory.raw.ringEncode(from, error, this.#memory.at(z, z.length), primes, table);
  }

  /** z = x, N signed integers below the primes in size; canonical. */
  signedInto(x: Span, z: Span): void {
    const primes = primesOf(z, this.#moduli.length);
    const from = this.#memory.at(x, RESIDUE_WORDS);
    const to = this.#memory.at(z, z.length);
    for (let i = 0; i < primes; i++) {
      this.#memory.raw.ringSigned(from, to + i * RESIDUE_BYTES, this.#moduli[i] as number);
    }
  }
}

function plainConstants(q: bigint): number[] {
  return [Number(q), ...shoupPair(1n << 31n, q), Number(modulo(-P, q))];
}

function dividedConstants(q: bigint): number[] {
  const reciprocal = inverse(P, q);
  const high = reciprocal << 31n;
  return [Number(q), ...shoupPair(reciprocal, q), ...shoupPair(high, q), Number(modulo(-1n, q)), 0, 0];
}
