// Inverse square roots mod p of public values; the method is told in assembly/roots.ts. NOT constant time.
import { UsageError } from '../errors.js';
import { P } from '../params.js';
import type { Arena } from './arena.js';
import { internalsOf } from './kernel.js';
import { inverse, power, rootOfUnity } from './ring-numbers.js';
import { addressOf, type Span } from './span.js';

/** p - 1 is a multiple of 2^21. */
const TWO_POWER = 1n << 21n;

export class Roots {
  readonly #arena: Arena;
  readonly #table: Span;

  /** @param arena holds the table, 7 KB */
  constructor(arena: Arena) {
    this.#arena = arena;
    const { raw, heap } = internalsOf(arena.kernel);
    this.#table = arena.alloc(Math.ceil(raw.rootTableBytes() / 8));
    const g = rootOfUnity(TWO_POWER, P);
    raw.rootTable(inverse(g, P), power(g, 1n << 14n, P), addressOf(this.#table, heap));
  }

  /**
   * z = 1 / sqrt(y), one of the two, the same wherever it is computed; 0 where y is 0 or not a square.
   * @param y public, canonical; another span than z
   * @returns how often it is 0  @throws UsageError LENGTH_MISMATCH, INVALID_ARGUMENT, RELEASED
   */
  inverseInto(y: Span, z: Span): number {
    if (y.length !== z.length) {
      throw new UsageError('LENGTH_MISMATCH', `expected ${y.length} words for the roots, got ${z.length}`);
    }
    const { raw, heap } = internalsOf(this.#arena.kernel);
    return this.#arena.scope(() => {
      const scratch = this.#arena.alloc(raw.rootScratchBytes() / 8);
      const [from, to] = [addressOf(y, heap), addressOf(z, heap)];
      if (from === to && y.length > 0)
        throw new UsageError('INVALID_ARGUMENT', 'roots take another span than their squares');
      return raw.inverseRoots(from, to, y.length, addressOf(this.#table, heap), addressOf(scratch, heap));
    });
  }
}
