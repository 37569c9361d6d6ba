// What the kernel's operations take, and the checks on it.
import { UsageError } from '../errors.js';
import type { Span } from './span.js';

/** A public integer (reduced mod p), or one word of kernel memory, which may be secret. */
export type Scalar = bigint | Span;

/** Value sides of n triples c = a b. */
export interface TripleSpans {
  readonly a: Span;
  readonly b: Span;
  readonly c: Span;
}

/** Value and MAC sides of n triples. */
export interface TripleShareSpans extends TripleSpans {
  readonly aMac: Span;
  readonly bMac: Span;
  readonly cMac: Span;
}

/** @throws LENGTH_MISMATCH */
export function checkLength(found: number, expected: number, what = 'elements'): void {
  if (found !== expected) throw new UsageError('LENGTH_MISMATCH', `expected ${expected} ${what}, got ${found}`);
}

/** @throws INVALID_ARGUMENT */
export function checkBitField(shift: number, width: number, widest: number): void {
  if (Number.isInteger(shift) && Number.isInteger(width) && shift >= 0 && shift < 64 && width >= 1 && width <= widest)
    return;
  throw new UsageError('INVALID_ARGUMENT', `no bit field of width ${width} (1 to ${widest}) at ${shift} (0 to 63)`);
}

/** How many groups of `size` make up `length` elements. @throws LENGTH_MISMATCH */
export function groupsOf(length: number, size: number): number {
  if (Number.isInteger(size) && size >= 1 && length % size === 0) return length / size;
  throw new UsageError('LENGTH_MISMATCH', `${length} elements do not fall into groups of ${size}`);
}
