// Entries into polynomials and results out of them, as layout.ts lays them out. Pure moves of 8-byte words.
//
// Words are moved as doubles, which is many times faster than as BigInt: words of the field are below 2^61, no such
// pattern is a NaN, and every other double survives being copied bit by bit.
import { UsageError } from '../../../errors.js';
import { ELEMENT_BYTES } from '../../../params.js';
import { DEGREE } from '../../../she/index.js';
import { type Layout, readingOf, vectorsOf } from './layout.js';

/** 8-byte words seen as something to copy. */
export type Words = Float64Array;

/** @throws LENGTH_MISMATCH unless the bytes are whole words at a multiple of 8 */
export function wordsOf(bytes: Uint8Array): Words {
  if (bytes.byteOffset % ELEMENT_BYTES !== 0 || bytes.length % ELEMENT_BYTES !== 0) {
    throw new UsageError('LENGTH_MISMATCH', `expected whole aligned words, got ${bytes.length} bytes`);
  }
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / ELEMENT_BYTES);
}

/** The bytes of words. */
export function bytesOf(words: Words): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

/**
 * Plaintexts of answer g, q of them in one polynomial: the sum over r < q of X^r times plaintext (f q + r, g).
 * @param pieces all rows in order, `columns` words each @param polynomial N words, overwritten
 */
export function packMatrixInto(
  layout: Layout,
  pieces: readonly Words[],
  f: number,
  g: number,
  polynomial: Words,
): void {
  polynomial.fill(0);
  let firstRow = 0;
  for (const piece of pieces) {
    packRowsInto(layout, piece, firstRow, f, g, polynomial);
    firstRow += piece.length / layout.columns;
  }
}

/** What some rows contribute. */
function packRowsInto(layout: Layout, rows: Words, firstRow: number, f: number, g: number, polynomial: Words): void {
  const { inner, outer, block, sharing, results, columns, orientation } = layout;
  const byRows = orientation === 'columns';
  const [byInner, byOuter] = byRows ? [columns, 1] : [1, columns];
  const lastRow = firstRow + rows.length / columns;
  const stride = block * sharing;
  const firstOuter = g * results;
  const endOuter = Math.min(firstOuter + results, outer);
  // Either the inner or the outer index counts rows, and only these rows are here.
  const [fromOuter, toOuter] = byRows ? [firstOuter, endOuter] : clip(firstOuter, endOuter, firstRow, lastRow);
  const origin = firstRow * columns;
  for (let r = 0; r < sharing; r++) {
    const first = (f * sharing + r) * block;
    const end = Math.min(first + block, inner);
    const [fromInner, toInner] = byRows ? clip(first, end, firstRow, lastRow) : [first, end];
    for (let i = fromInner; i < toInner; i++) {
      const from = i * byInner - origin;
      const to = (block - 1 - (i - first)) * sharing + r - firstOuter * stride;
      for (let m = fromOuter; m < toOuter; m++) polynomial[to + m * stride] = rows[from + m * byOuter] as number;
    }
  }
}

function clip(from: number, to: number, least: number, most: number): [number, number] {
  return [Math.max(from, least), Math.min(to, most)];
}

/** Where the elements of one vector lie in a request. */
export interface Place {
  readonly vector: number;
  /** The first element in the vector, and the coefficient that holds it; the next ones are q coefficients apart. */
  readonly element: number;
  readonly coefficient: number;
  readonly count: number;
}

/** What request t of a group holds. */
export function placesOf(layout: Layout, group: number, t: number): Place[] {
  const element = t * layout.block;
  const count = Math.min(layout.block, layout.inner - element);
  return vectorsOf(layout, group).map((vector, coefficient) => ({ vector, element, coefficient, count }));
}

/** Copies the elements at a place from a request's coefficients to their vector. */
export function copyPlaceInto({ sharing }: Layout, place: Place, coefficients: Words, vector: Words): void {
  const { element, coefficient, count } = place;
  for (let i = 0; i < count; i++) vector[element + i] = coefficients[coefficient + i * sharing] as number;
}

/** A range of the results of all vectors. */
export interface Results {
  /** Number of the first result. */
  readonly first: number;
  /** By vector. */
  readonly vectors: readonly Words[];
}

/** Copies the results in answer g of a group to their vectors. @param polynomial N words */
export function unpackInto(layout: Layout, polynomial: Words, group: number, g: number, z: Results): void {
  const { outer, results } = layout;
  const { first, stride } = readingOf(layout);
  const used = Math.min(results, outer - g * results);
  vectorsOf(layout, group).forEach((vector, k) => {
    const to = z.vectors[vector] as Words;
    for (let m = 0; m < used; m++) to[g * results + m - z.first] = polynomial[first + m * stride + k] as number;
  });
}

/** Zeroed words for one polynomial. */
export function newPolynomial(): Words {
  return new Float64Array(DEGREE);
}
