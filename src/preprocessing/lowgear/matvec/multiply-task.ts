// A party's own part of a product: its share of the matrix in the clear, some rows at a time, times vectors of its own.

import type { Kernel } from '../../../kernel/index.js';
import { ELEMENT_BYTES } from '../../../params.js';
import type { Orientation } from '../../source.js';

/** Elements of the matrix that are in the kernel's memory at a time. */
const BLOCK_ELEMENTS = 2 ** 18;

export interface MaskProductRequest {
  /** Whole rows, 8 bytes per element; in memory that the threads share. */
  readonly rows: Uint8Array;
  readonly columns: number;
  readonly orientation: Orientation;
  /** Vectors of `columns` elements (rows), or of as many as there are rows (columns), one after the other. */
  readonly vectors: readonly Uint8Array[];
}

/**
 * A x (rows) or A^T x (columns) for each vector, one after the other.
 * @throws UsageError NOT_CANONICAL, LENGTH_MISMATCH
 */
export function multiplyMasks(kernel: Kernel, request: MaskProductRequest): Uint8Array {
  const { rows: bytes, columns, orientation, vectors } = request;
  const rowBytes = columns * ELEMENT_BYTES;
  const rows = bytes.length / rowBytes;
  const length = orientation === 'rows' ? rows : columns;
  const step = Math.max(1, Math.floor(BLOCK_ELEMENTS / columns));
  const arena = kernel.newArena();
  try {
    const xs = vectors.map((vector) => {
      const x = arena.alloc(vector.length / ELEMENT_BYTES);
      kernel.load(vector, x);
      return x;
    });
    const whole = arena.alloc(length * xs.length);
    const ys = xs.map((_, v) => whole.slice(v * length, (v + 1) * length));
    for (let from = 0; from < rows; from += step) {
      const to = Math.min(rows, from + step);
      arena.scope(() => {
        const block = arena.alloc((to - from) * columns);
        kernel.load(bytes.subarray(from * rowBytes, to * rowBytes), block);
        if (orientation === 'rows') {
          const parts = ys.map((y) => y.slice(from, to));
          kernel.matVecsInto(block, to - from, columns, xs, parts);
        } else {
          const parts = ys.map(() => arena.alloc(columns));
          const inputs = xs.map((x) => x.slice(from, to));
          kernel.matTVecsInto(block, to - from, columns, inputs, parts);
          ys.forEach((y, v) => {
            kernel.addInto(y, parts[v] ?? y, y);
          });
        }
      });
    }
    return kernel.toBytes(whole);
  } finally {
    arena.release();
  }
}
