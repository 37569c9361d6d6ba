// The files of batches: written whole under a temporary name, given their name when they are durable, removed when they are of no
// use any more.

import { UsageError } from '../../errors.js';
import type { BatchSpec } from '../kinds.js';
import type { StorePlace } from './place.js';
import { PREAMBLE_BYTES } from './segment-format.js';
import { openSegment, type Segment } from './segment-reader.js';
import { type ColumnBytes, writeSegment } from './segment-writer.js';

export const SUFFIX = '.batch';
/** Files that never got their names. */
export const TEMPORARY = '.tmp';
const SET_ASIDE = '.damaged';

export function fileName(id: string): string {
  return id + SUFFIX;
}

export interface SegmentContent {
  readonly hash: Uint8Array;
  readonly spec: BatchSpec;
  readonly columns: readonly (readonly ColumnBytes[])[];
  /** Never used before. */
  readonly salt: Uint8Array;
  readonly chunkBytes?: number;
}

/** Writes the file of a batch; it is durable, name and all, when this returns. On an error nothing stays. */
export async function putSegment(place: StorePlace, id: string, content: SegmentContent): Promise<Segment> {
  const { files, storeKey, owner } = place;
  const temporary = fileName(id) + TEMPORARY;
  const key = storeKey.derive('segment', content.salt);
  await files.remove(temporary);
  try {
    const writer = await files.create(temporary);
    if (writer === null) throw new UsageError('WRONG_STATE', `batch ${id} is being written by another process`);
    try {
      await writeSegment(writer, { ...content, owner, batchHash: content.hash, key });
      await writer.sync();
    } finally {
      key.fill(0);
      await writer.close();
    }
    await files.rename(temporary, fileName(id));
  } catch (error) {
    await files.remove(temporary).catch(() => undefined);
    throw error;
  }
  await files.syncDirectory();
  return await openSegment(files, fileName(id), owner, content.hash, storeKey);
}

/** What a file is shortened by at a time: a file system may take long to free much, and the ledger's syncs wait for it. */
const CUT_BYTES = 2 ** 23;

/**
 * Overwrites what a batch's key was derived with, and removes the file.
 * @hazard an SSD, a journal, a snapshot or a copy may keep the old bytes: whoever has them and the store's key reads the batch
 */
export async function eraseSegment({ files }: Pick<StorePlace, 'files'>, id: string, bytes: number): Promise<void> {
  const name = fileName(id);
  if (await files.exists(name)) {
    await files.wipe(name, PREAMBLE_BYTES);
    for (let left = bytes - CUT_BYTES; left > 0; left -= CUT_BYTES) await files.cut(name, left);
  }
  await files.remove(name);
}

/** Keeps a damaged file for whoever wants to look at it; the store never does. */
export async function setAside({ files }: Pick<StorePlace, 'files'>, id: string): Promise<void> {
  if (await files.exists(fileName(id))) await files.rename(fileName(id), fileName(id) + SET_ASIDE);
}
