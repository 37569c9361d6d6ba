// What is in the store, by kind and parameters, and which kinds run low.

import { type Batch, leftOf } from './inventory.js';
import { type Assignment, itemsIn } from './plan.js';

/** Refill a kind when less than `low` is left, up to `high`. */
export interface Mark {
  readonly low: number;
  readonly high: number;
}

/** By `KindStatus.key`. */
export type Marks = Readonly<Record<string, Mark>>;

export interface KindStatus {
  /** `lineKey`, with `/bound` behind it where tuples and input masks go together. */
  readonly key: string;
  /** Items in files, those that are gone included: a file stays until all of it is gone. */
  readonly stored: number;
  /** Items that can be reserved. */
  readonly left: number;
  /** Items that sessions have been granted and have not got yet. */
  readonly reserved: number;
  /** On disk. */
  readonly bytes: number;
  readonly batches: number;
  /** The marks of its kind, if any. */
  readonly mark: Mark | null;
}

export interface StoreStatus {
  /** Only an agreed store grants anything. */
  readonly state: 'unagreed' | 'agreeing' | 'agreed' | 'failed';
  readonly kinds: readonly KindStatus[];
  readonly batches: number;
  /** Batches that are complete here and not known to be complete everywhere. */
  readonly uncommitted: number;
  /** Length of all batch files. */
  readonly bytes: number;
  /** Batches that were lost since the store was opened because their files were not as they were written. */
  readonly damaged: readonly string[];
}

/** A kind below its low mark, and how many would bring it up to the high one. */
export interface Refill {
  readonly key: string;
  readonly left: number;
  readonly missing: number;
}

type Row = { -readonly [K in keyof KindStatus]: KindStatus[K] };

/** Committed batches by kind, in the order in which the kinds first came. */
export function kindsOf(batches: Iterable<Batch>, leases: Iterable<Assignment>, marks: Marks): KindStatus[] {
  const rows = new Map<string, Row>();
  for (const batch of batches) {
    if (!batch.committed) continue;
    for (const [index, { stock, chunks }] of batch.segment.places.entries()) {
      const row = rowOf(rows, stock.key, marks[stock.key] ?? null);
      row.stored += stock.items;
      row.left += leftOf(batch, index);
      row.bytes += fileBytes(batch, index, chunks);
      row.batches++;
    }
  }
  for (const lease of leases) {
    for (const range of lease.flat()) {
      const stock = range.batch.stocks[range.stock];
      if (stock !== undefined) rowOf(rows, stock.key, marks[stock.key] ?? null).reserved += itemsIn([range]);
    }
  }
  return [...rows.values()];
}

function rowOf(rows: Map<string, Row>, key: string, mark: Mark | null): Row {
  let row = rows.get(key);
  if (row === undefined) {
    row = { key, stored: 0, left: 0, reserved: 0, bytes: 0, batches: 0, mark };
    rows.set(key, row);
  }
  return row;
}

/** What a stock takes up in its batch's file. */
function fileBytes({ segment }: Batch, index: number, chunks: number): number {
  const start = segment.places[index]?.at ?? 0;
  const end = segment.places[index + 1]?.at ?? segment.bytes;
  return chunks === 0 ? 0 : end - start;
}

/** Kinds below their low marks, those of which nothing is stored included. */
export function refillsOf(kinds: readonly KindStatus[], marks: Marks): Refill[] {
  return Object.entries(marks).flatMap(([key, { low, high }]) => {
    const left = kinds.find((kind) => kind.key === key)?.left ?? 0;
    return left < low ? [{ key, left, missing: high - left }] : [];
  });
}
