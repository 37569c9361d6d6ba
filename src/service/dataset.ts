// A dataset at one party: the uploads all parties have accepted, and its bound versions. Rows are ordered by upload id, never by arrival,
// so parties that hold the same uploads hold the same matrix. A version is what queries run on; it lives until the last
// query that was prepared on it has gone.

import { UsageError } from '../errors.js';
import type { Layout } from './layout.js';
import type { MatrixPart, MatrixSegment, ServiceContext } from './ports.js';
import type { DatasetVersion, Program, RowOwner, RowRange } from './program.js';
import { Rows } from './rows.js';
import type { BindingStats } from './stats.js';
import { Turns } from './turns.js';

/** One accepted upload: which client's, and how many rows. */
export interface AcceptedUpload {
  /** 64 hex digits; the order of rows follows it. */
  readonly id: string;
  readonly client: string;
  readonly rows: number;
  /** 32 bytes every party holds alike: binds the masked values. */
  readonly digest: Uint8Array;
  /** By resident block: which masks its rows are. */
  readonly parts: ReadonlyMap<string, MatrixPart>;
}

/** This party's rows of an upload, by resident block. */
export type UploadSegments = ReadonlyMap<string, MatrixSegment>;

/** A bound version with what the program keeps for it. */
export interface BoundVersion extends DatasetVersion {
  readonly stats: BindingStats;
  /** 32 bytes: which uploads it is made of. */
  readonly contents: Uint8Array;
  readonly bound: unknown;
  /** Wipes what the program keeps, and lets the matrices go. */
  release(): void;
}

/** Bindings that an upload of this party alone may miss: its peers may be a moment behind at the first. */
const FORGIVEN_BINDINGS = 1;

export class Dataset {
  /** One binding at a time. */
  readonly turns = new Turns();
  private readonly uploads = new Map<string, AcceptedUpload>();
  private readonly stored: Rows;
  /** How many bindings an upload has missed. */
  private readonly missed = new Map<string, number>();
  private accepted = 0;
  private reserved = 0;
  private latest: BoundVersion | null = null;
  private readonly users = new Map<BoundVersion, number>();

  constructor(
    readonly name: string,
    readonly program: Program,
  ) {
    this.stored = new Rows(program);
  }

  /** Rows of all accepted uploads, bound or not. */
  get rows(): number {
    return this.accepted;
  }

  get current(): BoundVersion | null {
    return this.latest;
  }

  /** The number of the version that new queries use; 0 before the first. */
  get version(): number {
    return this.latest?.version ?? 0;
  }

  /** Rows of the bound version. */
  get boundRows(): number {
    return this.latest?.rows ?? 0;
  }

  /**
   * Keeps room for an upload under way, so that all that are accepted fit the program.
   * @returns gives the room back, once: when the upload is over
   * @throws UsageError LIMIT_EXCEEDED; WRONG_STATE when an upload has this id already: it could replace somebody's rows
   */
  reserve(id: string, rows: number): () => void {
    if (this.uploads.has(id)) throw new UsageError('WRONG_STATE', 'an upload has this id already: choose a fresh one');
    const room = this.program.maxRows - this.accepted - this.reserved;
    if (rows > room) {
      throw new UsageError('LIMIT_EXCEEDED', `dataset ${this.name} has room for ${room} more rows, not ${rows}`);
    }
    this.reserved += rows;
    let held = true;
    return () => {
      if (held) this.reserved -= rows;
      held = false;
    };
  }

  accept(upload: AcceptedUpload, segments: UploadSegments): void {
    this.uploads.set(upload.id, upload);
    this.stored.keep(upload, segments);
    this.accepted += upload.rows;
  }

  /** Accepted uploads in the order of their rows. */
  ordered(): AcceptedUpload[] {
    return [...this.uploads.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /**
   * Lets go of uploads that other parties do not have and never will: a connection broke at their very end, or a party was started anew.
   * @param common the uploads that all parties hold
   */
  settle(common: readonly AcceptedUpload[]): void {
    const held = new Set(common.map(({ id }) => id));
    for (const { id, rows } of [...this.uploads.values()]) {
      if (held.has(id)) continue;
      const missed = (this.missed.get(id) ?? 0) + 1;
      this.missed.set(id, missed);
      if (missed <= FORGIVEN_BINDINGS) continue;
      this.missed.delete(id);
      this.uploads.delete(id);
      this.stored.forget(id);
      this.accepted -= rows;
    }
  }

  /**
   * The layout of these uploads. From now on their rows are there and nowhere else.
   * @param uploads in the order of their rows
   * @throws as Rows.layOut
   */
  layOut(context: ServiceContext, uploads: readonly AcceptedUpload[]): Promise<Layout> {
    return this.stored.layOut(context, uploads, () => this.uploads.values());
  }

  /** Makes a version the one that new queries use; the last one goes when its last query has gone. */
  publish(version: BoundVersion): void {
    const previous = this.latest;
    this.latest = version;
    this.users.set(version, 0);
    if (previous !== null) this.dropUnused(previous);
  }

  /** The version for a new query, held until `release`. @throws UsageError WRONG_STATE before the first binding */
  hold(): BoundVersion {
    if (this.latest === null) {
      throw new UsageError('WRONG_STATE', `dataset ${this.name} is not bound yet: POST /v1/datasets/${this.name}/bind`);
    }
    this.users.set(this.latest, (this.users.get(this.latest) ?? 0) + 1);
    return this.latest;
  }

  release(version: BoundVersion): void {
    this.users.set(version, (this.users.get(version) ?? 1) - 1);
    this.dropUnused(version);
  }

  /** Wipes everything; queries must be over. */
  close(): void {
    const last = this.latest;
    this.latest = null;
    this.uploads.clear();
    this.stored.close();
    if (last !== null) this.dropUnused(last);
  }

  private dropUnused(version: BoundVersion): void {
    if (version === this.latest || (this.users.get(version) ?? 0) > 0) return;
    this.users.delete(version);
    version.release();
  }
}

/** Who uploaded which rows. @param uploads in the order of their rows */
export function ownersOf(uploads: readonly AcceptedUpload[]): RowOwner[] {
  let from = 0;
  return uploads.map(({ client, rows }) => {
    const to = from + rows;
    const owner = { client, rows: { from, to } };
    from = to;
    return owner;
  });
}

/** Rows that a client uploaded. */
export function rowsOf({ owners }: DatasetVersion, client: string): RowRange[] {
  return owners.flatMap((owner) => (owner.client === client ? [owner.rows] : []));
}
