// The table of tuple kinds: names, parameters and what one item holds. Specifications of batches, sources, forecasts
// and formats are all written against this table.

import { UsageError } from '../errors.js';
import { MAX_COMPARISON_BITS, STATISTICAL_BITS } from '../params.js';
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
  | { readonly kind: 'comparisonMask'; readonly k: number; readonly w: number; readonly n: number }
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

/** Everything one session will take, at most one line per kind and parameters. */
export type BatchSpec = readonly Demand[];

/** Widths, lowest digit first, of the k - 1 low bits of a comparison mask in digits of w bits. */
export function digitWidths(k: number, w: number): number[] {
  const widths: number[] = [];
  for (let from = 0; from < k - 1; from += w) widths.push(Math.min(w, k - 1 - from));
  return widths;
}

/** Bits of the high part of a comparison mask: 61 - k + (a carry), so that 2^k + r stays below 2^60 + 2^k < p. */
export function highBits(k: number): number {
  return 61 - k;
}

/** @throws UsageError INVALID_ARGUMENT unless 2 <= k <= 20 (so that 60 - k >= 40 bits mask the value) and 1 <= w <= 8 */
export function requireComparison(k: number, w: number): void {
  if (!Number.isInteger(k) || k < 2 || k > MAX_COMPARISON_BITS) {
    throw new UsageError(
      'INVALID_ARGUMENT',
      `comparisons take 2 to ${MAX_COMPARISON_BITS} bits (${STATISTICAL_BITS} bits must mask the value), got ${k}`,
    );
  }
  if (!Number.isInteger(w) || w < 1 || w > 8) throw new UsageError('INVALID_ARGUMENT', `digits take 1 to 8 bits, got ${w}`);
}
