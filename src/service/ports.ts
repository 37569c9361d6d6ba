// What the service needs of the world: links between the parties, tuples, resident matrices, a clock and a log. The composition
// root supplies them, so that the same service runs over HTTP/2 and, in tests, inside one process.

import type { RandomBytes } from '../crypto/random.js';
import type { CodedError, TesseraCode } from '../errors.js';
import type { Arena, Kernel } from '../kernel/index.js';
import type { Vector } from '../math/vector.js';
import type { Engine } from '../online/engine.js';
import type { ResidentMatrix } from '../online/matrix.js';
import type { LentMatrix, MatrixName, MatrixSegment } from '../pool/resident-matrix.js';
import type { MatrixPart } from '../preprocessing/dealer/matrix.js';
import type { BatchSpec } from '../preprocessing/kinds.js';
import type { TupleSource } from '../preprocessing/source.js';
import type { Channel } from '../protocol/step.js';
import type { RowRange } from './program.js';

export type { MatrixSegment } from '../pool/resident-matrix.js';
export type { MatrixPart } from '../preprocessing/dealer/matrix.js';

/** A session's channel to the peers, with exact counters. */
export interface Link extends Channel {
  readonly stats: { readonly rounds: number; readonly bytesSent: number };
  close(): void;
  /** Calls back when the session fails, also between two rounds; the last listener counts. */
  onFailure(listener: (error: CodedError) => void): void;
  /** Tells the peers that the session is over, and the code, nothing else. */
  abort(code: TesseraCode): void;
}

export interface Links {
  /** @param session 32 bytes, never used before */
  open(session: Uint8Array): Link;
}

/** The session that wants tuples, and which. */
export interface TupleRequest {
  readonly engine: Engine;
  /** Receives the tuples. */
  readonly arena: Arena;
  /** At the same point at all parties, and idle: a provider may run a protocol on it. */
  readonly link: Link;
  /** 32 bytes, agreed by the parties and fresh, so that no tuple can come twice. */
  readonly batchId: Uint8Array;
  readonly spec: BatchSpec;
  /** Fires when the session is over, perhaps before it has its tuples. */
  readonly signal: AbortSignal;
}

export interface Provision {
  readonly source: TupleSource;
  /** How long the session waited for tuples that had to be made first. */
  readonly waitedMs: number;
  /** What making them cost this party before they were asked for; nothing where they are made on request. */
  readonly cost: { readonly ms: number; readonly bytesSent: number };
}

/** Where tuples come from. */
export interface TupleProvider {
  /** 32 bytes: names the MAC key all tuples are made under. */
  readonly keyId: Uint8Array;
  /** alpha_i. */
  readonly macKey: Vector;
  /** @throws UsageError TUPLES_EXHAUSTED; ChannelError, SecurityAbort: the session cannot go on */
  provide(request: TupleRequest): Promise<Provision>;
  /**
   * Makes matvec tuples for the masks of this matrix possible, until it is released; it must not be closed before.
   * @param matrix whose id is that of the parts
   */
  registerMatrix(matrix: ClosableMatrix, parts: readonly MatrixPart[]): Promise<void>;
  /** With the last matrix of an id its tuples go. Nothing happens when the matrix is not registered. */
  releaseMatrix(matrix: ClosableMatrix): void;
  /** A MAC check of a session with its tuples has failed here: keys they were made with may have been probed. */
  checkFailed(): void;
  /** What one query on a dataset takes from now on, so that it can be made beforehand. */
  forecast(dataset: string, spec: BatchSpec): void;
}

/** A resident matrix in the hands of its owner. */
export interface ClosableMatrix extends ResidentMatrix {
  /** Rows as they came. */
  segment(rows: RowRange): MatrixSegment;
  /** Where it lies, for those who make tuples for it; it stays there until `release`. */
  lend(): LentMatrix;
  /** Wipes it as soon as nobody computes with it. */
  close(): void;
}

export interface MatrixFactory {
  build(name: MatrixName, segments: Iterable<MatrixSegment>): Promise<ClosableMatrix>;
}

/** Structured events; never a secret, share or seed. */
export type Log = (level: 'info' | 'warn' | 'error', event: string, fields?: Readonly<Record<string, unknown>>) => void;

export interface ServiceContext {
  readonly id: number;
  readonly parties: number;
  /** 32 bytes: hash of all parties' identities, so that a session binds who takes part. */
  readonly peersDigest: Uint8Array;
  readonly kernel: Kernel;
  readonly random: RandomBytes;
  readonly links: Links;
  readonly tuples: TupleProvider;
  readonly matrices: MatrixFactory;
  readonly log: Log;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** A query is prepared and its question may come at any time: clears up, and makes background work give way for a moment. */
  readonly expectQuestion?: () => Promise<void>;
  /** The question has been answered, or has failed. */
  readonly questionOver?: () => void;
}
