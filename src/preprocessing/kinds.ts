// The table of tuple kinds: names, parameters and what one item holds. Specifications of batches, sources, forecasts
// and formats are all written against this table.

import { UsageError } from '../errors.js';
import { FULL_FIELD, MAX_COMPARISON_BITS, MAX_TRUNCATED_BITS, STATISTICAL_BITS } from '../params.js';
import type { Orientation } from './source.js';

/** Where a matvec tuple's b comes from: fresh, or input masks of the same batch (so that the product costs no round). */
export type MatvecOperand = { readonly from: 'random' } | { readonly from: 'inputMasks'; readonly offset: number };

/** One line of a batch specification. The order of the lines is part of the specification. */
export type Demand =
  | { readonly kind: 'random'; readonly n: number }
  | { readonly kind: 'inputMask'; readonly n: number }
  | { readonly kind: 'triple'; readonly n: number }
  | { readonly kind: 'factorTriple'; readonly fanOut: number; readonly n: number }
  | { readonly kind: 'square'; readonly n: number }
  | { readonly kind: 'bit'; readonly n: number }
  /** k is 2 to 20, or FULL_FIELD. */
  | { readonly kind: 'comparisonMask'; readonly k: number; readonly w: number; readonly n: number }
  | { readonly kind: 'truncation'; readonly shift: number; readonly n: number }
  | {
      readonly kind: 'matvec';
      readonly matrix: string;
      readonly rows: number;
      readonly columns: number;
      readonly orientation: Orientation;
      readonly operand: MatvecOperand;
    }
  | { readonly kind: 'zeroTest'; readonly n: number };

export type TupleKind = Demand['kind'];

/** Widest digit of a comparison mask: its table has 2^8 - 1 entries. */
export const MAX_DIGIT_BITS = 8;

/** Most bits that a truncation takes off: a value below 2^58 keeps one at least. */
export const MAX_SHIFT = MAX_TRUNCATED_BITS - 1;

/** One line of a given kind. */
export type DemandOf<K extends TupleKind> = Extract<Demand, { readonly kind: K }>;

/** Everything one session will take, at most one line per kind and parameters (matvec lines may repeat). */
export type BatchSpec = readonly Demand[];

/** Kind and parameters of a line without its number of items: what a source keeps apart. */
export function lineKey(demand: Demand): string {
  switch (demand.kind) {
    case 'factorTriple':
      return `factorTriple/${demand.fanOut}`;
    case 'comparisonMask':
      return `comparisonMask/${demand.k}/${demand.w}`;
    case 'truncation':
      return `truncation/${demand.shift}`;
    case 'matvec':
      return `matvec/${demand.matrix}/${demand.orientation}`;
    default:
      return demand.kind;
  }
}

/** How many items a line asks for. */
export function itemsOf(demand: Demand): number {
  return demand.kind === 'matvec' ? 1 : demand.n;
}

/** Lengths of a matvec tuple's b and c. */
export function matvecLengths({ rows, columns, orientation }: DemandOf<'matvec'>): { operand: number; result: number } {
  return orientation === 'rows' ? { operand: columns, result: rows } : { operand: rows, result: columns };
}

/**
 * Adds up demands of equal kind and parameters, in the order in which each was first met, so that several protocols'
 * demands become one specification. Matvec lines stay apart.
 */
export function mergeDemands(demands: readonly Demand[]): BatchSpec {
  const merged: Demand[] = [];
  const places = new Map<string, number>();
  for (const demand of demands) {
    const key = lineKey(demand);
    const place = places.get(key);
    const earlier = place === undefined ? undefined : merged[place];
    if (place === undefined || earlier === undefined || earlier.kind === 'matvec' || demand.kind === 'matvec') {
      places.set(key, merged.push(demand) - 1);
    } else {
      merged[place] = { ...earlier, n: earlier.n + demand.n };
    }
  }
  return merged;
}

/** Widths, lowest digit first, of the k - 1 low bits of a comparison mask in digits of w bits. */
export function digitWidths(k: number, w: number): number[] {
  const widths: number[] = [];
  for (let from = 0; from < k - 1; from += w) widths.push(Math.min(w, k - 1 - from));
  return widths;
}

/** Entries of a digit's cumulative one-hot table. */
export function tableEntries(width: number): number {
  return 2 ** width - 1;
}

/**
 * Bits of the high part of a comparison mask: r = low + 2^(k-1) high is uniform below 2^60 then, so d + r stays below
 * 2^60 + 2^k < p for d < 2^k, and hides a k-bit d to 2^-(60-k). None under the whole field.
 */
export function highBits(k: number): number {
  return k === FULL_FIELD ? 0 : 61 - k;
}

/** @throws UsageError INVALID_ARGUMENT unless 2 <= k <= 20 (so that 60 - k >= 40 bits mask the value) and 1 <= w <= 8 */
export function requireComparison(k: number, w: number): void {
  if (!Number.isInteger(k) || k < 2 || k > MAX_COMPARISON_BITS) {
    throw new UsageError(
      'INVALID_ARGUMENT',
      `comparisons take 2 to ${MAX_COMPARISON_BITS} bits (${STATISTICAL_BITS} bits must mask the value), got ${k}`,
    );
  }
  requireDigits(w);
}

/** @throws UsageError INVALID_ARGUMENT unless 1 <= w <= 8 */
export function requireDigits(w: number): void {
  if (!Number.isInteger(w) || w < 1 || w > MAX_DIGIT_BITS) {
    throw new UsageError('INVALID_ARGUMENT', `digits take 1 to ${MAX_DIGIT_BITS} bits, got ${w}`);
  }
}

/** @throws UsageError INVALID_ARGUMENT unless 1 <= shift <= 57 */
export function requireShift(shift: number): void {
  if (!Number.isInteger(shift) || shift < 1 || shift > MAX_SHIFT) {
    throw new UsageError('INVALID_ARGUMENT', `truncations take off 1 to ${MAX_SHIFT} bits, got ${shift}`);
  }
}
