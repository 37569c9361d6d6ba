// Residues as bytes: 28 bits each, little-endian, in groups of sixteen (56 bytes). What is unpacked is checked: every
// residue below its prime, so a value has one encoding only.
import { UsageError } from '../errors.js';
import type { Arena } from './arena.js';
import { RESIDUE_WORDS, RingMemory } from './ring-memory.js';
import type { Span } from './span.js';

const GROUP_WORDS = 8;

/** Bytes of two residues, one word of memory. */
export const PACKED_BYTES_PER_WORD = 7;

/** Words handled together. */
const CHUNK_WORDS = RESIDUE_WORDS;

export class Packing {
  readonly #memory: RingMemory;
  /** CHUNK_WORDS in their packed form; always public data. */
  readonly #buffer: Span;

  /** @param arena holds a buffer of 57 KB */
  constructor(arena: Arena) {
    this.#memory = new RingMemory(arena);
    this.#buffer = arena.alloc((PACKED_BYTES_PER_WORD * CHUNK_WORDS) / 8);
  }

  /**
   * 7 bytes per word of x, whose lanes are canonical, to `bytes`. @throws LENGTH_MISMATCH also unless 8 divides
   * x.length
   */
  packInto(x: Span, bytes: Uint8Array): void {
    const { raw, heap } = this.#memory;
    const from = this.#memory.at(x, wholeGroups(x.length));
    checkLength(bytes, x);
    const buffer = this.#memory.at(this.#buffer, this.#buffer.length);
    for (let word = 0; word < x.length; word += CHUNK_WORDS) {
      const count = Math.min(CHUNK_WORDS, x.length - word);
      raw.ringPack(from + 8 * word, buffer, 2 * count);
      const packed = heap.bytes.subarray(buffer, buffer + PACKED_BYTES_PER_WORD * count);
      bytes.set(packed, PACKED_BYTES_PER_WORD * word);
    }
  }

  /**
   * The lanes of z, at most one polynomial modulo one prime, from 7 z.length bytes.
   * @throws LENGTH_MISMATCH, nothing written | NOT_CANONICAL if a residue is not below the prime; z is zero then
   */
  unpackInto(bytes: Uint8Array, prime: number, z: Span): void {
    const { raw, heap } = this.#memory;
    const to = this.#memory.at(z, Math.min(wholeGroups(z.length), CHUNK_WORDS));
    checkLength(bytes, z);
    const buffer = this.#memory.at(this.#buffer, this.#buffer.length);
    heap.bytes.set(bytes, buffer);
    if (raw.ringUnpack(buffer, to, 2 * z.length, prime) === 1) return;
    heap.wipe(to, 8 * z.length);
    throw new UsageError('NOT_CANONICAL', `one of ${2 * z.length} residues is not below ${prime}`);
  }
}

function wholeGroups(words: number): number {
  if (words % GROUP_WORDS === 0) return words;
  throw new UsageError('LENGTH_MISMATCH', `expected a multiple of ${GROUP_WORDS} words, got ${words}`);
}

function checkLength(bytes: Uint8Array, x: Span): void {
  const expected = PACKED_BYTES_PER_WORD * x.length;
  if (bytes.length !== expected)
    throw new UsageError('LENGTH_MISMATCH', `expected ${expected} bytes, got ${bytes.length}`);
}
