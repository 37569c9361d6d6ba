// One message between two parties on the wire:
//
//     u32 length (little-endian, of everything after it) | u8 header length | header, msgpack | body, bare bytes
//
// The header says whose the body is: {s: session id, r: index, t: 'round'} or {s: session id, c: code, t: 'abort'}.
// Vectors travel as bare bodies because packing them with msgpack would copy them twice more. The header is tiny and
// bounded by its own length byte; it is decoded by msgpackr and then believed only field by field.

import { Packr, Unpackr } from 'msgpackr';
import { DIGEST_BYTES } from '../params.js';
import { isTesseraCode, type TesseraCode } from './error-codes.js';

/** Bytes before the header: the frame's length and the header's. */
export const PREFIX_BYTES = 5;
export const MAX_HEADER_BYTES = 255;
/** Largest index of a message in its session and direction. */
const MAX_INDEX = 0xffffffff;
/** Below this a frame is cut from Node's buffer pool, above it gets memory of its own. */
const POOLED_BYTES = 2048;

/** Message `index` (counted per session and direction, from 0) of a session; the body follows. */
export interface RoundHeader {
  readonly type: 'round';
  readonly session: string;
  readonly index: number;
}

/** The sender has given the session up; no body. */
export interface AbortHeader {
  readonly type: 'abort';
  readonly session: string;
  readonly code: TesseraCode;
}

/** A header that names its session and is otherwise not to be understood. */
export interface BrokenHeader {
  readonly type: 'broken';
  readonly session: string;
  readonly problem: string;
}

export type FrameHeader = RoundHeader | AbortHeader;

const packr = new Packr({ useRecords: false });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true });

/** The name under which a session is kept in maps and logs: its id in hexadecimal. */
export function sessionKey(session: Uint8Array): string {
  return Buffer.from(session.buffer, session.byteOffset, session.byteLength).toString('hex');
}

/** A whole frame with message `index`. Copies the parts at once: they are usually views of WASM memory.
 *  @param session    32 bytes
 *  @param bodyBytes  the sum of the parts' lengths */
export function encodeRound(
  session: Uint8Array,
  index: number,
  parts: readonly Uint8Array[],
  bodyBytes: number,
): Buffer {
  const frame = beginFrame(packr.pack({ s: session, r: index, t: 'round' }), bodyBytes);
  let at = frame.length - bodyBytes;
  for (const part of parts) {
    frame.set(part, at);
    at += part.length;
  }
  return frame;
}

/** A whole frame that tells a peer that this party has given up the session, and the stable code only. */
export function encodeAbort(session: Uint8Array, code: TesseraCode): Buffer {
  return beginFrame(packr.pack({ s: session, c: code, t: 'abort' }), 0);
}

function beginFrame(header: Buffer, bodyBytes: number): Buffer {
  const size = PREFIX_BYTES + header.length + bodyBytes;
  const frame = size <= POOLED_BYTES ? Buffer.allocUnsafe(size) : Buffer.allocUnsafeSlow(size);
  frame.writeUInt32LE(size - 4, 0);
  frame[4] = header.length;
  frame.set(header, PREFIX_BYTES);
  return frame;
}

/** Reads a header. Undefined if it does not even name a session, so that only the stream as a whole can be blamed. */
export function decodeHeader(bytes: Uint8Array): FrameHeader | BrokenHeader | undefined {
  const fields = unpackMap(bytes);
  const session = fields?.s;
  if (fields === undefined || !(session instanceof Uint8Array) || session.length !== DIGEST_BYTES) return undefined;
  const key = sessionKey(session);
  const { t: type, r: index, c: code } = fields;
  if (Object.keys(fields).length !== 3) return { type: 'broken', session: key, problem: 'expected 3 header fields' };
  if (type === 'round' && isIndex(index)) return { type, session: key, index };
  if (type === 'abort' && typeof code === 'string' && isTesseraCode(code)) return { type, session: key, code };
  const problem = type === 'round' ? 'no valid index' : type === 'abort' ? 'no known code' : 'unknown type';
  return { type: 'broken', session: key, problem: `header has ${problem}` };
}

function unpackMap(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = unpackr.unpack(bytes);
    if (typeof value !== 'object' || value === null) return undefined;
    return value as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_INDEX;
}
