// Deterministic randomness: ChaCha [RFC8439] with 12 rounds under a 32-byte seed, one stream per 64-bit number. A field
// element is the low 61 bits of a 64-bit word of the stream; words whose 61 bits are p or more (one in 2^40) are
// skipped, so elements are exactly uniform and depend only on seed, stream and position. Time depends on n and on the
// skipped words.
import { UsageError } from '../errors.js';
import { SEED_BYTES } from '../params.js';
import type { RawExports } from './exports.js';
import type { Heap } from './heap.js';

const ROUNDS = 12;
const SIGMA = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];
const STATE_BYTES = 64;
const BLOCK_BYTES = 64;
const BLOCK_WORDS = 8;

/** Handled together: little enough that rejection or copying reads what is still in the first-level cache. */
const CHUNK_WORDS = 2048;
export const CHUNK_BYTES = 8 * CHUNK_WORDS;

/** Bytes of workspace: the state, and 256 for the last, partial group of blocks. */
export const STREAM_BYTES = STATE_BYTES + 256;

/** The state of one stream at `at` (STREAM_BYTES of workspace), counter 0. @throws INVALID_ARGUMENT */
export function openStream(heap: Heap, at: number, seed: Uint8Array, stream: number): void {
  if (seed.length !== SEED_BYTES) {
    throw new UsageError('INVALID_ARGUMENT', `a seed has ${SEED_BYTES} bytes, this one ${seed.length}`);
  }
  if (!Number.isSafeInteger(stream) || stream < 0) {
    throw new UsageError('INVALID_ARGUMENT', `a stream number is a natural number below 2^53, not ${stream}`);
  }
  const state = heap.words32(at, 16);
  state.set(SIGMA, 0);
  heap.bytes.set(seed, at + 16);
  state.set([0, 0, stream >>> 0, Math.floor(stream / 2 ** 32)], 12);
}

/** Wipes the key, and what is left of the last blocks. */
export function closeStream(heap: Heap, at: number): void {
  heap.wipe(at, STREAM_BYTES);
}

/** The first bytes of an open stream, as many as `out` has, through CHUNK_BYTES of memory at `buffer`. */
export function readStream(raw: RawExports, heap: Heap, at: number, buffer: number, out: Uint8Array): void {
  for (let from = 0; from < out.length; from += CHUNK_BYTES) {
    const count = Math.min(CHUNK_BYTES, out.length - from);
    heap.words32(at, 16)[12] = from / BLOCK_BYTES;
    raw.chacha(at, ROUNDS, buffer, count);
    out.set(heap.bytes.subarray(buffer, buffer + count), from);
  }
}

/** Writes words first..first+count-1 of some stream of 64-bit words to address z; may write fewer, returns how many. */
export type WordSource = (first: number, count: number, z: number) => number;

/** The words of an open stream. A start inside a block yields only the rest of that block. */
export function wordSource(raw: RawExports, heap: Heap, at: number): WordSource {
  return (first, count, z) => {
    const skip = first % BLOCK_WORDS;
    heap.words32(at, 16)[12] = Math.floor(first / BLOCK_WORDS);
    if (skip === 0) {
      raw.chacha(at, ROUNDS, z, 8 * count);
      return count;
    }
    const taken = Math.min(count, BLOCK_WORDS - skip);
    const block = at + STATE_BYTES;
    raw.chacha(at, ROUNDS, block, 8 * BLOCK_WORDS);
    heap.bytes.copyWithin(z, block + 8 * skip, block + 8 * (skip + taken));
    return taken;
  };
}

/** Fills n words at z with uniform elements: the words of the source in order, without the rejected ones. */
export function fillUniform(raw: RawExports, source: WordSource, z: number, n: number): void {
  let read = 0;
  for (let filled = 0; filled < n; ) {
    const to = z + 8 * filled;
    const got = source(read, Math.min(n - filled, CHUNK_WORDS), to);
    read += got;
    filled += raw.sample(to, got);
  }
}
