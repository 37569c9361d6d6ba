// An immutable vector over F_p in an arena. Every operation allocates its result in the left operand's arena; nothing
// is freed before that arena (or the scope it happened in).

import { UsageError } from '../errors.js';
import type { Arena, Scalar, Span } from '../kernel/index.js';
import { ELEMENT_BYTES } from '../params.js';

/**
 * All operations throw LENGTH_MISMATCH if lengths disagree, RELEASED if an operand's arena or scope is gone, and
 * OUT_OF_MEMORY.
 */
export class Vector {
  /** @param span canonical words in `arena`'s kernel, which nobody writes any more */
  constructor(
    readonly arena: Arena,
    readonly span: Span,
  ) {}

  static zeros(arena: Arena, n: number): Vector {
    return new Vector(arena, arena.alloc(n));
  }

  /** Any integers, reduced mod p. */
  static fromBigInts(arena: Arena, values: readonly bigint[]): Vector {
    return fill(arena, values.length, (z) => arena.kernel.fromBigInts(values, z));
  }

  /** Safe integers; negative v becomes p - |v|. @throws INVALID_ARGUMENT */
  static fromInts(arena: Arena, values: ArrayLike<number>): Vector {
    return fill(arena, values.length, (z) => arena.kernel.fromInts(values, z));
  }

  /** Signed integers, reduced mod p. */
  static fromSigned(arena: Arena, values: BigInt64Array): Vector {
    return fill(arena, values.length, (z) => arena.kernel.fromSigned(values, z));
  }

  /** @param bytes little-endian u64 words  @throws NOT_CANONICAL if one is p or more | LENGTH_MISMATCH if one is cut */
  static fromBytes(arena: Arena, bytes: Uint8Array): Vector {
    if (bytes.length % ELEMENT_BYTES !== 0) {
      throw new UsageError('LENGTH_MISMATCH', `expected a multiple of ${ELEMENT_BYTES} bytes, got ${bytes.length}`);
    }
    return fill(arena, bytes.length / ELEMENT_BYTES, (z) => arena.kernel.load(bytes, z));
  }

  /** n uniform elements, the same for the same 32-byte seed and stream. */
  static expand(arena: Arena, seed: Uint8Array, stream: number, n: number): Vector {
    return fill(arena, n, (z) => arena.kernel.expandInto(seed, stream, z));
  }

  get length(): number {
    return this.span.length;
  }

  add(y: Vector): Vector {
    return this.#make((z) => this.#kernel.addInto(this.span, y.span, z));
  }

  sub(y: Vector): Vector {
    return this.#make((z) => this.#kernel.subInto(this.span, y.span, z));
  }

  /** Element by element. */
  mul(y: Vector): Vector {
    return this.#make((z) => this.#kernel.mulInto(this.span, y.span, z));
  }

  neg(): Vector {
    return this.#make((z) => this.#kernel.negInto(this.span, z));
  }

  /** k x */
  scale(k: Scalar): Vector {
    return this.#make((z) => this.#kernel.scaleInto(k, this.span, z));
  }

  /** x + k, to every element. */
  plus(k: Scalar): Vector {
    return this.#make((z) => this.#kernel.addConstantInto(k, this.span, z));
  }

  /** The inner product, a vector of length 1. */
  dot(y: Vector): Vector {
    return fill(this.arena, 1, (z) => this.#kernel.innerInto(this.span, y.span, z));
  }

  /** The sum of all elements, a vector of length 1. */
  sum(): Vector {
    return fill(this.arena, 1, (z) => this.#kernel.sumInto(this.span, z));
  }

  /** Sums of every `group` consecutive elements. */
  sums(group: number): Vector {
    return fill(this.arena, this.length / group, (z) => this.#kernel.groupSumsInto(this.span, group, z));
  }

  /** Inner products of every `group` consecutive elements. */
  dots(y: Vector, group: number): Vector {
    return fill(this.arena, this.length / group, (z) => this.#kernel.groupInnerInto(this.span, y.span, group, z));
  }

  /** Running sums within every `group` consecutive elements. */
  prefixSums(group: number): Vector {
    return this.#make((z) => this.#kernel.prefixSumsInto(this.span, group, z));
  }

  /** Element indices[i] at place i, 0 where indices[i] is -1. @throws INVALID_ARGUMENT */
  gather(indices: Int32Array): Vector {
    return fill(this.arena, indices.length, (z) => this.#kernel.gatherInto(this.span, indices, z));
  }

  /** Elements from..to-1, sharing this vector's memory. @throws INVALID_ARGUMENT */
  slice(from: number, to: number): Vector {
    return new Vector(this.arena, this.span.slice(from, to));
  }

  concat(...ys: readonly Vector[]): Vector {
    const parts = [this, ...ys];
    const n = parts.reduce((sum, part) => sum + part.length, 0);
    return fill(this.arena, n, (z) => {
      let at = 0;
      for (const part of parts) {
        this.#kernel.copyInto(part.span, z.slice(at, at + part.length));
        at += part.length;
      }
    });
  }

  /** A copy, 8 bytes per element. */
  toBytes(): Uint8Array {
    return this.#kernel.toBytes(this.span);
  }

  /** @hazard valid only until the next allocation: read or copy at once */
  view(): Uint8Array {
    return this.#kernel.view(this.span);
  }

  /** Public values and tests: not constant time. */
  toBigInts(): bigint[] {
    return this.#kernel.toBigInts(this.span);
  }

  /** Reads all elements whatever they are. @throws LENGTH_MISMATCH */
  equals(y: Vector): boolean {
    return this.#kernel.equal(this.span, y.span);
  }

  isZero(): boolean {
    return this.#kernel.isZero(this.span);
  }

  get #kernel() {
    return this.arena.kernel;
  }

  #make(write: (z: Span) => void): Vector {
    return fill(this.arena, this.length, write);
  }
}

function fill(arena: Arena, n: number, write: (z: Span) => void): Vector {
  const z = arena.alloc(n);
  write(z);
  return new Vector(arena, z);
}
