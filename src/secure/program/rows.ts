// Rows as people have them: a record per row, or a long vector per block.

import type { Values } from '../../sharing/range-proof/witness.js';
import type { Table } from './table.js';

/** One value: a number, true and false for 1 and 0. */
export type PlainValue = number | boolean;

/** One row: a value per block, or as many as the block is wide. For a one-hot block a single number is the place of the 1. */
export type Row<T extends Table> = { readonly [B in keyof T]: PlainValue | readonly PlainValue[] };

/** Many rows: a record each, or per block one vector of rows x width integers, row by row. */
export type Rows<T extends Table> = readonly Row<T>[] | { readonly [B in keyof T]: Values };
