// What the facades of the ring kernel share: the binary, addresses of checked spans, and tables of constants.
// Polynomials are spans: modulo one 28-bit prime 16384 lanes of 32 bits (8192 words), several primes one after the
// other; over the field 16384 words; small signed integers 16384 lanes of 32 bits.
import { UsageError } from '../errors.js';
import type { Arena } from './arena.js';
import type { RawExports } from './exports.js';
import type { Heap } from './heap.js';
import { internalsOf } from './kernel.js';
import { addressOf, type Span } from './span.js';

/** The degree N of the ring Z[X]/(X^N + 1). */
export const RING_DEGREE = 16384;

/** Words of one polynomial modulo one 28-bit prime, or of small signed integers. */
export const RESIDUE_WORDS = RING_DEGREE / 2;

/** Bytes of the same. */
export const RESIDUE_BYTES = 4 * RING_DEGREE;

export class RingMemory {
  readonly raw: RawExports;
  readonly heap: Heap;

  constructor(readonly arena: Arena) {
    const { raw, heap } = internalsOf(arena.kernel);
    this.raw = raw;
    this.heap = heap;
  }

  /**
   * The address of a span of this many words. @throws LENGTH_MISMATCH | RELEASED | INVALID_ARGUMENT (another
   * kernel's)
   */
  at(x: Span, words: number): number {
    if (x.length !== words) throw new UsageError('LENGTH_MISMATCH', `expected ${words} words, got ${x.length}`);
    return addressOf(x, this.heap);
  }

  /** A table of 32-bit words in the arena. */
  table(values: readonly number[]): Span {
    const span = this.arena.alloc(Math.ceil(values.length / 2));
    this.heap.words32(addressOf(span, this.heap), values.length).set(values);
    return span;
  }
}

/** @throws LENGTH_MISMATCH unless x holds whole polynomials modulo `most` primes at most; @returns of how many */
export function primesOf(x: Span, most: number): number {
  const primes = x.length / RESIDUE_WORDS;
  if (Number.isInteger(primes) && primes >= 1 && primes <= most) return primes;
  throw new UsageError(
    'LENGTH_MISMATCH',
    `expected 1 to ${most} polynomials of ${RESIDUE_WORDS} words, got ${x.length} words`,
  );
}
