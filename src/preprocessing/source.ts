// What a protocol may ask for. Every source of correlated randomness (ideal, dealer, lowgear and the store) implements TupleSource
// and passes the law suite in test/support/tuple-laws.ts. `take` hands a tuple out once; when there are too few,
// UsageError TUPLES_EXHAUSTED comes before anything is handed out or sent.

import type { Vector } from '../math/vector.js';
import type { ZeroTestTriple } from '../sharing/party.js';
import type { Shares } from '../sharing/shares.js';

/** n products c = a b of uniform a, b. */
export interface Triples {
  readonly a: Shares;
  readonly b: Shares;
  readonly c: Shares;
}

/** Products that share their first factor: c[f] = a b[f], for `fanOut` factors, n of each. */
export interface FactorTriples {
  readonly a: Shares;
  readonly b: readonly Shares[];
  readonly c: readonly Shares[];
}

/** n squares aa = a^2 of uniform a. */
export interface Squares {
  readonly a: Shares;
  readonly aa: Shares;
}

/**
 * Masks r = low + 2^(k-1) high for comparisons of k-bit values: low has k - 1 uniform bits, and 2^k + r stays below p. A dealer
 * draws high uniformly with 61 - k bits; without one it is a sum of uniform parts, of which one honest party's (60 - k bits for two
 * parties) hides the value. With k = FULL_FIELD there is no high part and low has 61 uniform bits: r is low mod p, and low itself
 * (which the digits are of) is p or more with probability 2^-40. The bits of low are held as digits of w bits (the last may be narrower), lowest first,
 * each as its cumulative one-hot table G_i[v] = [digit_i > v], v = 0 .. 2^width - 2, the table of one mask contiguous.
 */
export interface ComparisonMasks {
  readonly k: number;
  readonly w: number;
  readonly r: Shares;
  readonly low: Shares;
  readonly digits: readonly { readonly width: number; readonly table: Shares }[];
}

/**
 * Masks for truncation by `shift` bits: r is a number R of 61 uniform bits mod p (within 2^-40 of uniform), high = floor(R / 2^shift),
 * and top is bit 60 of R.
 */
export interface Truncations {
  readonly shift: number;
  readonly r: Shares;
  readonly high: Shares;
  readonly top: Shares;
}

/**
 * n uniform masks in pairwise form: r = sum of value_i, and for every party i the tag T_i = sum over j of tags_j[i] equals
 * key_i + alpha_i r, so that somebody who learns all r and T_i holds an information-theoretic MAC under keys only P_i knows.
 */
export interface InputMasks {
  /** r_i, n elements. */
  readonly value: Vector;
  /** key_i, n elements: known to this party alone. */
  readonly key: Vector;
  /** tags[j], n elements: this party's part of T_j; null in the own slot. */
  readonly tags: readonly (Vector | null)[];
}

/** The SPDZ shares inside input masks: m_i = sum_j tags[j] - key_i, whose sum over the parties is alpha r. */
export function sharesOf(masks: InputMasks, make: (value: Vector, mac: Vector) => Shares): Shares {
  let mac = masks.key.neg();
  for (const tag of masks.tags) if (tag !== null) mac = mac.add(tag);
  return make(masks.value, mac);
}

/** A resident matrix is multiplied from the left (columns: V^T x, one result per column) or the right (rows: V x, one per row). */
export type Orientation = 'rows' | 'columns';

/** A fresh b with the product of the upload masks R of a bound matrix: c = R b (rows) or R^T b (columns). */
export interface MatvecTuple {
  readonly matrix: string;
  readonly orientation: Orientation;
  readonly b: Shares;
  readonly c: Shares;
}

/** A source of tuples for one session of one party. Parties that take in the same order get matching tuples. */
export interface TupleSource {
  takeRandoms(n: number): Shares;
  takeInputMasks(n: number): InputMasks;
  takeTriples(n: number): Triples;
  takeFactorTriples(fanOut: number, n: number): FactorTriples;
  takeSquares(n: number): Squares;
  takeBits(n: number): Shares;
  takeComparisonMasks(k: number, w: number, n: number): ComparisonMasks;
  takeTruncations(shift: number, n: number): Truncations;
  takeMatvec(matrix: string, orientation: Orientation): MatvecTuple;
  takeZeroTestTriple(): ZeroTestTriple;
}
