// What a party brings to the run of a program.

import type { Vector } from '../../math/vector.js';
import type { ResidentMatrix } from '../../online/matrix.js';
import type { Shares } from '../../sharing/shares.js';
import type { OwnRows } from '../graph/op.js';

/** What binding matrix tuples needs: it is there before the query. */
export interface PrepareContext {
  /** Resident blocks of the dataset version, by block. */
  readonly matrices: Readonly<Record<string, ResidentMatrix>>;
}

/** One block of the asking client: value = mask + masked. */
export interface QueryBlock {
  /** The input masks' shares. */
  readonly masks: Shares;
  /** e = x - r, public among the parties and accepted by all. */
  readonly masked: Vector;
}

export interface RunContext extends PrepareContext {
  readonly query: Readonly<Record<string, QueryBlock>>;
  /** Results of the program's set-up. */
  readonly kept: Readonly<Record<string, Shares>>;
  /** Rows that the asking client uploaded itself. */
  readonly own: readonly OwnRows[];
}
