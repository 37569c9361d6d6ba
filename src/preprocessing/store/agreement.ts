// What the parties compare after a restart: the batches each of them has complete, and what is gone of them. A batch counts when all
// have it, committed or not: each party wrote it only after its check had concluded. An item is gone when one of them says so.
//
// @hazard a corrupt party can claim that everything is gone: tuples are lost then, never repeated

import { UsageError } from '../../errors.js';
import { DIGEST_BYTES } from '../../params.js';
import { type Interval, Intervals } from './intervals.js';
import { type Batch, type Inventory, type Range, spentOf } from './inventory.js';
import { hex } from './proposal.js';

/** One party's view of one batch. */
export interface BatchClaim {
  readonly hash: Uint8Array;
  readonly specDigest: Uint8Array;
  /** Items that are gone, by stock. */
  readonly spent: ReadonlyMap<number, Intervals>;
}

/** One party's view, ordered by batch hash. */
export type Claim = readonly BatchClaim[];

/** What all parties' claims come to: the batches that remain, by id, and all that is gone of them. */
export type Outcome = ReadonlyMap<string, BatchClaim>;

const BATCH_BYTES = 2 * DIGEST_BYTES;
const SPENT_BYTES = 16;
export const MAX_CLAIMED_BATCHES = 2 ** 16;
export const MAX_CLAIMED_RANGES = 2 ** 18;

/** A copy: what happens to the inventory later does not change it. */
export function claimOf(inventory: Inventory): Claim {
  return [...inventory.batches]
    .sort((x, y) => (x.id < y.id ? -1 : 1))
    .map(({ hash, specDigest, spent }) => ({
      hash,
      specDigest,
      spent: new Map([...spent].map(([stock, intervals]) => [stock, Intervals.of(intervals)])),
    }));
}

/** How much a claim has to say. */
export interface ClaimSize {
  readonly batches: number;
  readonly ranges: number;
}

export function sizeOf(claim: Claim): ClaimSize {
  let ranges = 0;
  for (const { spent } of claim) for (const intervals of spent.values()) ranges += [...intervals].length;
  return { batches: claim.length, ranges };
}

export function claimBytes({ batches, ranges }: ClaimSize): number {
  return batches * BATCH_BYTES + ranges * SPENT_BYTES;
}

/** Batches: hash (32) | specification (32), then ranges: batch u32 | stock u32 | from u32 | to u32, little-endian. */
export function encodeClaim(claim: Claim): Uint8Array {
  const bytes = new Uint8Array(claimBytes(sizeOf(claim)));
  const view = new DataView(bytes.buffer);
  let at = claim.length * BATCH_BYTES;
  claim.forEach(({ hash, specDigest, spent }, index) => {
    bytes.set(hash, index * BATCH_BYTES);
    bytes.set(specDigest, index * BATCH_BYTES + DIGEST_BYTES);
    for (const [stock, intervals] of [...spent].sort(([x], [y]) => x - y)) {
      for (const { from, to } of intervals) {
        [index, stock, from, to].forEach((word, k) => {
          view.setUint32(at + 4 * k, word, true);
        });
        at += SPENT_BYTES;
      }
    }
  });
  return bytes;
}

/** @returns null for bytes that are no claim */
export function decodeClaim(bytes: Uint8Array, { batches, ranges }: ClaimSize): Claim | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const digest = (at: number) => bytes.slice(at, at + DIGEST_BYTES);
  const found = Array.from({ length: batches }, (_, index) => {
    const at = index * BATCH_BYTES;
    return { hash: digest(at), specDigest: digest(at + DIGEST_BYTES), ranges: new Map<number, Interval[]>() };
  });
  if (found.some(({ hash }, index) => index > 0 && hex(found[index - 1]?.hash ?? hash) >= hex(hash))) return null;
  for (let k = 0, at = batches * BATCH_BYTES; k < ranges; k++, at += SPENT_BYTES) {
    const [index = 0, stock = 0, from = 0, to = 0] = [0, 1, 2, 3].map((word) => view.getUint32(at + 4 * word, true));
    const batch = found[index];
    if (batch === undefined || from >= to) return null;
    listOf(batch.ranges, stock).push({ from, to });
  }
  return found.map(({ hash, specDigest, ranges }) => ({ hash, specDigest, spent: unions(ranges) }));
}

function listOf(ranges: Map<number, Interval[]>, stock: number): Interval[] {
  const list = ranges.get(stock) ?? [];
  ranges.set(stock, list);
  return list;
}

function unions(ranges: ReadonlyMap<number, readonly Interval[]>): Map<number, Intervals> {
  return new Map([...ranges].map(([stock, list]) => [stock, Intervals.of(list)]));
}

/**
 * Intersection of the batches and union of what is gone; the same at all parties that have the same claims.
 * @param inventory knows how many items there are
 * @returns the outcome, or the index of a party that claims items that do not exist
 */
export function outcomeOf(claims: readonly Claim[], inventory: Inventory): Outcome | number {
  const outcome = new Map<string, BatchClaim>();
  const byId = claims.map((claim) => new Map(claim.map((batch) => [hex(batch.hash), batch])));
  for (const [id, { hash, specDigest }] of byId[0] ?? []) {
    const views = byId.flatMap((claim) => claim.get(id) ?? []);
    if (views.length < claims.length || views.some((view) => hex(view.specDigest) !== hex(specDigest))) continue;
    const batch = inventory.get(id);
    const gone = new Map<number, Interval[]>();
    for (const [party, view] of views.entries()) {
      for (const [stock, intervals] of view.spent) {
        const list = [...intervals];
        // Ascending: the last one ends last.
        if (batch !== undefined && (list.at(-1)?.to ?? 0) > (batch.stocks[stock]?.items ?? 0)) return party;
        const all = listOf(gone, stock);
        for (const interval of list) all.push(interval);
      }
    }
    const spent = unions(gone);
    outcome.set(id, { hash, specDigest, spent });
  }
  return outcome;
}

/** What a party has to change to hold what the outcome says. */
export function changesFor(
  inventory: Inventory,
  outcome: Outcome,
): { readonly dropped: Batch[]; readonly committed: Batch[]; readonly spent: Range[] } {
  const batches = [...inventory.batches];
  const kept = batches.filter(({ id }) => outcome.has(id));
  const spent = kept.flatMap((batch) =>
    [...(outcome.get(batch.id)?.spent ?? [])].flatMap(([stock, intervals]) =>
      intervals.total === spentOf(batch, stock).total
        ? []
        : [...intervals].map(({ from, to }): Range => ({ batch, stock, from, to })),
    ),
  );
  return {
    dropped: batches.filter(({ id }) => !outcome.has(id)),
    committed: kept.filter((batch) => !batch.committed),
    spent,
  };
}

/** @throws UsageError LIMIT_EXCEEDED */
export function requireClaimSize({ batches, ranges }: ClaimSize): void {
  if (batches <= MAX_CLAIMED_BATCHES && ranges <= MAX_CLAIMED_RANGES) return;
  throw new UsageError('LIMIT_EXCEEDED', `${batches} batches with ${ranges} ranges are too many to agree on`);
}
