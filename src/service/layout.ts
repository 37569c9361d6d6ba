// The rows of accepted uploads laid out as resident matrices, below each other, and known to the source of tuples. From then on they
// are stored here and nowhere else: a megabyte of ratings is held once, and what the next version takes over is read back.
//
//     held by the dataset, for the rows, and by every version that computes on it; the last one who lets go wipes it

import { hash } from '../crypto/hash.js';
import { UsageError } from '../errors.js';
import { DIGEST_BYTES } from '../params.js';
import type { MatrixSegment } from '../pool/resident-matrix.js';
import { type MatrixPart, matrixId } from '../preprocessing/dealer/matrix.js';
import type { AcceptedUpload } from './dataset.js';
import type { ClosableMatrix, ServiceContext } from './ports.js';
import type { DatasetShape, Program, RowRange } from './program.js';

/** Where the rows come from: one block of one upload. */
export type ReadSegment = (upload: AcceptedUpload, block: string) => MatrixSegment;

export class Layout {
  private holders = 1;

  private constructor(
    private readonly context: ServiceContext,
    /** 32 bytes: which uploads it is made of. */
    readonly contents: Uint8Array,
    readonly rows: number,
    /** By block. */
    readonly matrices: ReadonlyMap<string, ClosableMatrix>,
    /** Rows by upload. */
    private readonly places: ReadonlyMap<string, RowRange>,
  ) {}

  /**
   * Held by the caller.
   * @param uploads in the order of their rows
   * @throws UsageError OUT_OF_MEMORY; as registerMatrix: nothing stays
   */
  static async build(
    context: ServiceContext,
    program: Program,
    uploads: readonly AcceptedUpload[],
    read: ReadSegment,
  ): Promise<Layout> {
    const places = placesOf(uploads);
    const rows = uploads.reduce((sum, upload) => sum + upload.rows, 0);
    const matrices = new Map<string, ClosableMatrix>();
    const layout = new Layout(context, contentsOf(context, uploads), rows, matrices, places);
    try {
      for (const block of program.residentBlocks) {
        const parts = uploads.map((upload) => partOf(upload, block));
        const id = matrixId(context.kernel, { keyId: context.tuples.keyId, parts });
        const matrix = await context.matrices.build({ id, rows, columns: parts[0]?.columns ?? 0 }, segments(block));
        await context.tuples.registerMatrix(matrix, parts).catch((error: unknown) => {
          matrix.close();
          throw error;
        });
        matrices.set(block, matrix);
      }
      return layout;
    } catch (error) {
      layout.release();
      throw error;
    }

    function* segments(block: string): Generator<MatrixSegment> {
      for (const upload of uploads) yield read(upload, block);
    }
  }

  get shape(): Omit<DatasetShape, 'owners'> {
    const matrixIds = new Map([...this.matrices].map(([block, { id }]) => [block, id]));
    return { parties: this.context.parties, rows: this.rows, matrixIds };
  }

  /** Are the rows of an upload here? */
  has({ id }: AcceptedUpload): boolean {
    return this.places.has(id);
  }

  /** The rows of an upload, as it brought them. @throws UsageError WRONG_STATE when they are not here */
  segment({ id }: AcceptedUpload, block: string): MatrixSegment {
    const [place, matrix] = [this.places.get(id), this.matrices.get(block)];
    if (place === undefined || matrix === undefined) throw new UsageError('WRONG_STATE', `upload ${id} is not here`);
    return matrix.segment(place);
  }

  /** One more holder. */
  hold(): void {
    this.holders++;
  }

  /** One holder less; the last one wipes the matrices, and their tuples go. */
  release(): void {
    if (--this.holders > 0) return;
    for (const matrix of this.matrices.values()) {
      this.context.tuples.releaseMatrix(matrix);
      matrix.close();
    }
  }
}

/** What every party must hold alike: which uploads, whose, and the digests of their masked values. */
export function contentsOf({ kernel }: ServiceContext, uploads: readonly AcceptedUpload[]): Uint8Array {
  const list = uploads.map(({ id, client, rows }) => `${id} ${client} ${rows}`).join('\n');
  const digests = new Uint8Array(uploads.length * DIGEST_BYTES);
  uploads.forEach(({ digest }, k) => {
    digests.set(digest, k * DIGEST_BYTES);
  });
  return hash(kernel, 'tessera/dataset', new TextEncoder().encode(list), digests);
}

function placesOf(uploads: readonly AcceptedUpload[]): Map<string, RowRange> {
  let from = 0;
  return new Map(
    uploads.map(({ id, rows }) => {
      const place = { from, to: from + rows };
      from = place.to;
      return [id, place];
    }),
  );
}

function partOf(upload: AcceptedUpload, block: string): MatrixPart {
  const part = upload.parts.get(block);
  if (part === undefined) throw new UsageError('WRONG_STATE', `upload ${upload.id} has no block ${block}`);
  return part;
}
