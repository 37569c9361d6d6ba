// The forms in which polynomials pass from one algorithm to the next, each with its own range of lanes; `form` keeps
// them apart for the compiler. "Values" are what the ring's transform gives, in its order.
import { UsageError } from '../errors.js';
import type { Span } from '../kernel/index.js';
import type { PublicKey } from './keys.js';
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

/** *Twice* a ciphertext under `key`, ready to be multiplied: values in Montgomery form. It encrypts 2m. */
export class Operand {
  readonly form = 'operand';
  constructor(
    readonly key: PublicKey,
    readonly c0: Span,
    readonly c1: Span,
  ) {}

  static alloc(scheme: Scheme, key: PublicKey): Operand {
    return new Operand(key, scheme.allocFull(), scheme.allocFull());
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

/** A sum of products of multipliers and operands under `key`: values below 2q. Secret: it shows the multipliers. */
export class Product {
  readonly form = 'product';
  #terms = 0;
  #answered = false;

  constructor(
    readonly key: PublicKey,
    readonly c0: Span,
    readonly c1: Span,
  ) {}

  static alloc(scheme: Scheme, key: PublicKey): Product {
    return new Product(key, scheme.allocFull(), scheme.allocFull());
  }

  /**
   * Takes one product more into account.
   * @throws INVALID_ARGUMENT under another key, whose randomness an answer would not flood | LIMIT_EXCEEDED beyond
   * MAX_PRODUCTS, for which the noise was bounded | WRONG_STATE after the answer
   */
  count(key: PublicKey): void {
    this.#requireUnanswered();
    if (key !== this.key) throw new UsageError('INVALID_ARGUMENT', 'one sum holds ciphertexts under one public key');
    if (this.#terms >= MAX_PRODUCTS) {
      throw new UsageError('LIMIT_EXCEEDED', `an answer holds at most ${MAX_PRODUCTS} products`);
    }
    this.#terms++;
  }

  /** Marks the sum as used up. @throws WRONG_STATE the second time */
  close(): void {
    this.#requireUnanswered();
    this.#answered = true;
  }

  /** Empties the sum for another answer. */
  clear(scheme: Scheme): void {
    for (const component of [this.c0, this.c1]) scheme.kernel.subInto(component, component, component);
    this.#terms = 0;
    this.#answered = false;
  }

  #requireUnanswered(): void {
    if (this.#answered) throw new UsageError('WRONG_STATE', 'this sum was answered; clear it first');
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
