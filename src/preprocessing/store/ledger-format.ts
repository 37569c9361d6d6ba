// The ledger: which batches there are and which of their items are gone. A file of blocks of 512 bytes, one disk sector each,
// version 1, numbers little-endian:
//
//     type u32 | entries u32 | sequence u64 | group u64 | entries .. zeros | HMAC-SHA-256 (32)
//
// Block 0 is the header: who the owner is, the salt of this file's key, and of how many blocks the checkpoint behind it consists.
// Blocks of one write form a group, numbered by its first block; a group is written only when all groups before are durable.
//
// A crash leaves of the last group: blocks that are whole, blocks that are cut off by the end of the file, and sectors that are
// still zero. Such a group was never answered for, so its missing blocks are dropped. Everything else that does not fit is
// damage, and a damaged ledger is not read at all: it could only forget what is gone.

import { SecurityAbort, UsageError } from '../../errors.js';
import { DIGEST_BYTES } from '../../params.js';
import type { Owner } from './place.js';
import { isMacOf, MAC_BYTES, macOf, SALT_BYTES, type StoreKey } from './sealing.js';
import { FORMAT_VERSION } from './segment-format.js';

export const BLOCK_BYTES = 512;

/** One fact. Batches are numbered within the store, in the order in which they came. */
export type Entry =
  | {
      readonly type: 'appended';
      readonly batch: number;
      readonly hash: Uint8Array;
      readonly specDigest: Uint8Array;
      /** Of the batch's file: another file of the same name will not do. */
      readonly salt: Uint8Array;
    }
  | { readonly type: 'committed'; readonly batch: number }
  | { readonly type: 'dropped'; readonly batch: number }
  | {
      readonly type: 'spent';
      readonly batch: number;
      readonly stock: number;
      readonly from: number;
      readonly to: number;
    };

export interface LedgerHeader extends Owner {
  readonly salt: Uint8Array;
  /** Counts the files that this ledger has been written to. */
  readonly generation: number;
  /** Blocks of the checkpoint, the header included; they were durable before the file got its name. */
  readonly checkpoint: number;
}

const TYPES = ['header', 'appended', 'committed', 'dropped', 'spent'] as const;
const ENTRIES_AT = 24;
const MAC_AT = BLOCK_BYTES - MAC_BYTES;
const ENTRY_BYTES = { appended: 4 + 2 * DIGEST_BYTES + SALT_BYTES, committed: 4, dropped: 4, spent: 16 } as const;
const MAGIC = 0x4c545354;

function capacity(type: Entry['type']): number {
  return Math.floor((MAC_AT - ENTRIES_AT) / ENTRY_BYTES[type]);
}

/** Entries in blocks: neighbours of one type share blocks, and the order stays. */
export function blocksOf(entries: readonly Entry[]): (readonly Entry[])[] {
  const blocks: Entry[][] = [];
  for (const entry of entries) {
    const last = blocks.at(-1);
    if (last === undefined || last[0]?.type !== entry.type || last.length === capacity(entry.type))
      blocks.push([entry]);
    else last.push(entry);
  }
  return blocks;
}

/** @param sequence of the first block, which numbers the group as well */
export function encodeGroup(
  key: Uint8Array,
  entries: readonly Entry[],
  sequence: number,
  group = sequence,
): Uint8Array {
  const blocks = blocksOf(entries);
  const bytes = new Uint8Array(blocks.length * BLOCK_BYTES);
  blocks.forEach((block, index) => {
    const out = bytes.subarray(index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES);
    const type = block[0]?.type ?? 'spent';
    const view = writeFrame(out, type, block.length, sequence + index, group);
    block.forEach((entry, k) => {
      writeEntry(out, view, ENTRIES_AT + k * ENTRY_BYTES[type], entry);
    });
    out.set(macOf(key, out.subarray(0, MAC_AT)), MAC_AT);
  });
  return bytes;
}

function writeFrame(out: Uint8Array, type: (typeof TYPES)[number], entries: number, sequence: number, group: number) {
  const view = new DataView(out.buffer, out.byteOffset, BLOCK_BYTES);
  view.setUint32(0, TYPES.indexOf(type), true);
  view.setUint32(4, entries, true);
  view.setBigUint64(8, BigInt(sequence), true);
  view.setBigUint64(16, BigInt(group), true);
  return view;
}

function writeEntry(out: Uint8Array, view: DataView, at: number, entry: Entry): void {
  view.setUint32(at, entry.batch, true);
  if (entry.type === 'appended') {
    out.set(entry.hash, at + 4);
    out.set(entry.specDigest, at + 4 + DIGEST_BYTES);
    out.set(entry.salt, at + 4 + 2 * DIGEST_BYTES);
  } else if (entry.type === 'spent') {
    view.setUint32(at + 4, entry.stock, true);
    view.setUint32(at + 8, entry.from, true);
    view.setUint32(at + 12, entry.to, true);
  }
}

export function encodeHeader(key: Uint8Array, header: LedgerHeader): Uint8Array {
  const out = new Uint8Array(BLOCK_BYTES);
  const view = writeFrame(out, 'header', 0, 0, 0);
  [MAGIC, FORMAT_VERSION, header.party, header.parties, header.generation, header.checkpoint].forEach((word, k) => {
    view.setUint32(ENTRIES_AT + 4 * k, word, true);
  });
  out.set(header.keyId, ENTRIES_AT + 24);
  out.set(header.salt, ENTRIES_AT + 24 + DIGEST_BYTES);
  out.set(macOf(key, out.subarray(0, MAC_AT)), MAC_AT);
  return out;
}

/**
 * @throws SecurityAbort STORE_DAMAGED when it is not as it was written, or the store's key is another;
 *         UsageError DATA_INVALID when it is another party's, another MAC key's or of another version
 */
export function decodeHeader(bytes: Uint8Array, storeKey: StoreKey, owner: Owner): LedgerHeader {
  if (bytes.length < BLOCK_BYTES) throw damaged('the ledger has no header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, BLOCK_BYTES);
  const word = (k: number) => view.getUint32(ENTRIES_AT + 4 * k, true);
  if (word(0) !== MAGIC) throw damaged('the ledger does not begin as it was written');
  if (word(1) !== FORMAT_VERSION) {
    throw new UsageError('DATA_INVALID', `expected a store in format ${FORMAT_VERSION}, found format ${word(1)}`);
  }
  const saltAt = ENTRIES_AT + 24 + DIGEST_BYTES;
  const salt = bytes.slice(saltAt, saltAt + SALT_BYTES);
  if (!isMacOf(storeKey.derive('ledger', salt), bytes.subarray(0, MAC_AT), bytes.subarray(MAC_AT, BLOCK_BYTES))) {
    throw damaged('the ledger was changed, or the key is not the one it was written with');
  }
  const keyId = bytes.slice(ENTRIES_AT + 24, saltAt);
  const header = { keyId, party: word(2), parties: word(3), generation: word(4), checkpoint: word(5), salt };
  if (header.party !== owner.party || header.parties !== owner.parties || !same(keyId, owner.keyId)) {
    throw new UsageError(
      'DATA_INVALID',
      `the store belongs to party ${header.party} of ${header.parties}, or to another key`,
    );
  }
  return header;
}

function same(x: Uint8Array, y: Uint8Array): boolean {
  return x.length === y.length && x.every((byte, k) => byte === y[k]);
}

export function damaged(how: string): SecurityAbort {
  return new SecurityAbort('STORE_DAMAGED', how);
}

type Block =
  | { readonly state: 'whole'; readonly group: number; readonly entries: Entry[] }
  | { readonly state: 'torn' }
  | { readonly state: 'bad' };

/**
 * Everything a ledger says, oldest first.
 * @throws SecurityAbort STORE_DAMAGED
 */
export function decodeLedger(bytes: Uint8Array, storeKey: StoreKey, header: LedgerHeader): Entry[] {
  const key = storeKey.derive('ledger', header.salt);
  const entries: Entry[] = [];
  let tornGroup: number | null = null;
  const blocks = Math.ceil(bytes.length / BLOCK_BYTES);
  for (let sequence = 1; sequence < blocks; sequence++) {
    const block = decodeBlock(bytes.subarray(sequence * BLOCK_BYTES, (sequence + 1) * BLOCK_BYTES), key, sequence);
    if (block.state === 'bad') throw damaged(`block ${sequence} of the ledger is damaged`);
    if (block.state === 'torn') tornGroup ??= sequence;
    // A block of a later group proves that what is missing was once durable.
    else if (tornGroup !== null && block.group > tornGroup)
      throw damaged(`block ${tornGroup} of the ledger is missing`);
    else entries.push(...block.entries);
  }
  if (blocks < header.checkpoint || (tornGroup !== null && tornGroup < header.checkpoint)) {
    throw damaged('the checkpoint of the ledger is not complete');
  }
  return entries;
}

function decodeBlock(bytes: Uint8Array, key: Uint8Array, sequence: number): Block {
  if (bytes.length < BLOCK_BYTES) return { state: 'torn' };
  const mac = bytes.subarray(MAC_AT);
  if (mac.every((byte) => byte === 0)) return { state: 'torn' };
  if (!isMacOf(key, bytes.subarray(0, MAC_AT), mac)) return { state: 'bad' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, BLOCK_BYTES);
  const type = TYPES[view.getUint32(0, true)];
  if (type === undefined || type === 'header' || view.getBigUint64(8, true) !== BigInt(sequence))
    return { state: 'bad' };
  const count = view.getUint32(4, true);
  const entries = Array.from({ length: count }, (_, k) =>
    readEntry(bytes, view, ENTRIES_AT + k * ENTRY_BYTES[type], type),
  );
  return { state: 'whole', group: Number(view.getBigUint64(16, true)), entries };
}

function readEntry(bytes: Uint8Array, view: DataView, at: number, type: Entry['type']): Entry {
  const word = (k: number) => view.getUint32(at + 4 * k, true);
  const digest = (k: number) => bytes.slice(at + 4 + k * DIGEST_BYTES, at + 4 + (k + 1) * DIGEST_BYTES);
  const batch = word(0);
  if (type === 'appended') return { type, batch, hash: digest(0), specDigest: digest(1), salt: digest(2) };
  if (type === 'spent') return { type, batch, stock: word(1), from: word(2), to: word(3) };
  return { type, batch };
}
