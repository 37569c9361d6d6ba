// The life of a ledger file, `ledger-<generation>`. Whoever opens a store
//
//     1. finds the highest generation g and creates `sealed-<g>`
//     2. reads ledger-<g>: whatever its owner hands out from now on, it does not, for it looks for the seal after each sync
//     3. writes the next generation under a name of its own, header and checkpoint, synced
//     4. links it to `ledger-<g+1>`, which only one can do; a seal that is there already says that this came too late
//     5. removes what is older
//
// with the directory synced between 4 and 5. A generation says all that those before it said, so after a crash anywhere the
// highest one counts. Seals stay for some generations, for a process that slept meanwhile.

import { randomBytes } from 'node:crypto';
import { UsageError } from '../../errors.js';
import { type FileWriter, readWhole } from './files.js';
import {
  BLOCK_BYTES,
  blocksOf,
  damaged,
  decodeHeader,
  decodeLedger,
  type Entry,
  encodeGroup,
  encodeHeader,
} from './ledger-format.js';
import type { StorePlace } from './place.js';
import { newSalt } from './sealing.js';
import { TEMPORARY } from './shelf.js';

const LEDGER = /^ledger-(\d{1,9})$/;
const SEAL = /^sealed-(\d{1,9})$/;
const KEPT_SEALS = 64;

const ledgerName = (generation: number) => `ledger-${generation}`;
const sealName = (generation: number) => `sealed-${generation}`;

/** A ledger file, durable under its name, with a checkpoint in it. */
export interface LedgerFile {
  readonly writer: FileWriter;
  readonly key: Uint8Array;
  readonly generation: number;
  /** Blocks of the checkpoint. */
  readonly blocks: number;
}

export interface SealedLedger {
  /** 0 for a store that is new. */
  readonly generation: number;
  readonly entries: readonly Entry[];
}

/**
 * Steps 1 and 2: takes the store over and reads what it says.
 * @throws SecurityAbort STORE_DAMAGED, UsageError DATA_INVALID, WRONG_STATE
 */
export async function sealLedger({ files, storeKey, owner }: StorePlace): Promise<SealedLedger> {
  const generation = Math.max(0, ...numbered(await files.list(), LEDGER));
  if (generation === 0) return { generation, entries: [] };
  const read = async () => {
    const bytes = await readWhole(files, ledgerName(generation));
    if (bytes === null) throw takenOver();
    return { bytes, header: decodeHeader(bytes, storeKey, owner) };
  };
  // Whoever has the wrong key, or is the wrong party, must not disturb the owner.
  await read();
  await (await files.create(sealName(generation)))?.close();
  const { bytes, header } = await read();
  if (header.generation !== generation) {
    throw damaged(`${ledgerName(generation)} holds generation ${header.generation}`);
  }
  return { generation, entries: decodeLedger(bytes, storeKey, header) };
}

/** Steps 3 to 5. @throws UsageError WRONG_STATE when another process has taken the store meanwhile */
export async function publishLedger(
  place: StorePlace,
  generation: number,
  checkpoint: readonly Entry[],
): Promise<LedgerFile> {
  const { files } = place;
  const { file, name } = await writeLedger(place, generation, checkpoint);
  try {
    const won = await files.link(name, ledgerName(generation));
    await files.remove(name);
    if (!won || (await isSealed(place, generation))) throw takenOver();
    await files.syncDirectory();
  } catch (error) {
    await file.writer.close();
    throw error;
  }
  const names = await files.list();
  const old = numbered(names, LEDGER).filter((number) => number < generation);
  const unsealed = numbered(names, SEAL).filter((number) => number < generation - KEPT_SEALS);
  for (const former of [...old.map(ledgerName), ...unsealed.map(sealName)]) await files.remove(former);
  return file;
}

/** The same for the owner of a generation, while the store is open. @throws UsageError WRONG_STATE as above */
export async function rewriteLedger(
  place: StorePlace,
  generation: number,
  checkpoint: readonly Entry[],
): Promise<LedgerFile> {
  const seal = await place.files.create(sealName(generation));
  if (seal === null) throw takenOver();
  await seal.close();
  return publishLedger(place, generation + 1, checkpoint);
}

/** Has somebody else taken this generation over? */
export function isSealed({ files }: StorePlace, generation: number): Promise<boolean> {
  return files.exists(sealName(generation));
}

async function writeLedger(
  { files, storeKey, owner }: StorePlace,
  generation: number,
  checkpoint: readonly Entry[],
): Promise<{ file: LedgerFile; name: string }> {
  const salt = newSalt();
  const key = storeKey.derive('ledger', salt);
  const blocks = 1 + blocksOf(checkpoint).length;
  const name = `ledger-${generation}-${randomBytes(8).toString('hex')}${TEMPORARY}`;
  const writer = await files.create(name);
  if (writer === null) throw takenOver();
  const header = encodeHeader(key, { ...owner, salt, generation, checkpoint: blocks });
  try {
    await writer.append(Buffer.concat([header, encodeGroup(key, checkpoint, 1)], blocks * BLOCK_BYTES));
    await writer.sync();
  } catch (error) {
    await writer.close();
    throw error;
  }
  return { file: { writer, key, generation, blocks }, name };
}

function numbered(names: readonly string[], pattern: RegExp): number[] {
  return names.flatMap((name) => {
    const match = pattern.exec(name);
    return match === null ? [] : [Number(match[1])];
  });
}

function takenOver(): UsageError {
  return new UsageError('WRONG_STATE', 'another process is opening this store');
}
