// What every algorithm of this folder needs: the ring with its tables and some room to work in, in one arena. About
// 10 MB and 20 ms to make; one per kernel is enough. The room keeps what was last computed in it, secrets included,
// until the arena is released.
import {
  type Arena,
  type Factors,
  type Kernel,
  Lift,
  Packing,
  PolynomialDigest,
  Recover,
  Rescale,
  Ring,
  RingRandom,
  Slots,
  type Span,
  WideIntegers,
} from '../kernel/index.js';
import { DEGREE, DIVISOR, DIVISOR_IN_FIELD, KEPT_MODULI, MODULI } from './params.js';

/** Scratch of the algorithms; what they leave in it has no meaning. */
export interface Workspace {
  /** N small signed integers. */
  readonly small: Span;
  /** Three polynomials modulo all ten primes. */
  readonly full: readonly [Span, Span, Span];
  /** A polynomial modulo the three kept primes. */
  readonly kept: Span;
  /** N words, twice. */
  readonly words: readonly [Span, Span];
}

export class Scheme {
  readonly kernel: Kernel;
  readonly ring: Ring;
  readonly slots: Slots;
  readonly lift: Lift;
  readonly random: RingRandom;
  readonly rescale: Rescale;
  readonly recover: Recover;
  readonly packing: Packing;
  readonly wide: WideIntegers;
  readonly digest: PolynomialDigest;
  readonly factors: {
    /** To Montgomery form, and from it. */
    readonly montgomery: Factors;
    readonly fromMontgomery: Factors;
    /** Twice, in Montgomery form. */
    readonly doubled: Factors;
    /** The negative, in Montgomery form. */
    readonly negated: Factors;
    /** Divided by N, in Montgomery form: takes back what an inverse transform leaves. */
    readonly perDegree: Factors;
    /** Divided by N. */
    readonly divided: Factors;
    /** Divided by D; for the kept primes. */
    readonly perDivisor: Factors;
  };
  readonly work: Workspace;

  constructor(readonly arena: Arena) {
    this.kernel = arena.kernel;
    this.ring = new Ring(arena, MODULI);
    this.slots = new Slots(arena);
    this.lift = new Lift(arena, MODULI);
    this.random = new RingRandom(arena, MODULI);
    this.rescale = new Rescale(arena, MODULI);
    this.recover = new Recover(arena, KEPT_MODULI, DIVISOR_IN_FIELD);
    this.packing = new Packing(arena);
    this.wide = new WideIntegers(arena, MODULI);
    this.digest = new PolynomialDigest(arena);
    this.factors = factorsOf(this.ring);
    this.work = {
      small: arena.alloc(this.words(1)),
      full: [this.allocFull(), this.allocFull(), this.allocFull()],
      kept: this.allocKept(),
      words: [arena.alloc(DEGREE), arena.alloc(DEGREE)],
    };
  }

  /** Words of a polynomial modulo `primes` primes. */
  words(primes: number): number {
    return this.ring.words(primes);
  }

  /** A zero polynomial modulo all primes. */
  allocFull(): Span {
    return this.arena.alloc(this.words(MODULI.length));
  }

  /** A zero polynomial modulo the kept primes. */
  allocKept(): Span {
    return this.arena.alloc(this.words(KEPT_MODULI.length));
  }

  /** The kept primes' part of a polynomial, and the others'. */
  split(x: Span): readonly [kept: Span, dropped: Span] {
    const at = this.words(KEPT_MODULI.length);
    return [x.slice(0, at), x.slice(at, x.length)];
  }
}

function factorsOf(ring: Ring): Scheme['factors'] {
  const word = 1n << 32n;
  const inverse = (x: bigint, q: bigint) => power(x % q, q - 2n, q);
  return {
    montgomery: ring.factors(() => word),
    fromMontgomery: ring.factors((q) => inverse(word, q)),
    doubled: ring.factors(() => 2n * word),
    negated: ring.factors(() => -word),
    perDegree: ring.factors((q) => word * inverse(BigInt(DEGREE), q)),
    divided: ring.factors((q) => inverse(BigInt(DEGREE), q)),
    // Only the kept primes have an inverse of D; the others' factor, 0, is never used.
    perDivisor: ring.factors((q) => inverse(DIVISOR, q)),
  };
}

function power(base: bigint, exponent: bigint, q: bigint): bigint {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % q) {
    if (rest & 1n) result = (result * square) % q;
  }
  return result;
}
