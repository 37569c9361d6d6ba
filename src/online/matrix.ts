// Product of a resident matrix with a fresh secret vector: the core primitive. The matrix V is stored as [[V]] = E + [[R]] with
// upload masks R and public E. From a matvec tuple (b, c = R b) binding to the data is local, w = c + E b = V b, and online
// V x = V d + w with the opened d = x - b: two local matrix-vector products and no traffic per entry.
// R is used again and again; b and c never are: opening x - b twice would reveal the difference of two queries.

import { UsageError } from '../errors.js';
import { Vector } from '../math/vector.js';
import type { Range } from '../preprocessing/ranges.js';
import type { MatvecTuple, Orientation } from '../preprocessing/source.js';
import { compute } from '../protocol/exchange.js';
import { parallel } from '../protocol/parallel.js';
import type { Protocol, Work } from '../protocol/step.js';
import { open } from '../sharing/open.js';
import { Shares } from '../sharing/shares.js';
import { cut, join } from './parts.js';
import type { OnlineParty } from './party.js';
import { SingleUse } from './single-use.js';

/** Which of the three matrices a party holds for V: E is public, the others are this party's shares of V and of alpha V. */
export type Operand = 'public' | 'value' | 'mac';

/** One party's side of an uploaded matrix, wherever it lives; the pool multiplies it. */
export interface ResidentMatrix {
  /** Names the matrix and its version; equal at all parties. */
  readonly id: string;
  readonly rows: number;
  readonly columns: number;
  /**
   * @param x 8-byte elements: `columns` of them for rows (A x), `rows` of them for columns (A^T x); or several such vectors, one after
   *   the other, for one pass over the matrix
   * @returns work whose result is the product, a Uint8Array of canonical 8-byte elements; of several, one after the other
   */
  multiply(operand: Operand, orientation: Orientation, x: Uint8Array): Work;
  /**
   * This party's elements of a part of the matrix, at once and in the calling thread: no Work, no wait.
   * @param columns, rows ranges; all rows if left out
   * @returns row by row, (rows.to - rows.from) * (columns.to - columns.from) canonical 8-byte elements, in a buffer of its own
   * @throws UsageError INVALID_ARGUMENT outside the matrix, RELEASED once it is closed
   */
  read(operand: Operand, columns: Range, rows?: Range): Uint8Array;
}

/** A matvec tuple bound to the data of its matrix: w = V b or V^T b. Opening x - b twice would reveal a difference. */
export type BoundTuple = SingleUse<{ readonly b: Shares; readonly w: Shares }>;

/**
 * Takes a tuple and binds it; input-independent, so it belongs before the query.
 * @cost rounds 0, waits 1, matvecs 1
 * @throws UsageError TUPLES_EXHAUSTED
 */
export function* bindTuple(p: OnlineParty, matrix: ResidentMatrix, orientation: Orientation): Protocol<BoundTuple> {
  const tuple: MatvecTuple = p.tuples.takeMatvec(matrix.id, orientation);
  const product = yield* multiplyPublic(p, matrix, orientation, tuple.b);
  return new SingleUse('a matvec tuple', { b: tuple.b, w: tuple.c.add(product) });
}

/** E b for shares b: local, one wait for the pool. */
function* multiplyPublic(
  p: OnlineParty,
  matrix: ResidentMatrix,
  orientation: Orientation,
  b: Shares,
): Protocol<Shares> {
  const [value, mac] = yield* parallel([
    product(p, matrix, 'public', orientation, b.value),
    product(p, matrix, 'public', orientation, b.mac),
  ]);
  return new Shares(value, mac);
}

/**
 * V x or V^T x for fresh secret vectors x, several in one pass over the matrix.
 * @param xs      columns (rows) elements each for orientation rows (columns)
 * @param tuples  one for each
 * @returns       rows (columns) shares for each
 * @cost rounds 1, waits 1, openings n (n the length of all xs together)
 * @throws UsageError LENGTH_MISMATCH, WRONG_STATE for a used tuple, before anything is sent
 */
export function* multiplyMatrix(
  p: OnlineParty,
  matrix: ResidentMatrix,
  orientation: Orientation,
  xs: readonly Shares[],
  tuples: readonly BoundTuple[],
): Protocol<Shares[]> {
  if (tuples.length !== xs.length) {
    throw new UsageError('LENGTH_MISMATCH', `expected ${xs.length} matvec tuples, got ${tuples.length}`);
  }
  const used = tuples.map((tuple) => tuple.take());
  const masked = xs.map((x, k) => {
    const { b } = used[k] as (typeof used)[number];
    requireOperand(b, x.length);
    return x.sub(b);
  });
  const d = yield* open(p, join(masked));
  const products = cut(yield* multiplyDifference(p, matrix, orientation, d), xs.length);
  return products.map((product, k) => product.add((used[k] as (typeof used)[number]).w));
}

/**
 * The same when d = x - b is public already, as it is for a client's masked input with b = its mask.
 * @param d as many public elements as the tuple's b      @cost rounds 0, waits 1
 * @throws as multiplyMatrix
 */
export function* multiplyOpened(
  p: OnlineParty,
  matrix: ResidentMatrix,
  orientation: Orientation,
  d: Vector,
  tuple: BoundTuple,
): Protocol<Shares> {
  const { b, w } = tuple.take();
  requireOperand(b, d.length);
  return (yield* multiplyDifference(p, matrix, orientation, d)).add(w);
}

function* multiplyDifference(
  p: OnlineParty,
  matrix: ResidentMatrix,
  orientation: Orientation,
  d: Vector,
): Protocol<Shares> {
  const [value, mac] = yield* parallel([
    product(p, matrix, 'value', orientation, d),
    product(p, matrix, 'mac', orientation, d),
  ]);
  return new Shares(value, mac);
}

/** One local matrix-vector product in the pool. @cost waits 1 */
export function* product(
  p: OnlineParty,
  matrix: ResidentMatrix,
  operand: Operand,
  orientation: Orientation,
  x: Vector,
): Protocol<Vector> {
  const bytes = yield* compute<Uint8Array>(p, matrix.multiply(operand, orientation, x.toBytes()));
  return Vector.fromBytes(p.arena, bytes);
}

function requireOperand(b: Shares, length: number): void {
  if (b.length !== length) {
    throw new UsageError('LENGTH_MISMATCH', `expected a vector of ${b.length} elements, got ${length}`);
  }
}
