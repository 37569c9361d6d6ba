// The file of one batch at one party, version 1. Numbers are little-endian.
//
//     "TESSERAB" | version u32 | bytes of the sealed head u32 | salt (32) | zeros (16)      the preamble, 64 bytes
//     head, sealed as piece 0: JSON {chunkBytes, spec}
//     chunks, sealed as pieces 1, 2, ..: stock by stock, each `perChunk` items but the last
//
// A chunk holds its items component by component: all of the first component, then all of the second, so that a range of items
// is one run per component. The file's length follows from the head; a cut or extended file is noticed without reading it.

import { z } from 'zod';
import { SecurityAbort } from '../../errors.js';
import type { BatchSpec } from '../kinds.js';
import { parseSpec } from '../spec.js';
import type { Owner } from './place.js';
import { SALT_BYTES, TAG_BYTES } from './sealing.js';
import { itemBytes, type Stock, stocksOf } from './stock.js';

export const FORMAT_VERSION = 1;
export const PREAMBLE_BYTES = 64;
/** What a chunk aims at: larger ones decrypt no faster, smaller ones cost calls. */
export const CHUNK_BYTES = 128 * 1024;

const MAGIC = new TextEncoder().encode('TESSERAB');
const SALT_AT = 16;
/** More than the longest specification takes. */
const MAX_HEAD_BYTES = 2 ** 22;

/** Where a stock's chunks are. */
export interface Place {
  readonly stock: Stock;
  readonly perChunk: number;
  readonly chunks: number;
  /** Number of its first chunk. */
  readonly first: number;
  /** Position of its first chunk in the file. */
  readonly at: number;
}

export interface Geometry {
  readonly places: readonly Place[];
  /** Length of the file. */
  readonly bytes: number;
}

/** @param start where the first chunk begins */
export function geometryOf(spec: BatchSpec, owner: Owner, chunkBytes: number, start: number): Geometry {
  let at = start;
  let first = 1;
  const places = stocksOf(spec, owner.party, owner.parties).map((stock): Place => {
    const perChunk = Math.max(1, Math.floor(chunkBytes / Math.max(1, itemBytes(stock))));
    const chunks = Math.ceil(stock.items / perChunk);
    const place = { stock, perChunk, chunks, first, at };
    at += stock.items * itemBytes(stock) + chunks * TAG_BYTES;
    first += chunks;
    return place;
  });
  return { places, bytes: at };
}

/** Items [from, to) and position of a chunk. */
export function chunkOf(place: Place, chunk: number): { from: number; to: number; at: number; bytes: number } {
  const from = chunk * place.perChunk;
  const to = Math.min(place.stock.items, from + place.perChunk);
  const size = itemBytes(place.stock);
  return { from, to, at: place.at + from * size + chunk * TAG_BYTES, bytes: (to - from) * size + TAG_BYTES };
}

/** Associated data of the head. */
export function aboutHead(owner: Owner, batchHash: Uint8Array, preamble: Uint8Array): Uint8Array {
  return Buffer.concat([aboutFile(owner, batchHash), preamble]);
}

/** Associated data of a chunk. */
export function aboutChunk(file: Uint8Array, place: Place, chunk: number): Uint8Array {
  const { from, to } = chunkOf(place, chunk);
  return Buffer.concat([file, Buffer.from(JSON.stringify([place.stock.key, place.first + chunk, from, to]))]);
}

/** What all pieces of a file have in common. */
export function aboutFile({ keyId, party, parties }: Owner, batchHash: Uint8Array): Uint8Array {
  const place = Buffer.from(JSON.stringify(['tessera/store/segment', FORMAT_VERSION, party, parties]));
  return Buffer.concat([keyId, batchHash, place]);
}

export function encodePreamble(salt: Uint8Array, headBytes: number): Uint8Array {
  const preamble = new Uint8Array(PREAMBLE_BYTES);
  preamble.set(MAGIC);
  const view = new DataView(preamble.buffer);
  view.setUint32(8, FORMAT_VERSION, true);
  view.setUint32(12, headBytes, true);
  preamble.set(salt, SALT_AT);
  return preamble;
}

/** @throws SecurityAbort STORE_DAMAGED */
export function decodePreamble(bytes: Uint8Array): { readonly salt: Uint8Array; readonly headBytes: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const headBytes = view.getUint32(12, true);
  const known = MAGIC.every((byte, k) => byte === bytes[k]) && view.getUint32(8, true) === FORMAT_VERSION;
  if (!known || headBytes > MAX_HEAD_BYTES) {
    throw new SecurityAbort('STORE_DAMAGED', `expected a batch in format ${FORMAT_VERSION}, found something else`);
  }
  return { salt: bytes.slice(SALT_AT, SALT_AT + SALT_BYTES), headBytes };
}

const headSchema = z.strictObject({
  chunkBytes: z
    .int()
    .min(1)
    .max(2 ** 30),
  spec: z.unknown(),
});

export function encodeHead(spec: BatchSpec, chunkBytes: number): Uint8Array {
  return Buffer.from(JSON.stringify({ chunkBytes, spec }));
}

/** @throws SecurityAbort STORE_DAMAGED */
export function decodeHead(
  bytes: Uint8Array,
  parties: number,
): { readonly chunkBytes: number; readonly spec: BatchSpec } {
  try {
    const { chunkBytes, spec } = headSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    return { chunkBytes, spec: parseSpec(spec, parties) };
  } catch {
    throw new SecurityAbort('STORE_DAMAGED', 'expected the description of a batch, found something else');
  }
}
