// Residues as bytes: 28 bits each, little-endian, in groups of sixteen (56 bytes). What is unpacked is checked: every
// residue below its prime, so a value has one encoding only.
import { UsageError } from '../errors.js';
import type { Arena } from './arena.js';
import { RingMemory } from './ring-memory.js';
import type { Span } from './span.js';

const GROUP_WORDS = 8;

/** Bytes of two residues, one word of memory. */
export const PACKED_BYTES_PER_WORD = 7;

export class Packing {
  readonly #memory: RingMemory;

  constructor(arena: Arena) {
    this.#memory = new RingMemory(arena);
  }

  /** 7 bytes per word of x, whose lanes are canonical. @throws LENGTH_MISMATCH unless x is whole groups of 8 words */
  pack(x: Span): Uint8Array {
    const { raw, heap } = this.#memory;
    const from = this.#memory.at(x, wholeGroups(x.length));
    const bytes = PACKED_BYTES_PER_WORD * x.length;
    const block = heap.allocate(bytes);
    try {
      raw.ringPack(from, block.address, 2 * x.length);
      return heap.bytes.slice(block.address, block.address + bytes);
    } finally {
      heap.free(block, bytes);
    }
  }

  /**
   * The lanes of z from 7 z.length bytes, all modulo one prime.
   * @throws LENGTH_MISMATCH, nothing written | NOT_CANONICAL if a residue is not below the prime; z is zero then
   */
  unpackInto(bytes: Uint8Array, prime: number, z: Span): void {
    const { raw, heap } = this.#memory;
    const words = wholeGroups(z.length);
    const expected = PACKED_BYTES_PER_WORD * words;
    if (bytes.length !== expected) {
      throw new UsageError('LENGTH_MISMATCH', `expected ${expected} bytes, got ${bytes.length}`);
    }
    const block = heap.allocate(expected);
    try {
      heap.bytes.set(bytes, block.address);
      const to = this.#memory.at(z, words);
      if (raw.ringUnpack(block.address, to, 2 * words, prime) === 1) return;
      heap.wipe(to, 8 * words);
    } finally {
      heap.free(block, expected);
    }
    throw new UsageError('NOT_CANONICAL', `one of ${2 * words} residues is not below ${prime}`);
  }
}

function wholeGroups(words: number): number {
  if (words % GROUP_WORDS === 0) return words;
  throw new UsageError('LENGTH_MISMATCH', `expected a multiple of ${GROUP_WORDS} words, got ${words}`);
}
