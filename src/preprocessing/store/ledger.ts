// Writing the ledger. Entries that come while a write is under way share the next one, so a hundred sessions at once cost a few
// syncs. `append` is done when its entries are durable *and* nobody has sealed this file meanwhile (ledger-file.ts), so
// that a process that was believed dead finds out before it hands out anything. After a failed write or sync nothing is
// known about the disk any more, and the ledger writes nothing again.

import { UsageError } from '../../errors.js';
import { isSealed, type LedgerFile, rewriteLedger } from './ledger-file.js';
import { BLOCK_BYTES, type Entry, encodeGroup } from './ledger-format.js';
import type { StorePlace } from './place.js';

/** Blocks after which the ledger is written anew, with what still counts: 4 MiB. */
const ROTATE_BLOCKS = 8192;

export interface LedgerOptions {
  readonly place: StorePlace;
  readonly file: LedgerFile;
  /** What still counts; entries that wait to be written may be in it. */
  readonly checkpoint: () => readonly Entry[];
  /** For tests; ROTATE_BLOCKS by default. */
  readonly rotateBlocks?: number;
}

interface Waiting {
  readonly entries: readonly Entry[];
  readonly apply: () => void;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

export class Ledger {
  readonly #options: LedgerOptions;
  #file: LedgerFile;
  #blocks: number;
  #rotateAt: number;
  #waiting: Waiting[] = [];
  #busy = false;
  #writing: Promise<void> = Promise.resolve();
  #failure: unknown = null;

  constructor(options: LedgerOptions) {
    this.#options = options;
    this.#file = options.file;
    this.#blocks = options.file.blocks;
    this.#rotateAt = this.#limit(options.file.blocks);
  }

  /** True once a write has failed, the store has another owner, or it was closed. */
  get failed(): boolean {
    return this.#failure !== null;
  }

  /**
   * Makes entries durable, in the order of the calls.
   * @param apply called as soon as they are, before anything else is written: what it changes is in the next checkpoint
   * @throws what the file system threw, now or before; UsageError WRONG_STATE when another process has the store
   */
  append(entries: readonly Entry[], apply: () => void = () => {}): Promise<void> {
    const result = new Promise<void>((done, failed) => {
      this.#waiting.push({ entries, apply, done, failed });
    });
    if (!this.#busy) this.#writing = this.#writeAll();
    return result;
  }

  /** Waits for what is being written; later appends fail. */
  async close(): Promise<void> {
    this.#failure ??= new UsageError('WRONG_STATE', 'the store is closed');
    await this.#writing;
    this.#file.key.fill(0);
    await this.#file.writer.close();
  }

  /** Never throws: whoever waits is told. */
  async #writeAll(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        if (this.#failure !== null) throw this.#failure;
        await this.#write(group.flatMap(({ entries }) => entries));
        for (const { apply, done } of group) {
          apply();
          done();
        }
      } catch (error) {
        this.#failure ??= error;
        for (const { failed } of group) failed(error);
      }
    }
    this.#busy = false;
  }

  async #write(entries: readonly Entry[]): Promise<void> {
    if (this.#blocks >= this.#rotateAt) await this.#rotate();
    const bytes = encodeGroup(this.#file.key, entries, this.#blocks);
    if (bytes.length > 0) {
      await this.#file.writer.append(bytes);
      await this.#file.writer.sync();
      this.#blocks += bytes.length / BLOCK_BYTES;
    }
    if (await isSealed(this.#options.place, this.#file.generation)) {
      throw new UsageError('WRONG_STATE', 'another process has opened this store; this one must not use it any more');
    }
  }

  async #rotate(): Promise<void> {
    const old = this.#file;
    this.#file = await rewriteLedger(this.#options.place, old.generation, this.#options.checkpoint());
    this.#blocks = this.#file.blocks;
    this.#rotateAt = this.#limit(this.#file.blocks);
    old.key.fill(0);
    await old.writer.close();
  }

  /** At least as many new blocks as the checkpoint had, so that rewriting stays cheap on average. */
  #limit(checkpoint: number): number {
    return checkpoint + Math.max(checkpoint, this.#options.rotateBlocks ?? ROTATE_BLOCKS);
  }
}
