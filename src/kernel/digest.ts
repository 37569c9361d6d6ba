// SHA-256 [FIPS180] of a concatenation, fed through a buffer in kernel memory that is wiped afterwards. Synchronous and
// the same in Node and in browsers; WebCrypto's is not synchronous. Time depends on the lengths only.
import type { RawExports } from './exports.js';
import type { Heap } from './heap.js';

const BLOCK_BYTES = 64;
const STATE_BYTES = 64;
const SCHEDULE_BYTES = 256;
const CAPACITY = 16 << 10;

/** Bytes of workspace: state, message schedule, buffer, and a block more for the padding. */
export const DIGEST_BYTES = STATE_BYTES + SCHEDULE_BYTES + CAPACITY + BLOCK_BYTES;

/** The hash of the concatenated parts; `at` is DIGEST_BYTES of workspace, left wiped. */
export function digest(raw: RawExports, heap: Heap, at: number, parts: readonly Uint8Array[]): Uint8Array {
  const schedule = at + STATE_BYTES;
  const buffer = schedule + SCHEDULE_BYTES;
  let filled = 0;
  let total = 0;
  let touched = 0;
  raw.sha256Start(at);
  for (const part of parts) {
    for (let from = 0; from < part.length; ) {
      const count = Math.min(part.length - from, CAPACITY - filled);
      heap.bytes.set(count === part.length ? part : part.subarray(from, from + count), buffer + filled);
      from += count;
      filled += count;
      touched = Math.max(touched, filled);
      if (filled === CAPACITY) {
        raw.sha256Blocks(at, buffer, CAPACITY / BLOCK_BYTES, schedule);
        filled = 0;
      }
    }
    total += part.length;
  }
  const rest = filled % BLOCK_BYTES;
  raw.sha256Blocks(at, buffer, (filled - rest) / BLOCK_BYTES, schedule);
  raw.sha256Finish(at, buffer + filled - rest, rest, total, schedule);
  const result = heap.bytes.slice(at, at + 32);
  heap.wipe(at, STATE_BYTES + SCHEDULE_BYTES + Math.min(touched + 2 * BLOCK_BYTES, CAPACITY + BLOCK_BYTES));
  return result;
}
