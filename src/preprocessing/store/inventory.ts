// What there is, in memory: batches, and which of their items are gone. It moves before the ledger does, so that of two sessions
// that ask at once each sees what the other got.

import type { Interval } from './intervals.js';
import { Intervals } from './intervals.js';
import type { Entry } from './ledger-format.js';
import type { Segment } from './segment-reader.js';
import type { Stock } from './stock.js';

/** What the ledger says about a batch. */
export interface BatchRecord {
  /** Within this store. */
  readonly number: number;
  /** 32 bytes, equal at all parties. */
  readonly hash: Uint8Array;
  /** 32 bytes: hash of the specification. */
  readonly specDigest: Uint8Array;
  readonly salt: Uint8Array;
  /** False until it is known that all parties have it. */
  committed: boolean;
  /** Items that are gone, by stock. */
  readonly spent: Map<number, Intervals>;
}

/** A batch whose file is there. */
export interface Batch extends BatchRecord {
  /** `hash` in hexadecimal. */
  readonly id: string;
  readonly segment: Segment;
  readonly stocks: readonly Stock[];
  /** Does it hold matvec tuples whose operands are its own input masks? */
  readonly bound: boolean;
}

/** Items [from, to) of one stock of one batch. */
export interface Range extends Interval {
  readonly batch: Batch;
  readonly stock: number;
}

/** Applies the entries of a ledger, oldest first. @returns the batches that were not dropped, by number */
export function replay(entries: readonly Entry[]): Map<number, BatchRecord> {
  const records = new Map<number, BatchRecord>();
  for (const entry of entries) {
    if (entry.type === 'appended') {
      const { batch: number, hash, specDigest, salt } = entry;
      records.set(number, { number, hash, specDigest, salt, committed: false, spent: new Map() });
      continue;
    }
    const record = records.get(entry.batch);
    if (record === undefined) continue; // spent after it was dropped
    if (entry.type === 'committed') record.committed = true;
    else if (entry.type === 'dropped') records.delete(entry.batch);
    else spentOf(record, entry.stock).add(entry.from, entry.to);
  }
  return records;
}

export function spentOf(record: BatchRecord, stock: number): Intervals {
  let spent = record.spent.get(stock);
  if (spent === undefined) {
    spent = new Intervals();
    record.spent.set(stock, spent);
  }
  return spent;
}

export function leftOf(batch: Batch, stock: number): number {
  return (batch.stocks[stock]?.items ?? 0) - spentOf(batch, stock).total;
}

/** Is nothing left that anybody could take? Bound masks without their tuples are of no use. */
export function isExhausted(batch: Batch): boolean {
  const left = (select: (stock: Stock) => boolean) =>
    batch.stocks.some((stock, index) => select(stock) && leftOf(batch, index) > 0);
  const tuples = left((stock) => stock.offsets.length > 0);
  return !tuples && !left((stock) => !(batch.bound && stock.demand.kind === 'inputMask'));
}

export class Inventory {
  readonly #batches = new Map<string, Batch>();
  #next = 1;

  /** In the order in which they came. */
  get batches(): Iterable<Batch> {
    return this.#batches.values();
  }

  /** The number of the next batch. */
  number(): number {
    return this.#next++;
  }

  add(batch: Batch): void {
    this.#batches.set(batch.id, batch);
    this.#next = Math.max(this.#next, batch.number + 1);
  }

  get(id: string): Batch | undefined {
    return this.#batches.get(id);
  }

  delete(batch: Batch): void {
    this.#batches.delete(batch.id);
  }

  /** Takes ranges out. @returns what the ledger has to say about it */
  spend(ranges: readonly Range[]): Entry[] {
    return ranges.map(({ batch, stock, from, to }) => {
      spentOf(batch, stock).add(from, to);
      return { type: 'spent', batch: batch.number, stock, from, to };
    });
  }

  /** All of it as entries. */
  checkpoint(): Entry[] {
    return [...this.#batches.values()].flatMap(entriesOf);
  }
}

function entriesOf({ number: batch, hash, specDigest, salt, committed, spent }: Batch): Entry[] {
  const entries: Entry[] = [{ type: 'appended', batch, hash, specDigest, salt }];
  if (committed) entries.push({ type: 'committed', batch });
  for (const [stock, intervals] of spent) {
    for (const { from, to } of intervals) entries.push({ type: 'spent', batch, stock, from, to });
  }
  return entries;
}
