// The typed facade over one instance of the WASM kernel: vectors in F_p, p = 2^61 - 2^21 + 1, as spans of its memory.
// Checks lengths and lifetimes, then makes one call. No address leaves this folder.
//
// Constant time: add .. beaverSharesInto, sum, inner, their versions by groups, the matrix products, reduceInto, isCanonical, isZero, equal and
// sha256 run without branches or addresses that depend on words of their spans (i64.mul and f64 operations are taken
// to be constant time, as on current 64-bit processors); their time tells lengths. digitLookupInto and gatherInto read at
// public positions. Not constant time: everything from or to bigint and number, and a *bigint* scalar (public anyway).
// expandInto's time tells how many words were rejected (one in 2^40), nothing about those kept. JavaScript's own timing
// (garbage collection, compilation) is not controlled.
import { UsageError } from '../errors.js';
import { Arena } from './arena.js';
import { toCanonical, writeBigInts, writeCanonical, writeInts } from './convert.js';
import { DIGEST_BYTES, digest } from './digest.js';
import type { RawExports } from './exports.js';
import { Heap } from './heap.js';
import { instantiate, MAX_PAGES } from './load.js';
import {
  checkBitField,
  checkLength,
  groupsOf,
  type Scalar,
  type TripleShareSpans,
  type TripleSpans,
} from './operands.js';
import { productMany } from './product.js';
import { addressOf, type Span } from './span.js';
import { CHUNK_BYTES, closeStream, fillUniform, openStream, readStream, STREAM_BYTES, wordSource } from './stream.js';

/** What stands behind a kernel: the binary's functions and their memory. */
export interface Internals {
  readonly raw: RawExports;
  readonly heap: Heap;
}

let open: (kernel: Kernel) => Internals;

/**
 * Every `...Into` writes its last argument, which may be one of the inputs but must not overlap one in part.
 * All throw LENGTH_MISMATCH if lengths disagree, RELEASED for a span whose scope has ended, INVALID_ARGUMENT for a span
 * of another kernel; nothing is written then.
 */
export class Kernel {
  readonly #raw: RawExports;
  readonly #heap: Heap;
  /** One word for a public scalar. */
  readonly #scalarWord: number;
  readonly #streamState: number;
  readonly #digestState: number;

  private constructor(raw: RawExports, heap: Heap) {
    this.#raw = raw;
    this.#heap = heap;
    this.#scalarWord = heap.allocate(8).address;
    this.#streamState = heap.allocate(STREAM_BYTES).address;
    this.#digestState = heap.allocate(DIGEST_BYTES).address;
  }

  static {
    open = (kernel) => ({ raw: kernel.#raw, heap: kernel.#heap });
  }

  /** A kernel with its own memory, which grows up to 4 GiB. The binary is compiled once per realm. */
  static async load(): Promise<Kernel> {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES });
    const raw = await instantiate('plain', memory);
    return new Kernel(raw, new Heap(memory, raw.heapBase()));
  }

  /** An empty arena; the caller releases it. */
  newArena(): Arena {
    return new Arena(this, this.#heap);
  }

  /** z = x + y */
  addInto(x: Span, y: Span, z: Span): void {
    this.#raw.add(this.#at(x, z), this.#at(y, z), this.#at(z), z.length);
  }

  /** z = x - y */
  subInto(x: Span, y: Span, z: Span): void {
    this.#raw.sub(this.#at(x, z), this.#at(y, z), this.#at(z), z.length);
  }

  /** z = -x */
  negInto(x: Span, z: Span): void {
    this.#raw.neg(this.#at(x, z), this.#at(z), z.length);
  }

  /** z = x y, element by element */
  mulInto(x: Span, y: Span, z: Span): void {
    this.#raw.mul(this.#at(x, z), this.#at(y, z), this.#at(z), z.length);
  }

  /** z = k x */
  scaleInto(k: Scalar, x: Span, z: Span): void {
    this.#raw.scale(this.#scalar(k), this.#at(x, z), this.#at(z), z.length);
  }

  /** z += k x */
  axpyInto(k: Scalar, x: Span, z: Span): void {
    this.#raw.axpy(this.#scalar(k), this.#at(x, z), this.#at(z), z.length);
  }

  /** z = x + k */
  addConstantInto(k: Scalar, x: Span, z: Span): void {
    this.#raw.addConstant(this.#scalar(k), this.#at(x, z), this.#at(z), z.length);
  }

  /** z, one word, = the sum of x */
  sumInto(x: Span, z: Span): void {
    this.#raw.sum(this.#at(x), this.#at(z, 1), x.length);
  }

  /** z, one word, = sum x_i y_i */
  innerInto(x: Span, y: Span, z: Span): void {
    this.#raw.inner(this.#at(x), this.#at(y, x), this.#at(z, 1), x.length);
  }

  /** z_g = the sum of the g-th `group` words of x; z must not overlap x. @throws LENGTH_MISMATCH */
  groupSumsInto(x: Span, group: number, z: Span): void {
    const groups = groupsOf(x.length, group);
    this.#raw.groupSums(this.#at(x), group, this.#at(z, groups), groups);
  }

  /** z_g = the inner product of the g-th `group` words of x and y; z must not overlap them. @throws LENGTH_MISMATCH */
  groupInnerInto(x: Span, y: Span, group: number, z: Span): void {
    const groups = groupsOf(x.length, group);
    this.#raw.groupInner(this.#at(x), this.#at(y, x), group, this.#at(z, groups), groups);
  }

  /** Running sums within every `group` words: the first is x's own. @throws LENGTH_MISMATCH */
  prefixSumsInto(x: Span, group: number, z: Span): void {
    const groups = groupsOf(x.length, group);
    this.#raw.prefixSums(this.#at(x, z), group, this.#at(z), groups);
  }

  /**
   * z_i = x[indices_i], 0 where indices_i is -1; z must not overlap x.
   * @param indices public      @throws INVALID_ARGUMENT for an index outside x; z is undefined then
   */
  gatherInto(x: Span, indices: Int32Array, z: Span): void {
    checkLength(indices.length, z.length);
    this.#at(x);
    this.#temporary(Math.min(4 * indices.length, CHUNK_BYTES), (buffer) => {
      for (let from = 0; from < indices.length; from += CHUNK_BYTES / 4) {
        const part = indices.subarray(from, from + CHUNK_BYTES / 4);
        this.#heap.words32(buffer, part.length).set(part);
        const inside = this.#raw.gather(this.#at(x), x.length, buffer, this.#at(z) + 8 * from, part.length);
        if (inside !== 1) throw new UsageError('INVALID_ARGUMENT', `an index lies outside ${x.length} elements`);
      }
    });
  }

  /**
   * Beaver recombination, value side: z = c + d b + e a, and + d e at the one party that leads. d and e are public.
   * @source [DPSZ12] Multiply
   */
  beaverInto(t: TripleSpans, d: Span, e: Span, lead: boolean, z: Span): void {
    const at = (x: Span) => this.#at(x, z);
    this.#raw.beaver(at(t.a), at(t.b), at(t.c), at(d), at(e), lead ? 1 : 0, at(z), z.length);
  }

  /**
   * Both sides in one pass; zMac = cMac + d bMac + e aMac + macKey d e, macKey this party's share of the key.
   * @source [DPSZ12] Multiply
   */
  beaverSharesInto(t: TripleShareSpans, d: Span, e: Span, macKey: Span, lead: boolean, z: Span, zMac: Span): void {
    const at = (x: Span) => this.#at(x, z);
    const key = this.#at(macKey, 1);
    const { a, b, c, aMac, bMac, cMac } = t;
    const triple = [at(a), at(b), at(c), at(aMac), at(bMac), at(cMac)] as const;
    this.#raw.beaverShares(...triple, at(d), at(e), key, lead ? 1 : 0, at(z), at(zMac), z.length);
  }

  /** y = A x. A: rows * cols words, row by row; x: cols; y: rows, which must not overlap A or x. */
  matVecInto(A: Span, rows: number, cols: number, x: Span, y: Span): void {
    this.matVecsInto(A, rows, cols, [x], [y]);
  }

  /** y = A^T x. x: rows words; y: cols, which must not overlap A or x. */
  matTVecInto(A: Span, rows: number, cols: number, x: Span, y: Span): void {
    this.matTVecsInto(A, rows, cols, [x], [y]);
  }

  /** ys[v] = A xs[v] for all v, reading A once. */
  matVecsInto(A: Span, rows: number, cols: number, xs: readonly Span[], ys: readonly Span[]): void {
    productMany(this.#raw, this.#heap, false, A, rows, cols, xs, ys);
  }

  /** ys[v] = A^T xs[v] for all v, reading A once. */
  matTVecsInto(A: Span, rows: number, cols: number, xs: readonly Span[], ys: readonly Span[]): void {
    productMany(this.#raw, this.#heap, true, A, rows, cols, xs, ys);
  }

  /**
   * Looks one public digit per element up in shared tables [CdH10]. v = (c_i >> shift) & (2^w - 1); row i of the table
   * holds G[0..2^w-2] with G[v] = [r_i > v]; gt_i = G[v] (0 for v = 2^w - 1), eq_i = G[v-1] - G[v] with G[-1] = one.
   * @param c public, n words  @param one this party's share of the constant 1, one word
   */
  digitLookupInto(table: Span, w: number, c: Span, shift: number, one: Span, gt: Span, eq: Span): void {
    checkBitField(shift, w, 24);
    const n = c.length;
    const from = this.#at(table, n * (2 ** w - 1));
    this.#raw.digitLookup(from, w, this.#at(c), shift, this.#at(one, 1), this.#at(gt, n), this.#at(eq, n), n);
  }

  /** z = (x >> shift) & (2^width - 1), on canonical public values; width 1 to 61. */
  bitsInto(x: Span, shift: number, width: number, z: Span): void {
    checkBitField(shift, width, 61);
    this.#raw.bits(this.#at(x, z), shift, width, this.#at(z), z.length);
  }

  /**
   * Uniform field elements from a 32-byte seed: the same for the same seed, stream (0 .. 2^53 - 1) and position.
   * @hazard a (seed, stream) pair must serve one purpose only; expandBytes shares the stream's bytes
   */
  expandInto(seed: Uint8Array, stream: number, z: Span): void {
    const to = this.#at(z);
    const state = this.#streamState;
    openStream(this.#heap, state, seed, stream);
    fillUniform(this.#raw, wordSource(this.#raw, this.#heap, state), to, z.length);
    closeStream(this.#heap, state);
  }

  /** n bytes of ChaCha12 key stream, of the same stream that expandInto reads. */
  expandBytes(seed: Uint8Array, stream: number, n: number): Uint8Array {
    const state = this.#streamState;
    const out = new Uint8Array(n);
    this.#temporary(Math.min(n, CHUNK_BYTES), (buffer) => {
      openStream(this.#heap, state, seed, stream);
      readStream(this.#raw, this.#heap, state, buffer, out);
      closeStream(this.#heap, state);
    });
    return out;
  }

  /** SHA-256 of the concatenation of `parts`, 32 bytes. */
  sha256(parts: readonly Uint8Array[]): Uint8Array {
    return digest(this.#raw, this.#heap, this.#digestState, parts);
  }

  /** z = x mod p, for any words x */
  reduceInto(x: Span, z: Span): void {
    this.#raw.reduce(this.#at(x, z), this.#at(z), z.length);
  }

  /** Is every word below p? */
  isCanonical(x: Span): boolean {
    return this.#raw.isCanonical(this.#at(x), x.length) === 1;
  }

  /** Is every word 0? */
  isZero(x: Span): boolean {
    return this.#raw.isZero(this.#at(x), x.length) === 1;
  }

  /** Are x and y the same? */
  equal(x: Span, y: Span): boolean {
    return this.#raw.equal(this.#at(x, y), this.#at(y), y.length) === 1;
  }

  /**
   * Copies 8 z.length bytes, little-endian words, into z.
   * @throws LENGTH_MISMATCH, nothing written | NOT_CANONICAL if a word is p or more; z is zero then
   */
  load(bytes: Uint8Array, z: Span): void {
    const to = this.#at(z);
    checkLength(bytes.length, 8 * z.length, 'bytes');
    writeCanonical(this.#raw, this.#heap.bytes, bytes, to);
  }

  /** A copy of x, little-endian. */
  toBytes(x: Span): Uint8Array {
    return this.view(x).slice();
  }

  /** The bytes of x themselves. @hazard valid only until the next allocation in this kernel: read or copy at once */
  view(x: Span): Uint8Array {
    return new Uint8Array(this.#heap.bytes.buffer, this.#at(x), 8 * x.length);
  }

  /** Writes integers, reduced mod p. Not constant time. */
  fromBigInts(values: readonly bigint[], z: Span): void {
    checkLength(values.length, z.length);
    writeBigInts(values, this.#heap.words(this.#at(z), z.length));
  }

  toBigInts(x: Span): bigint[] {
    return Array.from(this.#heap.words(this.#at(x), x.length));
  }

  /** Writes safe integers, negative ones as p - |v|. Not constant time. @throws INVALID_ARGUMENT for another number */
  fromInts(values: ArrayLike<number>, z: Span): void {
    checkLength(values.length, z.length);
    writeInts(values, this.#heap.words32(this.#at(z), 2 * z.length));
  }

  /** Writes signed integers, reduced mod p, without a step per element outside the binary. */
  fromSigned(values: BigInt64Array, z: Span): void {
    checkLength(values.length, z.length);
    const to = this.#at(z);
    this.#heap.words(to, z.length).set(new BigUint64Array(values.buffer, values.byteOffset, values.length));
    this.#raw.fromSigned(to, to, z.length);
  }

  /** z = x; the spans may overlap. */
  copyInto(x: Span, z: Span): void {
    const from = this.#at(x, z);
    this.#heap.bytes.copyWithin(this.#at(z), from, from + 8 * z.length);
  }

  /** The address of x, whose length must be that of `like`. */
  #at(x: Span, like?: Span | number): number {
    if (like !== undefined) checkLength(x.length, typeof like === 'number' ? like : like.length);
    return addressOf(x, this.#heap);
  }

  #scalar(k: Scalar): number {
    if (typeof k !== 'bigint') return this.#at(k, 1);
    this.#heap.words(this.#scalarWord, 1)[0] = toCanonical(k);
    return this.#scalarWord;
  }

  /** Runs `body` on `bytes` bytes of memory, wiped and freed afterwards. */
  #temporary<T>(bytes: number, body: (address: number) => T): T {
    const block = this.#heap.allocate(bytes);
    try {
      return body(block.address);
    } finally {
      this.#heap.free(block, block.bytes);
    }
  }
}

/** For the other files of this folder; index.ts does not export it. */
export function internalsOf(kernel: Kernel): Internals {
  return open(kernel);
}
