// A secure program as its author writes it: tables of inputs and outputs, and a body that computes with secret vectors like with
// ordinary ones. The body runs without data (it builds the graph), so the same body runs in the clear, is priced, and runs at the parties.

import type { z } from 'zod';
import type { ResidentBlock } from '../types/block.js';
import type { SecureFixed } from '../types/fixed.js';
import type { SecureBit, SecureInt } from '../types/int.js';
import type { BinaryForm, Outputs, Table } from './table.js';

/** Which client uploaded which rows, in row order. */
export interface Owner {
  /** The client's name as the parties know it. */
  readonly client: string;
  readonly from: number;
  readonly to: number;
}

/** The dataset version as a body sees it: its size is public, its blocks are secret. */
export interface DatasetView<D extends Table> {
  readonly rows: number;
  readonly owners: readonly Owner[];
  readonly blocks: { readonly [B in keyof D]: ResidentBlock };
  /** Bit b (the lowest by default) of every value of column `column`, where the block keeps its bits or is of bits. @cost rounds 0 */
  bit(block: keyof D & string, column: number, b?: number): SecureBit;
}

export type Kept = Readonly<Record<string, SecureInt>>;

export interface SetupContext<P, D extends Table> {
  readonly parameters: P;
  readonly data: DatasetView<D>;
}

/** What the asking client sent. */
export interface QueryView<Q extends Table> {
  /** The client's blocks: a vector as long as the block is wide. */
  readonly query: { readonly [B in keyof Q]: Q[B] extends BinaryForm ? SecureBit : SecureInt };
  /** Bit b (the lowest by default) of one value, where the block keeps its bits or is of bits. @cost rounds 0 */
  queryBit(block: keyof Q & string, column: number, b?: number): SecureBit;
}

export interface BodyContext<P, D extends Table, Q extends Table, K extends Kept>
  extends SetupContext<P, D>,
    QueryView<Q> {
  /** What the set-up computed when the dataset version was bound. */
  readonly kept: K;
}

export interface ProgramDefinition<P, D extends Table, Q extends Table, O extends Outputs, K extends Kept> {
  readonly name: string;
  /** One sentence for people. */
  readonly description: string;
  /** Checks the public parameters, from wherever they come. */
  readonly parameters: z.ZodType<P>;
  /** Most rows of the dataset. */
  readonly maxRows: (parameters: P) => number;
  /** Where the parameters say whose rows are whose: the complete dataset, as a forecast assumes it. */
  readonly owners?: (parameters: P) => readonly Owner[];
  /** What every uploader sends per row. */
  readonly dataset: (parameters: P) => D;
  /** What the asking client sends. */
  readonly query: (parameters: P) => Q;
  /** What the asking client, and nobody else, gets. */
  readonly outputs: (parameters: P) => O;
  /** Computed once per dataset version, kept in shares. */
  readonly setup?: (context: SetupContext<P, D>) => K;
  readonly body: (context: BodyContext<P, D, Q, K>) => { readonly [N in keyof O]: SecureInt | SecureFixed };
}

/** Fixes the types of a definition; everything is checked when it is planned. */
export function defineProgram<
  P,
  D extends Table,
  Q extends Table,
  O extends Outputs,
  K extends Kept = Record<string, never>,
>(definition: ProgramDefinition<P, D, Q, O, K>): ProgramDefinition<P, D, Q, O, K> {
  return definition;
}
