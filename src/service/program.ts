// What a party needs to know of a secure program to run it as a service: what uploads and queries contain and prove,
// which tuples a query takes, and the three protocols: binding a dataset version, preparing a query, running it.

import type { Statement } from '../io/statement.js';
import type { Arena, Kernel } from '../kernel/index.js';
import type { Vector } from '../math/vector.js';
import type { ResidentMatrix } from '../online/matrix.js';
import type { OnlineParty } from '../online/party.js';
import type { BatchSpec, Demand } from '../preprocessing/kinds.js';
import type { TupleSource } from '../preprocessing/source.js';
import type { Protocol } from '../protocol/step.js';
import type { Shares } from '../sharing/shares.js';

/** One bound version of a dataset as the program sees it: its resident blocks and who owns which rows. */
export interface DatasetVersion {
  readonly name: string;
  readonly version: number;
  readonly rows: number;
  /** One matrix per resident block of the upload statement, by block name. */
  readonly matrices: ReadonlyMap<string, ResidentMatrix>;
  /** Who uploaded which rows, in row order; the same at all parties. */
  readonly owners: readonly RowOwner[];
}

/** The rows of one upload. */
export interface RowOwner {
  /** base64url of the client's raw public key. */
  readonly client: string;
  readonly rows: RowRange;
}

/** Rows [from, to) of a dataset. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** A query at one party: which data, which of its rows the asking client uploaded itself, and its masks. */
export interface QueryContext<Bound> {
  readonly data: DatasetVersion;
  readonly bound: Bound;
  readonly ownRows: readonly RowRange[];
  /** This party's shares of the masks under which the query's inputs come. */
  readonly inputMasks: Shares;
  /** One mask per output; only the asking client knows them. */
  readonly outputMasks: Shares;
}

/** Shape of a dataset version, enough for a forecast. */
export interface DatasetShape {
  /** How many parties compute on it. */
  readonly parties: number;
  readonly rows: number;
  /** Matrix id per resident block. */
  readonly matrixIds: ReadonlyMap<string, string>;
  /** Who uploaded which rows, in row order. */
  readonly owners: readonly RowOwner[];
}

/**
 * A program with its public parameters. `Bound` is what it keeps per dataset version, `Prepared` what it prepares per query.
 * Demands list what the matching protocol takes; the service adds input masks and what input and output need.
 */
export interface Program<Bound = unknown, Prepared = unknown> {
  readonly name: string;
  /** Canonical text of the public parameters; parties and sessions agree on its hash. */
  readonly parameters: string;
  /** What every uploader proves about each of its rows. */
  readonly upload: Statement;
  /** Blocks of the upload that become resident matrices, one row per uploaded row. */
  readonly residentBlocks: readonly string[];
  readonly maxRows: number;
  /** What the asking client proves about its query, a single row. */
  readonly query: Statement;
  /** Elements of the answer. */
  readonly outputs: number;

  /** 32 bytes that are equal where parties run the same code on this shape; compared before anything is computed. */
  fingerprint?(kernel: Kernel, shape: DatasetShape): Uint8Array;
  /** Whether all that `bind` keeps lies in the arena that it is given, so that the session's memory can go at once; it must where
   *  the set-up takes several batches of tuples. */
  readonly keepsApart?: boolean;

  /**
   * What `bind` takes, in one batch or, for a long set-up, in several, one after the other.
   * @throws UsageError LIMIT_EXCEEDED, and whatever says that the program does not fit this dataset: nothing was begun
   */
  bindDemand(shape: DatasetShape): readonly BatchSpec[];
  /**
   * @param p     its tuples are the first batch     @param arena lives as long as the dataset version
   * @param more  brings the next batch, where there are several; the one before is gone then, and nothing else may be under way in
   *   the session
   */
  bind(p: OnlineParty, data: DatasetVersion, arena: Arena, more?: () => Protocol<TupleSource>): Protocol<Bound>;

  /** @param inputOffset  where the query's inputs start among the batch's input masks (a matvec operand may point there) */
  queryDemand(shape: DatasetShape, inputOffset: number): readonly Demand[];
  /** Everything that does not need the query's values; its openings are checked by the service before the masks are released. */
  prepare(p: OnlineParty, context: QueryContext<Bound>): Protocol<Prepared>;
  /**
   * @param input the client's masked inputs e = x - r, proven in range; single use, like `prepared`
   * @returns masked outputs, opened under the output rule
   */
  run(p: OnlineParty, context: QueryContext<Bound>, prepared: Prepared, input: Vector): Protocol<Vector>;
}
