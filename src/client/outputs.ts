// The answer to a query, in the forms that callers want.

import { UsageError } from '../errors.js';
import { centered } from '../math/field.js';
import type { Answers } from './calls.js';

export class Outputs {
  constructor(
    /** Canonical field elements. */
    private readonly elements: readonly bigint[],
    /** What each party says the answer cost it; not verified. */
    readonly stats: Answers['stats'],
  ) {}

  get length(): number {
    return this.elements.length;
  }

  /** As integers in (-p/2, p/2). */
  toBigInts(): bigint[] {
    return this.elements.map(centered);
  }

  /** @throws UsageError INVALID_ARGUMENT if one is not a safe integer */
  toNumbers(): number[] {
    return this.toBigInts().map((value, k) => {
      const number = Number(value);
      if (!Number.isSafeInteger(number)) throw new UsageError('INVALID_ARGUMENT', `output ${k} is not a safe integer`);
      return number;
    });
  }

  /** @throws UsageError INVALID_ARGUMENT if one is negative or takes more than 32 bits */
  toUint32(): Uint32Array {
    return Uint32Array.from(this.elements, (value, k) => {
      if (value > 0xffffffffn) throw new UsageError('INVALID_ARGUMENT', `output ${k} does not fit 32 unsigned bits`);
      return Number(value);
    });
  }
}
