// What comes out of opening products, column by column, so that whole vectors lie in one piece.

import { ELEMENT_BYTES } from '../../params.js';
import { Reader } from './buffers.js';
import type { ProductKind, ProductShape } from './product-tasks.js';
import { ANSWER_BYTES, POLYNOMIAL_BYTES } from './sizes.js';

/** Bytes of a message about the MACs of the products. */
export function productMacBytes({ kind, groups, fanOut }: ProductShape): number {
  return kind === 'raw' ? 0 : groups * fanOut * ANSWER_BYTES;
}

/** Columns of a result, of N words per group, and how many of them: one, or one for each f. */
const COLUMNS: Readonly<Record<ProductKind, readonly (readonly [name: string, each: 'once' | 'fanOut'])[]>> = {
  raw: [
    ['a', 'once'],
    ['b', 'once'],
    ['c', 'once'],
  ],
  triple: [
    ['b', 'fanOut'],
    ['bMac', 'fanOut'],
    ['c', 'fanOut'],
    ['cTags', 'fanOut'],
    ['a', 'once'],
    ['aMac', 'once'],
    ['a2', 'once'],
    ['a2Mac', 'once'],
  ],
  square: [
    ['c', 'once'],
    ['cTags', 'once'],
    ['a', 'once'],
    ['aMac', 'once'],
    ['a2', 'once'],
    ['a2Mac', 'once'],
  ],
};

/** A result taken apart: columns by name (those "for each f" one after the other) and the shares of sum a' b_f. */
export interface ProductColumns {
  readonly [column: string]: Uint8Array;
}

/** Takes apart what follows the messages in a result of `openProducts`; `sums` are the shares of sum a' b_f. */
export function columnsOf({ kind, groups, fanOut }: ProductShape, result: Uint8Array): ProductColumns {
  const reader = new Reader(result);
  const columns: Record<string, Uint8Array> = {};
  for (const [name, each] of COLUMNS[kind]) {
    columns[name] = reader.take((each === 'once' ? 1 : fanOut) * groups * POLYNOMIAL_BYTES);
  }
  columns.sums = reader.take(sumsOf(kind, fanOut) * ELEMENT_BYTES);
  return columns;
}

/** Sums of a' b_f that a task accumulates. */
export function sumsOf(kind: ProductKind, fanOut: number): number {
  return kind === 'raw' ? 0 : fanOut;
}

/** Bytes of all columns and sums. */
export function resultBytes({ kind, groups, fanOut }: ProductShape): number {
  const columns = COLUMNS[kind].reduce((sum, [, each]) => sum + (each === 'once' ? 1 : fanOut), 0);
  return columns * groups * POLYNOMIAL_BYTES + sumsOf(kind, fanOut) * ELEMENT_BYTES;
}
