// BLAKE3 [OANW20] of polynomials where they lie in memory. Time depends on lengths only.
import type { Arena } from './arena.js';
import { primesOf, RESIDUE_BYTES, RingMemory } from './ring-memory.js';
import type { Span } from './span.js';

const CHUNK_BYTES = 1024;
const DIGEST_BYTES = 32;
const CHUNKS = RESIDUE_BYTES / CHUNK_BYTES;
const SCRATCH_BYTES = 384 + 32 * CHUNKS;

export class PolynomialDigest {
  readonly #memory: RingMemory;
  readonly #scratch: Span;

  constructor(arena: Arena) {
    this.#memory = new RingMemory(arena);
    this.#scratch = arena.alloc((SCRATCH_BYTES + DIGEST_BYTES) / 8);
  }

  /** 32 bytes per polynomial of N 32-bit lanes in x: the BLAKE3 hash of its 65,536 bytes. */
  of(x: Span): Uint8Array {
    const { raw, heap } = this.#memory;
    const count = primesOf(x, x.length);
    const at = this.#memory.at(x, x.length);
    const scratch = this.#memory.at(this.#scratch, this.#scratch.length);
    const digests = new Uint8Array(DIGEST_BYTES * count);
    for (let i = 0; i < count; i++) {
      const result = scratch + SCRATCH_BYTES;
      raw.blake3(at + i * RESIDUE_BYTES, CHUNKS, scratch, result);
      digests.set(heap.bytes.subarray(result, result + DIGEST_BYTES), DIGEST_BYTES * i);
    }
    heap.wipe(scratch, 8 * this.#scratch.length);
    return digests;
  }
}
