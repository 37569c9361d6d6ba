// A matrix resident in its own shared memory, so that any thread can multiply it without a copy. The memory holds the
// compiled kernel's constants, the matrix, and a fixed number of slots: one slot is the working space (inputs, results,
// scratch) of one thread at a time. Whoever hands out work chooses the slot; a busy flag in the slot turns a clash into
// an error instead of wrong results. Constant time like the kernel's matrix products.
import { UsageError } from '../errors.js';
import { writeCanonical } from './convert.js';
import type { RawExports } from './exports.js';
import type { Kernel } from './kernel.js';
import { instantiate, MAX_PAGES, pagesFor } from './load.js';
import { GROUP, productPass, productScratch } from './product.js';
import type { Span } from './span.js';

const GRAIN = 64;

/** Everything another thread needs to attach; structured-cloneable (postMessage). */
export interface ShardDescriptor {
  readonly memory: WebAssembly.Memory;
  readonly rows: number;
  readonly cols: number;
  readonly slots: number;
  readonly matrixAt: number;
  readonly slotsAt: number;
  readonly slotBytes: number;
}

export interface ShardOptions {
  /** Threads that may multiply at the same time, 1 or more. Default 8. */
  readonly slots?: number;
}

export class Shard {
  readonly rows: number;
  readonly cols: number;
  readonly slots: number;
  readonly #raw: RawExports;
  readonly #layout: ShardDescriptor;
  readonly #bytes: Uint8Array;
  readonly #slot: number;

  private constructor(raw: RawExports, layout: ShardDescriptor, slot: number) {
    this.rows = layout.rows;
    this.cols = layout.cols;
    this.slots = layout.slots;
    this.#raw = raw;
    this.#layout = layout;
    this.#bytes = new Uint8Array(layout.memory.buffer);
    this.#slot = slot;
  }

  /**
   * A zero matrix of rows x cols in shared memory of just the size it needs; the creator works in slot 0.
   * @throws INVALID_ARGUMENT | OUT_OF_MEMORY above 4 GiB
   */
  static async create(rows: number, cols: number, options: ShardOptions = {}): Promise<Shard> {
    const slots = options.slots ?? 8;
    if (![rows, cols, slots].every((n) => Number.isSafeInteger(n) && n > 0)) {
      throw new UsageError('INVALID_ARGUMENT', `no shard has ${rows} x ${cols} words and ${slots} slots`);
    }
    const probe = await instantiate('shared', new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }));
    const matrixAt = roundUp(probe.heapBase());
    const slotsAt = roundUp(matrixAt + 8 * rows * cols);
    const scratchFor = (transposed: boolean) => productScratch(probe, { transposed, rows, cols }, GROUP);
    const scratch = Math.max(scratchFor(false), scratchFor(true));
    const slotBytes = GRAIN + roundUp(scratch) + roundUp(8 * GROUP * (rows + cols));
    const pages = pagesFor(slotsAt + slots * slotBytes);
    if (pages > MAX_PAGES) throw new UsageError('OUT_OF_MEMORY', `a shard of ${rows} x ${cols} words exceeds 4 GiB`);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    return Shard.attach({ memory, rows, cols, slots, matrixAt, slotsAt, slotBytes });
  }

  /**
   * The same matrix in this thread. Calls through the returned object work in `slot`.
   * @throws INVALID_ARGUMENT if there is no such slot
   */
  static async attach(descriptor: ShardDescriptor, slot = 0): Promise<Shard> {
    const raw = await instantiate('shared', descriptor.memory);
    return new Shard(raw, descriptor, checkSlot(slot, descriptor.slots));
  }

  /** To be posted to another thread, which then attaches. */
  descriptor(): ShardDescriptor {
    return this.#layout;
  }

  /** This thread's view of the same matrix in another slot. @throws INVALID_ARGUMENT */
  inSlot(slot: number): Shard {
    return new Shard(this.#raw, this.#layout, checkSlot(slot, this.slots));
  }

  /**
   * Sets whole rows from little-endian words. Not while another thread multiplies.
   * @throws LENGTH_MISMATCH, nothing written | NOT_CANONICAL: the rows are zero then
   */
  writeRows(fromRow: number, bytes: Uint8Array): void {
    const rowBytes = 8 * this.cols;
    const count = bytes.length / rowBytes;
    if (!(Number.isInteger(fromRow) && fromRow >= 0 && Number.isInteger(count) && fromRow + count <= this.rows)) {
      throw new UsageError('LENGTH_MISMATCH', `${bytes.length} bytes are not rows of ${rowBytes} from ${fromRow} on`);
    }
    writeCanonical(this.#raw, this.#bytes, bytes, this.#layout.matrixAt + fromRow * rowBytes);
  }

  /** Sets whole rows from words of a kernel, row by row. @throws LENGTH_MISMATCH | NOT_CANONICAL */
  writeRowsFrom(kernel: Kernel, fromRow: number, rows: Span): void {
    this.writeRows(fromRow, kernel.view(rows));
  }

  /** A copy of rows from..to-1. @throws INVALID_ARGUMENT */
  readRows(from: number, to: number): Uint8Array {
    if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= this.rows)) {
      throw new UsageError('INVALID_ARGUMENT', `rows ${from}..${to} of ${this.rows}`);
    }
    const at = this.#layout.matrixAt;
    return copyOut(this.#bytes, at + 8 * this.cols * from, at + 8 * this.cols * to);
  }

  /** All rows where they lie, in memory that threads share. @hazard for reading; `wipe` zeroes them */
  view(): Uint8Array {
    const at = this.#layout.matrixAt;
    return this.#bytes.subarray(at, at + 8 * this.cols * this.rows);
  }

  /** A x. @param x 8 cols bytes  @returns 8 rows bytes  @throws LENGTH_MISMATCH | NOT_CANONICAL | WRONG_STATE (busy) */
  multiply(x: Uint8Array): Uint8Array {
    return this.multiplyMany([x])[0] as Uint8Array;
  }

  /** A^T x. @param x 8 rows bytes @returns 8 cols bytes @throws as multiply */
  multiplyTransposed(x: Uint8Array): Uint8Array {
    return this.multiplyTransposedMany([x])[0] as Uint8Array;
  }

  /** A x for each x, reading the matrix once per eight. @throws as multiply */
  multiplyMany(xs: readonly Uint8Array[]): Uint8Array[] {
    return this.#product(false, xs);
  }

  /** A^T x for each x, reading the matrix once per eight. @throws as multiply */
  multiplyTransposedMany(xs: readonly Uint8Array[]): Uint8Array[] {
    return this.#product(true, xs);
  }

  /** Zeroes the matrix and all slots. Not while another thread multiplies. */
  wipe(): void {
    this.#bytes.fill(0, this.#layout.matrixAt);
  }

  /** Declares a slot free whose thread died while multiplying. @hazard never while that thread may still run */
  reclaim(slot: number): void {
    const { slotsAt, slotBytes, slots } = this.#layout;
    const at = slotsAt + checkSlot(slot, slots) * slotBytes;
    this.#bytes.fill(0, at, at + slotBytes);
  }

  #product(transposed: boolean, xs: readonly Uint8Array[]): Uint8Array[] {
    const [inputs, outputs] = transposed ? [this.rows, this.cols] : [this.cols, this.rows];
    const wrong = xs.find((x) => x.length !== 8 * inputs);
    if (wrong) throw new UsageError('LENGTH_MISMATCH', `expected ${8 * inputs} bytes, got ${wrong.length}`);
    const { slotsAt, slotBytes, matrixAt, memory } = this.#layout;
    const flagAt = slotsAt + this.#slot * slotBytes;
    const flag = new Int32Array(memory.buffer, flagAt, 1);
    if (Atomics.compareExchange(flag, 0, 0, 1) !== 0) {
      throw new UsageError('WRONG_STATE', `slot ${this.#slot} is in use by another thread`);
    }
    const operand = { transposed, address: matrixAt, rows: this.rows, cols: this.cols };
    const scratch = flagAt + GRAIN;
    const count = Math.min(GROUP, xs.length);
    const vectors = scratch + roundUp(productScratch(this.#raw, operand, count));
    const lists = new Uint32Array(memory.buffer, scratch, 2 * GROUP);
    try {
      const results: Uint8Array[] = [];
      for (let v = 0; v < xs.length; v += GROUP) {
        const group = xs.slice(v, v + GROUP);
        const from = group.map((_, i) => vectors + 8 * i * (inputs + outputs));
        const to = from.map((at) => at + 8 * inputs);
        group.forEach((x, i) => {
          writeCanonical(this.#raw, this.#bytes, x, from[i] as number);
        });
        productPass(this.#raw, operand, from, to, lists, scratch);
        results.push(...to.map((at) => copyOut(this.#bytes, at, at + 8 * outputs)));
      }
      return results;
    } finally {
      this.#bytes.fill(0, scratch, vectors + 8 * count * (inputs + outputs));
      Atomics.store(flag, 0, 0);
    }
  }
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / GRAIN) * GRAIN;
}

/** A copy in memory of this thread alone: what comes out of a shard may be posted or transferred. */
function copyOut(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const out = new Uint8Array(to - from);
  out.set(bytes.subarray(from, to));
  return out;
}

function checkSlot(slot: number, slots: number): number {
  if (Number.isInteger(slot) && slot >= 0 && slot < slots) return slot;
  throw new UsageError('INVALID_ARGUMENT', `slot ${slot} of ${slots}`);
}
