// The operations a secure program consists of: the whole vocabulary that the engines implement (plain/ in the clear, run/ on shares)
// and that the planner prices. Everything else, in gadgets/, is built of these. All values are flat vectors.

import type { Orientation } from '../../preprocessing/source.js';

/** Public numbers: one for all elements, or one per element. */
export type Constants = bigint | BigInt64Array;

/** Rows [from, to) of the dataset, which the asking client uploaded itself. */
export interface OwnRows {
  readonly from: number;
  readonly to: number;
}

export type Op =
  // Where values come from.
  /** The asking client's input block, masked by itself. */
  | { readonly kind: 'query'; readonly block: string }
  /** Columns from..to-1 of a resident block of the dataset, row by row. */
  | { readonly kind: 'column'; readonly block: string; readonly from: number; readonly to: number }
  /** A result of the program's set-up, kept with the dataset version. */
  | { readonly kind: 'kept'; readonly name: string }
  | { readonly kind: 'constant'; readonly values: Constants }
  // Local: every party by itself.
  | { readonly kind: 'add' | 'sub' } // two arguments of equal length
  | { readonly kind: 'plus' | 'scale'; readonly by: Constants }
  /** Times public numbers that are known only when a client asks: they follow from which rows are its own. */
  | { readonly kind: 'askerScale'; readonly of: (own: readonly OwnRows[]) => BigInt64Array }
  /** Element indices[i] at place i, 0 where the index is -1. */
  | { readonly kind: 'gather'; readonly indices: Int32Array }
  | { readonly kind: 'concat' } // any number of arguments
  /** Sums of `group` consecutive elements each. */
  | { readonly kind: 'sums'; readonly group: number }
  /** Running sums within every `group` consecutive elements. */
  | { readonly kind: 'prefixSums'; readonly group: number }
  /** A public matrix times the vector. */
  | { readonly kind: 'publicMatrix'; readonly rows: number; readonly columns: number; readonly values: BigInt64Array }
  /** The same value in a range that the program declares or a gadget has reason to know. */
  | { readonly kind: 'within' }
  // One round each; independent ones share their round.
  | { readonly kind: 'multiply' | 'square' }
  /** Inner products of `group` consecutive elements each. */
  | { readonly kind: 'dot'; readonly group: number }
  /** floor(x / 2^shift), or 1 more. */
  | { readonly kind: 'truncate'; readonly shift: number }
  /** V x (rows) or V^T x (columns) with a resident block V. */
  | { readonly kind: 'matvec'; readonly block: string; readonly orientation: Orientation }
  // Several rounds.
  /** [x >= 0] for |x| < 2^(bits-1); `wide` under full-field masks. */
  | { readonly kind: 'nonNegative' | 'isZero'; readonly bits: number; readonly wide: boolean }
  /** The bits of x in [0, 2^bits), lowest first: bit b of all elements, then bit b + 1. */
  | { readonly kind: 'decompose'; readonly bits: number; readonly wide: boolean }
  /** `columns` vectors one after the other, their places permuted alike by a permutation nobody knows. */
  | { readonly kind: 'shuffle'; readonly columns: number };

export type OpKind = Op['kind'];
