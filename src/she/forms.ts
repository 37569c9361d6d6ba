// The forms in which polynomials pass from one algorithm to the next, each with its own range of lanes; `form` keeps them
// apart for the compiler. "Values" are what the ring's transform gives, in its order.
import { UsageError } from '../errors.js';
import type { Span } from '../kernel/index.js';
import { MAX_PRODUCTS } from './params.js';
import type { Scheme } from './scheme.js';

/** (c0, c1) with c0 + c1 s = m/p + e: canonical values modulo all primes. Public once its proof is sent. */
export class Ciphertext {
  readonly form = 'ciphertext';
  constructor(
    readonly c0: Span,
    readonly c1: Span,
  ) {}

  static alloc(scheme: Scheme): Ciphertext {
    return new Ciphertext(scheme.allocFull(), scheme.allocFull());
  }
}

/** *Twice* a ciphertext, ready to be multiplied: values in Montgomery form. It encrypts 2m. */
export class Operand {
  readonly form = 'operand';
  constructor(
    readonly c0: Span,
    readonly c1: Span,
  ) {}

  static alloc(scheme: Scheme): Operand {
    return new Operand(scheme.allocFull(), scheme.allocFull());
  }
}

/** A plaintext polynomial, ready to multiply operands: lazy values. As secret as the plaintext. */
export class Multiplier {
  readonly form = 'multiplier';
  constructor(readonly values: Span) {}

  static alloc(scheme: Scheme): Multiplier {
    return new Multiplier(scheme.allocFull());
  }
}

/** A sum of products of multipliers and operands: values below 2q. Secret: it shows the multipliers. */
export class Product {
  readonly form = 'product';
  #terms = 0;

  constructor(
    readonly c0: Span,
    readonly c1: Span,
  ) {}

  static alloc(scheme: Scheme): Product {
    return new Product(scheme.allocFull(), scheme.allocFull());
  }

  get terms(): number {
    return this.#terms;
  }

  /** Counts one product more. @throws LIMIT_EXCEEDED beyond MAX_PRODUCTS, for which the noise was bounded */
  count(): void {
    if (this.#terms >= MAX_PRODUCTS) {
      throw new UsageError('LIMIT_EXCEEDED', `an answer holds at most ${MAX_PRODUCTS} products`);
    }
    this.#terms++;
  }
}

/** An answer at the three kept primes, canonical: c0 as coefficients, c1 as values. */
export class Answer {
  readonly form = 'answer';
  constructor(
    readonly c0: Span,
    readonly c1: Span,
  ) {}

  static alloc(scheme: Scheme): Answer {
    return new Answer(scheme.allocKept(), scheme.allocKept());
  }
}
