// Coefficient packing: matrix times vector by products of polynomials, without slots or rotations [RRHK23]. A is the
// matrix of `inner` x `outer` entries whose products c = A^T b with vectors b of `inner` elements are wanted (columns
// of R: A = R, rows: A = R^T). The inner dimension is cut into blocks of l, and q vectors share a ciphertext,
// interleaved:
//
//     request t           sum over vectors k < q and i < l of b_k[t l + i] X^(i q + k)
//     plaintext (t, g)    sum over columns m < K and i < l of A[t l + i][g K + m] X^((m l + l - 1 - i) q)
//     answer g            the sum over t of their products; coefficient (m l + l - 1) q + k is c_k[g K + m]
//
// with K = N / (q l), because (m' - m) l + (i' - i) = 0 with |i' - i| < l has only the solution 0, and what wraps
// around X^N = -1 ends below coefficient (l - 1) q. All other coefficients of an answer mix entries of A that nobody
// may see: they are masked and not sent. A request is to be zero from coefficient q l on: one there would put single
// entries of A where results are read.
//
// q is 1 or 16: plaintexts are polynomials in X^q then, and one transform makes 16 of them (Ring.forwardSixteen).
import { UsageError } from '../../../errors.js';
import { FACTORS_PER_TRANSFORM, MAX_SUM_TERMS } from '../../../kernel/index.js';
import { DEGREE, PROOF, type Reading } from '../../../she/index.js';
import type { Orientation } from '../../source.js';

/** A number of products with one matrix. */
export interface ProductShape {
  readonly rows: number;
  readonly columns: number;
  readonly orientation: Orientation;
  /** How many vectors are multiplied. */
  readonly vectors: number;
}

/** q, how many vectors can share a ciphertext. */
export const SHARINGS = [1, FACTORS_PER_TRANSFORM] as const;

export interface Layout extends ProductShape {
  /** Elements of b, and of c. */
  readonly inner: number;
  readonly outer: number;
  /** l, elements of one vector in one ciphertext. */
  readonly block: number;
  /** q, places for vectors in a ciphertext. */
  readonly sharing: number;
  /** Groups of q vectors; the last may have less. */
  readonly groups: number;
  /** Blocks, that is ciphertexts per group, and terms of the sum in an answer. */
  readonly terms: number;
  /** K, results of one vector in one answer. */
  readonly results: number;
  /** Answers per group. */
  readonly answers: number;
}

/** @throws INVALID_ARGUMENT unless everything fits */
export function layoutOf(shape: ProductShape, block: number, sharing: (typeof SHARINGS)[number]): Layout {
  const { rows, columns, orientation, vectors } = shape;
  const natural = [rows, columns, vectors, block].every((n) => Number.isSafeInteger(n) && n > 0);
  if (!natural || block * sharing > DEGREE) {
    throw new UsageError('INVALID_ARGUMENT', `no packing of ${rows} x ${columns} in ${sharing} blocks of ${block}`);
  }
  const [inner, outer] = orientation === 'columns' ? [rows, columns] : [columns, rows];
  const terms = Math.ceil(inner / block);
  if (terms > MAX_SUM_TERMS) {
    throw new UsageError(
      'INVALID_ARGUMENT',
      `a sum has ${MAX_SUM_TERMS} terms at most, blocks of ${block} make ${terms}`,
    );
  }
  const results = Math.floor(DEGREE / (block * sharing));
  const groups = Math.ceil(vectors / sharing);
  const answers = Math.ceil(outer / results);
  return { ...shape, inner, outer, block, sharing, groups, terms, results, answers };
}

/** Coefficients of a request that may hold something; all after them are zero. */
export function usedCoefficients({ block, sharing }: Layout): number {
  return block * sharing;
}

/** Transforms that make the plaintexts of one answer. */
export function transformsOf({ terms, sharing }: Layout): number {
  return Math.ceil(terms / sharing);
}

/** Which coefficients of an answer hold results: all of them, also where the last answer or group needs less. */
export function readingOf({ block, results, sharing, vectors }: Layout): Reading {
  const run = Math.min(sharing, vectors);
  return { first: (block - 1) * sharing, stride: block * sharing, count: results, run };
}

/** Vectors of a group. */
export function vectorsOf({ vectors, sharing }: Layout, group: number): readonly number[] {
  const from = group * sharing;
  return Array.from({ length: Math.min(sharing, vectors - from) }, (_, k) => from + k);
}

/**
 * Microseconds on one core, the work of both roles towards one peer, transport included: of one request (encryption,
 * proof, its verification, the tags of its plaintext), of one answer, of one transform and of one product. Only their
 * ratios matter, and all parties must use the same.
 */
const COST = { request: 12_000, answer: 3_000, transform: 420, product: 50 } as const;

/** Expected work of a layout, in microseconds. */
export function costOf(layout: Layout): number {
  const { terms, groups, answers } = layout;
  const proofs = Math.ceil((groups * terms) / PROOF.statements);
  const perGroup = answers * (COST.answer + terms * COST.product);
  return proofs * PROOF.statements * COST.request + groups * perGroup + answers * transformsOf(layout) * COST.transform;
}

/**
 * The cheapest layout: large blocks make few requests and many answers, small ones the other way round.
 * @throws INVALID_ARGUMENT, LIMIT_EXCEEDED
 */
export function planLayout(shape: ProductShape): Layout {
  const inner = shape.orientation === 'columns' ? shape.rows : shape.columns;
  let best: Layout | undefined;
  for (const sharing of SHARINGS) {
    const least = Math.ceil(inner / Math.floor(DEGREE / sharing));
    for (let terms = least; terms <= Math.min(inner, MAX_SUM_TERMS); terms++) {
      const layout = layoutOf(shape, Math.ceil(inner / terms), sharing);
      if (best === undefined || costOf(layout) < costOf(best)) best = layout;
    }
  }
  if (best !== undefined) return best;
  throw new UsageError('LIMIT_EXCEEDED', `no packing for vectors of ${inner} elements`);
}
