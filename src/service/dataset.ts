// A dataset at one party: the uploads all parties have accepted, and its bound versions. Rows are ordered by upload id, never by arrival,
// so parties that hold the same uploads hold the same matrix. A version is what queries run on; it lives until the last
// query that was prepared on it has gone.

import { UsageError } from '../errors.js';
import type { ClosableMatrix, MatrixPart, MatrixSegment } from './ports.js';
import type { DatasetVersion, Program, RowRange } from './program.js';

/** One accepted upload: which client's, how many rows, and this party's side of each resident block. */
export interface AcceptedUpload {
  /** 64 hex digits; the order of rows follows it. */
  readonly id: string;
  readonly client: string;
  readonly rows: number;
  /** 32 bytes every party holds alike: binds the masked values. */
  readonly digest: Uint8Array;
  readonly blocks: ReadonlyMap<string, { readonly segment: MatrixSegment; readonly part: MatrixPart }>;
}

/** A bound version with what the program keeps for it and who uploaded which rows. */
export interface BoundVersion extends DatasetVersion {
  readonly matrices: ReadonlyMap<string, ClosableMatrix>;
  readonly bound: unknown;
  readonly owners: ReadonlyMap<string, readonly RowRange[]>;
  /** Wipes what the program keeps. */
  release(): void;
}

export class Dataset {
  private readonly uploads = new Map<string, AcceptedUpload>();
  private current: BoundVersion | null = null;
  private readonly users = new Map<BoundVersion, number>();

  constructor(
    readonly name: string,
    readonly program: Program,
  ) {}

  /** Rows of all accepted uploads, bound or not. */
  get rows(): number {
    let rows = 0;
    for (const upload of this.uploads.values()) rows += upload.rows;
    return rows;
  }

  get version(): number {
    return this.current?.version ?? 0;
  }

  /** Rows of the bound version. */
  get boundRows(): number {
    return this.current?.rows ?? 0;
  }

  accept(upload: AcceptedUpload): void {
    this.uploads.set(upload.id, upload);
  }

  /** Accepted uploads in the order of their rows. */
  ordered(): AcceptedUpload[] {
    return [...this.uploads.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Makes a version the one that new queries use; the last one goes when its last query has gone. */
  publish(version: BoundVersion): void {
    const previous = this.current;
    this.current = version;
    this.users.set(version, 0);
    if (previous !== null) this.dropUnused(previous);
  }

  /** The version for a new query, held until `release`. @throws UsageError WRONG_STATE before the first binding */
  hold(): BoundVersion {
    if (this.current === null) {
      throw new UsageError('WRONG_STATE', `dataset ${this.name} is not bound yet: POST /v1/datasets/${this.name}/bind`);
    }
    this.users.set(this.current, (this.users.get(this.current) ?? 0) + 1);
    return this.current;
  }

  release(version: BoundVersion): void {
    this.users.set(version, (this.users.get(version) ?? 1) - 1);
    this.dropUnused(version);
  }

  private dropUnused(version: BoundVersion): void {
    if (version === this.current || (this.users.get(version) ?? 0) > 0) return;
    this.users.delete(version);
    for (const matrix of version.matrices.values()) matrix.close();
    version.release();
  }
}

/** Which rows each client uploaded. */
export function ownersOf(uploads: readonly AcceptedUpload[]): Map<string, RowRange[]> {
  const owners = new Map<string, RowRange[]>();
  let from = 0;
  for (const { client, rows } of uploads) {
    const ranges = owners.get(client) ?? [];
    ranges.push({ from, to: from + rows });
    owners.set(client, ranges);
    from += rows;
  }
  return owners;
}
