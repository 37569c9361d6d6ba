// What the decomposition of a value into bits takes, counted: the protocol in bits.ts and its demand both go by this plan.

import { UsageError } from '../errors.js';
import { FULL_FIELD, MAX_COMPARISON_BITS } from '../params.js';
import { DIGIT_BITS, prefixProducts } from './joins.js';

/** Most bits of a value that is decomposed. */
export const MAX_DECOMPOSED_BITS = 60;

/** Multiplications, each count of some fan-out: so many factor-sharing triples per value (ordinary ones for fan-out 1). */
export interface ProductGroup {
  readonly fanOut: number;
  /** Digits whose products these are, one tuple each. */
  readonly digits: readonly number[];
}

export interface BitPlan {
  readonly bits: number;
  /** k of the masks: `bits` + 1, or FULL_FIELD. */
  readonly k: number;
  /** The sum of value and mask may wrap around p. */
  readonly wraps: boolean;
  /** Widths of the value's digits, lowest first. */
  readonly widths: readonly number[];
  /** Look-ups of each digit that depend on the wrap; none when nothing wraps. */
  readonly selections: readonly ProductGroup[];
  /** The network that carries borrows from digit to digit. */
  readonly prefix: { readonly levels: number; readonly full: number; readonly last: number };
  /** Borrows inside the digits. */
  readonly inner: readonly ProductGroup[];
}

/** @throws UsageError INVALID_ARGUMENT unless 1 <= bits <= 60 */
export function bitPlan(bits: number): BitPlan {
  if (!Number.isInteger(bits) || bits < 1 || bits > MAX_DECOMPOSED_BITS) {
    throw new UsageError('INVALID_ARGUMENT', `values of 1 to ${MAX_DECOMPOSED_BITS} bits decompose, got ${bits}`);
  }
  const wraps = bits >= MAX_COMPARISON_BITS;
  const widths: number[] = [];
  for (let from = 0; from < bits; from += DIGIT_BITS) widths.push(Math.min(DIGIT_BITS, bits - from));
  const above = widths.map((width, j) => (j === 0 ? 0 : width - 1));
  return {
    bits,
    k: wraps ? FULL_FIELD : bits + 1,
    wraps,
    widths,
    selections: wraps ? grouped(widths.map((_, j) => lookUps(widths, j))) : [],
    prefix: prefixProducts(widths.length - 1),
    inner: grouped(above),
  };
}

/** How many borrows are looked up in digit j: after each of its bits, but after the value's last bit nobody asks. */
export function borrowsIn(widths: readonly number[], j: number): number {
  const width = widths[j] ?? 0;
  return j === widths.length - 1 ? width - 1 : width;
}

/** A borrow takes "greater" and "equal"; below the lowest digit there is nothing to be equal for. */
function lookUps(widths: readonly number[], j: number): number {
  return (j === 0 ? 1 : 2) * borrowsIn(widths, j);
}

/** Digits with the same number of products, by number; those without any left out. */
function grouped(counts: readonly number[]): ProductGroup[] {
  const groups = new Map<number, number[]>();
  counts.forEach((count, j) => {
    if (count > 0) groups.set(count, [...(groups.get(count) ?? []), j]);
  });
  return [...groups].map(([fanOut, digits]) => ({ fanOut, digits }));
}
