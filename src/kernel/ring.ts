// The ring Z[X]/(X^16384 + 1) modulo several 28-bit primes at once (residue number system): transforms and products,
// position by position. Constant time in the lanes of all spans.
//
// Ranges. *Canonical*: below the prime. *Lazy*: below 12 times the prime; what `forward` and the lifts leave, and what
// every left factor may be. *Montgomery form*: canonical and multiplied by 2^32, what a right factor must be. *Scaled*:
// below twice the prime and N times the true value, what `inverse` leaves.
import { UsageError } from '../errors.js';
import type { Arena } from './arena.js';
import { primesOf, RESIDUE_BYTES, RESIDUE_WORDS, RING_DEGREE, RingMemory } from './ring-memory.js';
import { inverse, inverseModWord, rootOfUnity, shoupPair } from './ring-numbers.js';
import type { Span } from './span.js';

/** Words of a table of powers of one root: 4096 pairs and 2048 groups of 64 bytes. */
const TABLE_WORDS = 4096 + 2048 * 8;

/** Bounds in which every lazy sum stays below 2^32, see the kernel's sources. */
const LARGEST = 2 ** 28;
const SMALLEST = 0.9 * LARGEST;

/** One public factor per prime of a ring, each with its companion. */
export type Factors = readonly (readonly [factor: number, companion: number])[];

interface Prime {
  readonly q: number;
  readonly inverse: number;
  readonly forward: Span;
  readonly backward: Span;
}

/**
 * Arguments hold the polynomials of consecutive primes, beginning with prime number `first`; all of one call must hold
 * equally many. All methods throw LENGTH_MISMATCH, RELEASED or INVALID_ARGUMENT like the kernel's, before any effect.
 */
export class Ring {
  readonly moduli: readonly number[];
  readonly #memory: RingMemory;
  readonly #primes: readonly Prime[];

  /**
   * @param arena holds the tables, 0.33 MB per prime
   * @param moduli distinct primes, 1 modulo 2N, between 0.9 * 2^28 and 2^28
   * @throws INVALID_ARGUMENT for another modulus (that it is prime is not checked)
   */
  constructor(arena: Arena, moduli: readonly number[]) {
    this.moduli = [...moduli];
    this.#memory = new RingMemory(arena);
    this.#primes = moduli.map((q) => this.#prepare(q));
  }

  /** Words of a polynomial modulo `primes` primes. */
  words(primes: number): number {
    return primes * RESIDUE_WORDS;
  }

  /** Public factors, one per prime, as the methods want them. */
  factors(of: (q: bigint) => bigint): Factors {
    return this.moduli.map((q) => shoupPair(of(BigInt(q)), BigInt(q)));
  }

  /** Coefficients to values, in place; lazy in and out. @cost 10 transforms for ten primes */
  forward(x: Span, first = 0): void {
    this.#each([x], first, (prime, [at]) => this.#memory.raw.ringForward(at, this.#table(prime.forward), prime.q));
  }

  /**
   * Sixteen polynomials in X^16 at once, in place: the coefficients of sum_r X^r P_r(X^16) to the values of the P_r, which
   * are the same at sixteen neighbouring positions: lane 16 i + r is P_r at positions 16 i to 16 i + 15. Lazy in and out.
   */
  forwardSixteen(x: Span, first = 0): void {
    this.#each([x], first, (prime, [at]) =>
      this.#memory.raw.ringForwardSixteen(at, this.#table(prime.forward), prime.q),
    );
  }

  /** Values below 2q to scaled coefficients, in place. */
  inverse(x: Span, first = 0): void {
    this.#each([x], first, (prime, [at]) => this.#memory.raw.ringInverse(at, this.#table(prime.backward), prime.q));
  }

  /** z = x, lazy to canonical. */
  canonicalInto(x: Span, z: Span, first = 0): void {
    this.#each([x, z], first, (prime, [from, to]) => this.#memory.raw.ringCanonical(from, to, prime.q));
  }

  /** z = x + y, canonical. */
  addInto(x: Span, y: Span, z: Span, first = 0): void {
    this.#each([x, y, z], first, (prime, [a, b, to]) => this.#memory.raw.ringAdd(a, b, to, prime.q));
  }

  /** z = x - y, canonical. */
  subInto(x: Span, y: Span, z: Span, first = 0): void {
    this.#each([x, y, z], first, (prime, [a, b, to]) => this.#memory.raw.ringSub(a, b, to, prime.q));
  }

  /** z = k x, canonical. x: any lanes. */
  scaleInto(k: Factors, x: Span, z: Span, first = 0): void {
    this.#each([x, z], first, (prime, [from, to], i) => {
      const [factor, companion] = k[i] as Factors[number];
      this.#memory.raw.ringScale(from, factor, companion, to, prime.q);
    });
  }

  /** z += k x, canonical. x: any lanes; z: lazy. */
  axpyInto(k: Factors, x: Span, z: Span, first = 0): void {
    this.#each([x, z], first, (prime, [from, to], i) => {
      const [factor, companion] = k[i] as Factors[number];
      this.#memory.raw.ringAxpy(from, factor, companion, to, prime.q);
    });
  }

  /** z = x c, below 2q. x: lazy; c: Montgomery form. */
  multiplyInto(x: Span, c: Span, z: Span, first = 0): void {
    this.#each([x, c, z], first, (prime, [a, b, to]) =>
      this.#memory.raw.ringMultiply(a, b, to, prime.q, prime.inverse),
    );
  }

  /** z += x c, canonical. x, z: lazy; c: Montgomery form. */
  multiplyAddInto(x: Span, c: Span, z: Span, first = 0): void {
    this.#each([x, c, z], first, (prime, [a, b, to]) =>
      this.#memory.raw.ringMultiplyAdd(a, b, to, prime.q, prime.inverse),
    );
  }

  /** z0 += x c0, z1 += x c1; z below 2q before and after. x: lazy; c: Montgomery form. */
  accumulateInto(x: Span, c: readonly [Span, Span], z: readonly [Span, Span], first = 0): void {
    this.#each([x, ...c, ...z], first, (prime, [a, c0, c1, z0, z1]) =>
      this.#memory.raw.ringAccumulate(a, c0, c1, z0, z1, prime.q, prime.inverse),
    );
  }

  /** z0 = x c0 + y d0, z1 = x c1 + y d1, below 2q. x, y: lazy; c, d: Montgomery form. */
  combineInto(
    x: Span,
    c: readonly [Span, Span],
    y: Span,
    d: readonly [Span, Span],
    z: readonly [Span, Span],
    first = 0,
  ): void {
    this.#each([x, ...c, y, ...d, ...z], first, (prime, [a, c0, c1, b, d0, d1, z0, z1]) =>
      this.#memory.raw.ringCombine(a, c0, c1, b, d0, d1, z0, z1, prime.q, prime.inverse),
    );
  }

  #prepare(q: number): Prime {
    if (!Number.isSafeInteger(q) || q <= SMALLEST || q >= LARGEST) {
      throw new UsageError('INVALID_ARGUMENT', `the modulus ${q} is not between ${SMALLEST} and ${LARGEST}`);
    }
    const prime = BigInt(q);
    const root = rootOfUnity(BigInt(2 * RING_DEGREE), prime);
    const table = (of: bigint) => {
      const span = this.#memory.arena.alloc(TABLE_WORDS);
      this.#memory.raw.ringTable(Number(of), q, this.#table(span));
      return span;
    };
    return { q, inverse: inverseModWord(prime), forward: table(root), backward: table(inverse(root, prime)) };
  }

  #table(span: Span): number {
    return this.#memory.at(span, TABLE_WORDS);
  }

  /** Calls `body` for each prime with the addresses of its polynomials. */
  #each<T extends readonly Span[]>(
    spans: readonly [...T],
    first: number,
    body: (prime: Prime, at: { readonly [K in keyof T]: number }, index: number) => void,
  ): void {
    const words = (spans[0] as Span).length;
    const primes = primesOf(spans[0] as Span, this.#primes.length - first);
    const bases = spans.map((span) => this.#memory.at(span, words));
    for (let i = 0; i < primes; i++) {
      const at = bases.map((base) => base + i * RESIDUE_BYTES) as { readonly [K in keyof T]: number };
      body(this.#primes[first + i] as Prime, at, first + i);
    }
  }
}
