// Random polynomials from a 32-byte seed: ChaCha12, one stream per 64-bit number, as in stream.ts. The uniform ones are
// exact: 16-byte groups of the stream that hold a value out of range are skipped, the others used in order, so a result
// depends only on seed and stream. Time tells how many groups were skipped, nothing about those used.
import { UsageError } from '../errors.js';
import type { Arena } from './arena.js';
import { primesOf, RESIDUE_WORDS, RING_DEGREE, RingMemory } from './ring-memory.js';
import { inverseModWord, modulo, montgomeryForm } from './ring-numbers.js';
import type { Span } from './span.js';
import { closeStream, openStream, STREAM_BYTES, wordSource } from './stream.js';

/** Random bytes made and used at a time; a multiple of 64 (blocks) and of 96 (wide integers). */
const CHUNK_BYTES = 24 << 10;
const CHUNK_WORDS = CHUNK_BYTES / 8;

/** Limbs of a wide integer, and the bytes of four of them. */
const WIDE_LIMBS = 6;
const WIDE_GROUP_BYTES = 16 * WIDE_LIMBS;

/** wideInto draws from [-2^185, 2^185). */
export const WIDE_BITS = 31 * WIDE_LIMBS - 1;

/** Centred binomial: heads of 21 coins less heads of 21 others. Variance 10.5, standard deviation 3.24, at most 21. */
export const BINOMIAL_COINS = 21;

/** All methods: @hazard one (seed, stream) pair serves one purpose only. @throws INVALID_ARGUMENT (seed, stream) */
export class RingRandom {
  readonly #memory: RingMemory;
  readonly #moduli: readonly number[];
  readonly #state: Span;
  readonly #chunk: Span;
  readonly #wide: Span;

  constructor(arena: Arena, moduli: readonly number[]) {
    this.#memory = new RingMemory(arena);
    this.#moduli = [...moduli];
    this.#state = arena.alloc(STREAM_BYTES / 8);
    this.#chunk = arena.alloc(CHUNK_BYTES / 8);
    this.#wide = this.#memory.table(moduli.flatMap((q) => wideConstants(BigInt(q))));
  }

  /** The bytes of the stream themselves. */
  bytesInto(seed: Uint8Array, stream: number, z: Span): void {
    const state = this.#memory.at(this.#state, this.#state.length);
    const to = this.#memory.at(z, z.length);
    openStream(this.#memory.heap, state, seed, stream);
    wordSource(this.#memory.raw, this.#memory.heap, state)(0, z.length, to);
    closeStream(this.#memory.heap, state);
  }

  /** N integers, uniform in {-1, 0, 1}. */
  ternaryInto(seed: Uint8Array, stream: number, z: Span): void {
    const to = this.#memory.at(z, RESIDUE_WORDS);
    let done = 0;
    this.#read(seed, stream, (chunk, bytes) => {
      done += this.#memory.raw.ringTernary(chunk, bytes / 16, to + 4 * done, RING_DEGREE - done);
      return done < RING_DEGREE;
    });
  }

  /** N integers, centred binomial. */
  binomialInto(seed: Uint8Array, stream: number, z: Span): void {
    const to = this.#memory.at(z, RESIDUE_WORDS);
    let done = 0;
    this.#read(seed, stream, (chunk, bytes) => {
      const count = Math.min(bytes / 8, RING_DEGREE - done);
      this.#memory.raw.ringBinomial(chunk, to + 4 * done, count);
      done += count;
      return done < RING_DEGREE;
    });
  }

  /** Canonical lanes, uniform modulo prime number `index`; one polynomial. */
  uniformInto(seed: Uint8Array, stream: number, index: number, z: Span): void {
    const to = this.#memory.at(z, RESIDUE_WORDS);
    const q = this.#moduli[index];
    if (q === undefined) throw new UsageError('INVALID_ARGUMENT', `there is no prime number ${index}`);
    let done = 0;
    this.#read(seed, stream, (chunk, bytes) => {
      done += this.#memory.raw.ringUniform(chunk, bytes / 16, q, to + 4 * done, RING_DEGREE - done);
      return done < RING_DEGREE;
    });
  }

  /** N integers, uniform in [-2^WIDE_BITS, 2^WIDE_BITS), modulo the primes, lazy. */
  wideInto(seed: Uint8Array, stream: number, z: Span): void {
    const primes = primesOf(z, this.#moduli.length);
    const to = this.#memory.at(z, primes * RESIDUE_WORDS);
    const table = this.#memory.at(this.#wide, this.#wide.length);
    let done = 0;
    this.#read(seed, stream, (chunk, bytes) => {
      const count = Math.min(4 * Math.floor(bytes / WIDE_GROUP_BYTES), RING_DEGREE - done);
      this.#memory.raw.ringWide(chunk, to + 4 * done, count, primes, table);
      done += count;
      return done < RING_DEGREE;
    });
  }

  /** Hands out the stream chunk by chunk while `use` wants more; then wipes what was made of it. */
  #read(seed: Uint8Array, stream: number, use: (chunk: number, bytes: number) => boolean): void {
    const { raw, heap } = this.#memory;
    const state = this.#memory.at(this.#state, this.#state.length);
    const chunk = this.#memory.at(this.#chunk, this.#chunk.length);
    openStream(heap, state, seed, stream);
    const source = wordSource(raw, heap, state);
    let wanted = true;
    for (let read = 0; wanted; read += CHUNK_WORDS) {
      source(read, CHUNK_WORDS, chunk);
      wanted = use(chunk, CHUNK_BYTES);
    }
    closeStream(heap, state);
    heap.wipe(chunk, CHUNK_BYTES);
  }
}

/** Of one prime q: q, its inverse modulo 2^32, -2^WIDE_BITS, a pad, the powers of 2^31 in Montgomery form. */
function wideConstants(q: bigint): number[] {
  const powers = Array.from({ length: WIDE_LIMBS }, (_, limb) => montgomeryForm(1n << BigInt(31 * limb), q));
  return [Number(q), inverseModWord(q), Number(modulo(-(1n << BigInt(WIDE_BITS)), q)), 0, ...powers];
}
