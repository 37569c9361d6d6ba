// The dealer's matrices R: descriptors it was told, and a bounded cache of the matrices recomputed from seeds. Forgetting
// a matrix costs its next use one recomputation, nothing else.

import { UsageError } from '../../errors.js';
import { ELEMENT_BYTES } from '../../params.js';
import { type MatrixHost, ShardedMatrix } from '../sharded-matrix.js';
import { hashSpec, inputMasksOf } from '../spec.js';
import type { MaskRange } from './mask-sums.js';
import { type MatrixDescriptor, matrixId, requireDescriptor, shapeOf } from './matrix.js';
import { batchSecret } from './seeds.js';

/** Elements per task when a matrix is recomputed. */
const TASK_ELEMENTS = 2 ** 18;

const MAX_DESCRIPTORS = 256;

interface Entry {
  readonly matrix: Promise<ShardedMatrix>;
  readonly bytes: number;
  users: number;
}

export interface MatricesOptions extends MatrixHost {
  readonly masterSeed: Uint8Array;
  readonly parties: number;
  /** Bytes of matrices kept; one that is in use is never dropped. */
  readonly cacheBytes: number;
}

export class Matrices {
  /** Both in the order of last use, oldest first. */
  readonly #descriptors = new Map<string, MatrixDescriptor>();
  readonly #cache = new Map<string, Entry>();

  constructor(private readonly options: MatricesOptions) {}

  /** @returns the matrix id @throws UsageError INVALID_ARGUMENT, LIMIT_EXCEEDED */
  register(descriptor: MatrixDescriptor): string {
    requireDescriptor(descriptor);
    const id = matrixId(this.options.kernel, descriptor);
    this.#descriptors.delete(id);
    this.#descriptors.set(id, descriptor);
    for (const oldest of this.#descriptors.keys()) {
      if (this.#descriptors.size <= MAX_DESCRIPTORS) break;
      this.#descriptors.delete(oldest);
    }
    return id;
  }

  /** @throws UsageError UNKNOWN_DATASET: register it (again) */
  descriptorOf(id: string): MatrixDescriptor {
    const descriptor = this.#descriptors.get(id);
    if (descriptor === undefined)
      throw new UsageError('UNKNOWN_DATASET', `no matrix ${id} is registered at the dealer`);
    return descriptor;
  }

  /** Lends a matrix to `body`. @throws UsageError UNKNOWN_DATASET */
  async use<T>(id: string, body: (matrix: ShardedMatrix) => Promise<T>): Promise<T> {
    const entry = this.#entry(id);
    entry.users++;
    try {
      return await body(await entry.matrix);
    } finally {
      entry.users--;
      this.#trim();
    }
  }

  /** Wipes everything that is not in use. */
  close(): void {
    this.#descriptors.clear();
    for (const id of [...this.#cache.keys()]) this.#drop(id);
  }

  #entry(id: string): Entry {
    let entry = this.#cache.get(id);
    if (entry === undefined) {
      const descriptor = this.descriptorOf(id);
      const { rows, columns } = shapeOf(descriptor);
      entry = { matrix: this.#build(descriptor), bytes: rows * columns * ELEMENT_BYTES, users: 0 };
      entry.matrix.catch(() => this.#cache.delete(id));
    }
    this.#cache.delete(id);
    this.#cache.set(id, entry);
    return entry;
  }

  #trim(): void {
    let bytes = 0;
    for (const entry of this.#cache.values()) bytes += entry.bytes;
    for (const [id, entry] of this.#cache) {
      if (bytes <= this.options.cacheBytes) break;
      if (entry.users > 0) continue;
      bytes -= entry.bytes;
      this.#drop(id);
    }
  }

  #drop(id: string): void {
    const entry = this.#cache.get(id);
    this.#cache.delete(id);
    entry?.matrix.then(
      (matrix) => matrix.close(),
      () => undefined,
    );
  }

  async #build(descriptor: MatrixDescriptor): Promise<ShardedMatrix> {
    const { runner, parties } = this.options;
    const matrix = await ShardedMatrix.create(this.options, shapeOf(descriptor));
    try {
      const blocks = this.#blocks(descriptor);
      const worker = async () => {
        for (const { fromRow, ranges } of blocks) {
          matrix.writeRows(fromRow, await runner.run('sumMasks', { parties, ranges }));
        }
      };
      await Promise.all(Array.from({ length: runner.threads + 1 }, worker));
      return matrix;
    } catch (error) {
      matrix.close();
      throw error;
    }
  }

  /** The rows in blocks of about TASK_ELEMENTS elements; small parts share a block, large ones are cut. */
  *#blocks({ keyId, parts }: MatrixDescriptor): Generator<{ fromRow: number; ranges: MaskRange[] }> {
    const { kernel, masterSeed, parties } = this.options;
    let ranges: MaskRange[] = [];
    let elements = 0;
    let fromRow = 0;
    let row = 0;
    for (const { batchId, spec, offset, rows, columns } of parts) {
      const secret = batchSecret(kernel, masterSeed, parties, keyId, batchId, hashSpec(kernel, spec));
      const masks = inputMasksOf(spec);
      const step = Math.max(1, Math.floor(TASK_ELEMENTS / columns));
      for (let r = 0; r < rows; r += step) {
        const to = Math.min(rows, r + step);
        ranges.push({ secret, masks, from: offset + r * columns, to: offset + to * columns });
        elements += (to - r) * columns;
        row += to - r;
        if (elements < TASK_ELEMENTS / 2) continue;
        yield { fromRow, ranges };
        ranges = [];
        elements = 0;
        fromRow = row;
      }
    }
    if (ranges.length > 0) yield { fromRow, ranges };
  }
}
