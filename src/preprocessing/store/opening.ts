// Opening a store: whatever a crash left behind becomes a state that could have been reached without one. The ledger alone says
// what belongs to the store: a file it does not know is removed, never adopted; batches of which nothing is left go; a batch
// whose file is not as it was written is set aside and never used. Files go after the ledger has forgotten them, so that a
// crash in between leaves a file too many and not a batch without its file.

import { UsageError } from '../../errors.js';
import type { Kernel } from '../../kernel/index.js';
import { DIGEST_BYTES } from '../../params.js';
import { hashSpec } from '../spec.js';
import type { Files } from './files.js';
import { type Batch, type BatchRecord, Inventory, isExhausted, replay } from './inventory.js';
import { Ledger } from './ledger.js';
import { publishLedger, sealLedger } from './ledger-file.js';
import { damaged } from './ledger-format.js';
import type { StorePlace } from './place.js';
import { hex } from './proposal.js';
import { openSegment, type Segment } from './segment-reader.js';
import { eraseSegment, fileName, SUFFIX, setAside, TEMPORARY } from './shelf.js';
import { isBound } from './stock.js';

export interface OpenedStore {
  readonly inventory: Inventory;
  readonly ledger: Ledger;
  /** Ids of batches that were lost because their files are not as they were written. */
  readonly damaged: readonly string[];
}

/** @throws SecurityAbort STORE_DAMAGED, UsageError DATA_INVALID, WRONG_STATE (another process), what the file system throws */
export async function openParts(place: StorePlace, kernel: Kernel, rotateBlocks?: number): Promise<OpenedStore> {
  const { files } = place;
  const { generation, entries } = await sealLedger(place);
  const names = await files.list();
  const batchFiles = names.filter((name) => name.endsWith(SUFFIX));
  if (generation === 0 && batchFiles.length > 0) throw damaged('there are batches, but the ledger is gone');
  const inventory = new Inventory();
  const lost: string[] = [];
  for (const record of replay(entries).values()) {
    const batch = await loadBatch(place, kernel, record);
    if (batch === null) lost.push(hex(record.hash));
    else inventory.add(batch);
  }
  const gone = [...inventory.batches].filter(isExhausted);
  for (const batch of gone) inventory.delete(batch);
  const file = await publishLedger(place, generation + 1, inventory.checkpoint());
  try {
    await tidy(files, inventory, names, gone, lost);
  } catch (error) {
    await file.writer.close();
    throw error;
  }
  const options = { place, file, checkpoint: () => inventory.checkpoint() };
  const ledger = new Ledger(rotateBlocks === undefined ? options : { ...options, rotateBlocks });
  return { inventory, ledger, damaged: lost };
}

/** null when the batch's file is not the one that the ledger speaks of. */
async function loadBatch(place: StorePlace, kernel: Kernel, record: BatchRecord): Promise<Batch | null> {
  let segment: Segment;
  try {
    segment = await openSegment(place.files, fileName(hex(record.hash)), place.owner, record.hash, place.storeKey);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'STORE_DAMAGED') return null;
    throw error;
  }
  const known =
    hex(segment.salt) === hex(record.salt) && hex(hashSpec(kernel, segment.spec)) === hex(record.specDigest);
  return known ? batchOf(record, segment) : null;
}

export function batchOf(record: BatchRecord, segment: Segment): Batch {
  const stocks = segment.places.map(({ stock }) => stock);
  return { ...record, id: hex(record.hash), segment, stocks, bound: isBound(segment.spec) };
}

async function tidy(
  files: Files,
  inventory: Inventory,
  names: readonly string[],
  gone: readonly Batch[],
  lost: readonly string[],
): Promise<void> {
  for (const { id, segment } of gone) await eraseSegment({ files }, id, segment.bytes);
  for (const id of lost) await setAside({ files }, id);
  for (const name of names) {
    const id = name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : null;
    if (name.endsWith(TEMPORARY) || (id !== null && inventory.get(id) === undefined)) await files.remove(name);
  }
}

/** @throws UsageError INVALID_ARGUMENT */
export function requireDigest(bytes: Uint8Array, what: string): void {
  if (bytes.length === DIGEST_BYTES) return;
  throw new UsageError('INVALID_ARGUMENT', `expected ${what} of ${DIGEST_BYTES} bytes, got ${bytes.length}`);
}
