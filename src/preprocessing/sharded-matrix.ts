// A matrix in shared memory, split by rows into shards that any thread can multiply: one task per shard and product.
// Rows times a vector concatenate the shards' results, columns add them.
//
//     open -> closed (no new product starts; the memory is wiped when the last one, or the last holder, has ended)

import { UsageError } from '../errors.js';
import { type Kernel, Shard } from '../kernel/index.js';
import { ELEMENT_BYTES } from '../params.js';
import type { Range } from './ranges.js';
import type { Orientation } from './source.js';
import { multiplyStacked, stack, unstack } from './stacked.js';
import type { TaskRunner } from './tasks.js';

const LARGEST_SHARD_BYTES = 512 * 2 ** 20;

/** Products below this many multiplications are made in the calling thread: a hop to another costs more. */
export const INLINE_PRODUCT = 100_000;

let created = 0;

interface Piece {
  readonly id: string;
  readonly shard: Shard;
  readonly fromRow: number;
  readonly slots: Slots;
}

export interface MatrixShape {
  readonly rows: number;
  readonly columns: number;
}

/** Everything a matrix needs to compute. */
export interface MatrixHost {
  readonly kernel: Kernel;
  readonly runner: TaskRunner;
}

export class ShardedMatrix {
  #running = 0;
  #closed = false;

  private constructor(
    private readonly host: MatrixHost,
    readonly rows: number,
    readonly columns: number,
    private readonly pieces: readonly Piece[],
  ) {}

  /** A zero matrix. @throws UsageError INVALID_ARGUMENT, OUT_OF_MEMORY */
  static async create(host: MatrixHost, { rows, columns }: MatrixShape): Promise<ShardedMatrix> {
    if (![rows, columns].every((n) => Number.isSafeInteger(n) && n > 0)) {
      throw new UsageError('INVALID_ARGUMENT', `no matrix has ${rows} x ${columns} elements`);
    }
    const { threads } = host.runner;
    const rowBytes = columns * ELEMENT_BYTES;
    const count = Math.max(threads, Math.ceil((rows * rowBytes) / LARGEST_SHARD_BYTES));
    // An even number of rows: the kernel multiplies two at a time.
    const perShard = Math.min(rows, Math.ceil(rows / count / 2) * 2);
    const slots = threads + 1; // one per worker and one for products made right here
    const pieces: Piece[] = [];
    for (let fromRow = 0; fromRow < rows; fromRow += perShard) {
      const shard = await Shard.create(Math.min(perShard, rows - fromRow), columns, { slots });
      pieces.push({ id: `shard-${created++}`, shard, fromRow, slots: new Slots(slots) });
    }
    return new ShardedMatrix(host, rows, columns, pieces);
  }

  /** Bytes of the matrix itself. */
  get bytes(): number {
    return this.rows * this.columns * ELEMENT_BYTES;
  }

  /** Sets whole rows. Not while a product runs. @throws UsageError LENGTH_MISMATCH, NOT_CANONICAL, RELEASED */
  writeRows(fromRow: number, bytes: Uint8Array): void {
    this.#requireOpen();
    const rowBytes = this.columns * ELEMENT_BYTES;
    const toRow = fromRow + bytes.length / rowBytes;
    if (!Number.isInteger(toRow) || fromRow < 0 || toRow > this.rows) {
      throw new UsageError('LENGTH_MISMATCH', `${bytes.length} bytes are no rows of ${rowBytes} within ${this.rows}`);
    }
    for (const piece of this.pieces) {
      const from = Math.max(fromRow, piece.fromRow);
      const to = Math.min(toRow, piece.fromRow + piece.shard.rows);
      if (from >= to) continue;
      const part = bytes.subarray((from - fromRow) * rowBytes, (to - fromRow) * rowBytes);
      piece.shard.writeRows(from - piece.fromRow, part);
    }
  }

  /**
   * A part of the matrix, row by row, in a buffer of its own.
   * @throws UsageError INVALID_ARGUMENT outside the matrix, RELEASED
   */
  read(columns: Range, rows: Range = { from: 0, to: this.rows }): Uint8Array {
    this.#requireOpen();
    requireRange('columns', columns, this.columns);
    requireRange('rows', rows, this.rows);
    const width = (columns.to - columns.from) * ELEMENT_BYTES;
    const part = new Uint8Array((rows.to - rows.from) * width);
    const rowBytes = this.columns * ELEMENT_BYTES;
    for (const { shard, fromRow } of this.pieces) {
      const all = shard.view();
      const to = Math.min(rows.to, fromRow + shard.rows);
      for (let row = Math.max(rows.from, fromRow); row < to; row++) {
        const start = (row - fromRow) * rowBytes + columns.from * ELEMENT_BYTES;
        part.set(all.subarray(start, start + width), (row - rows.from) * width);
      }
    }
    return part;
  }

  /** All rows in order where they lie, in memory that threads share. @hazard they stay there only while `hold` lasts */
  views(): Uint8Array[] {
    return this.pieces.map(({ shard }) => shard.view());
  }

  /** Keeps the matrix from being wiped, like a product that runs. @returns ends that, once @throws UsageError RELEASED */
  hold(): () => void {
    this.#requireOpen();
    this.#running++;
    let held = true;
    return () => {
      if (held) this.#ended();
      held = false;
    };
  }

  /**
   * Several products in one pass over the matrix.
   * @param xs vectors of `columns` (rows) or `rows` (columns) elements; read before the promise is returned
   * @returns products of `rows` (rows) or `columns` (columns) elements, in new buffers
   * @throws UsageError LENGTH_MISMATCH, NOT_CANONICAL, RELEASED
   */
  async multiply(orientation: Orientation, xs: readonly Uint8Array[]): Promise<Uint8Array[]> {
    this.#requireOpen();
    const length = ELEMENT_BYTES * (orientation === 'rows' ? this.columns : this.rows);
    for (const x of xs) {
      if (x.length !== length) throw new UsageError('LENGTH_MISMATCH', `expected ${length} bytes, got ${x.length}`);
    }
    if (xs.length === 0) return [];
    this.#running++;
    try {
      const results = await Promise.all(this.pieces.map((piece) => this.#multiplyPiece(piece, orientation, xs)));
      return orientation === 'rows' ? this.#concatenate(results, xs.length) : this.#add(results, xs.length);
    } finally {
      this.#ended();
    }
  }

  /** Wipes the matrix as soon as no product runs; products that have begun still end well. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#wipeIfIdle();
  }

  /** The shard's products for all xs, stacked. */
  async #multiplyPiece(piece: Piece, orientation: Orientation, xs: readonly Uint8Array[]): Promise<Uint8Array> {
    const { id, shard, fromRow, slots } = piece;
    const transposed = orientation === 'columns';
    const from = transposed ? ELEMENT_BYTES * fromRow : 0;
    const to = from + ELEMENT_BYTES * (transposed ? shard.rows : shard.cols);
    const stacked = stack(xs.map((x) => x.subarray(from, to)));
    const inline = this.rows * this.columns * xs.length <= INLINE_PRODUCT;
    return await slots.use(async (slot) => {
      if (inline) return multiplyStacked(shard.inSlot(slot), transposed, stacked);
      const request = { shard: id, descriptor: shard.descriptor(), slot, transposed, xs: stacked };
      return await this.host.runner.run('multiplyShard', request);
    });
  }

  #concatenate(results: readonly Uint8Array[], count: number): Uint8Array[] {
    const parts = results.map((result) => unstack(result, result.length / count));
    return Array.from({ length: count }, (_, v) => stack(parts.flatMap((part) => part[v] ?? [])));
  }

  #add(results: readonly Uint8Array[], count: number): Uint8Array[] {
    const { kernel } = this.host;
    const arena = kernel.newArena();
    try {
      const sum = arena.alloc(count * this.columns);
      const term = arena.alloc(count * this.columns);
      for (const result of results) {
        kernel.load(result, term);
        kernel.addInto(sum, term, sum);
      }
      return unstack(kernel.view(sum), this.columns * ELEMENT_BYTES).map((y) => y.slice());
    } finally {
      arena.release();
    }
  }

  #ended(): void {
    this.#running--;
    if (this.#closed) this.#wipeIfIdle();
  }

  #requireOpen(): void {
    if (this.#closed) throw new UsageError('RELEASED', 'this matrix was closed');
  }

  #wipeIfIdle(): void {
    if (this.#running > 0) return;
    for (const { shard } of this.pieces) shard.wipe();
    this.host.runner.forgetShards(this.pieces.map(({ id }) => id));
  }
}

function requireRange(of: string, { from, to }: Range, length: number): void {
  const within = Number.isSafeInteger(from) && Number.isSafeInteger(to) && 0 <= from && from <= to && to <= length;
  if (!within) throw new UsageError('INVALID_ARGUMENT', `there are no ${of} ${from}..${to} of ${length}`);
}

/** The working slots of a shard: one user each, the others wait in line. */
class Slots {
  readonly #free: number[];
  readonly #waiting: ((slot: number) => void)[] = [];

  constructor(count: number) {
    this.#free = Array.from({ length: count }, (_, slot) => slot);
  }

  async use<T>(body: (slot: number) => Promise<T>): Promise<T> {
    const slot = this.#free.pop() ?? (await new Promise<number>((resolve) => this.#waiting.push(resolve)));
    try {
      return await body(slot);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(slot);
      else next(slot);
    }
  }
}
