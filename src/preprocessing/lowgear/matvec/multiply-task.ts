// A party's own part of a product: its rows of a matrix in the clear, some at a time, times vectors.

import type { Kernel, Span } from '../../../kernel/index.js';
import { ELEMENT_BYTES } from '../../../params.js';
import type { Orientation } from '../../source.js';
import type { ShiftedRows } from './matrix.js';

/** Elements of the matrix that are in the kernel's memory at a time. */
const BLOCK_ELEMENTS = 2 ** 18;

/** Whole rows of A. */
export interface MaskProductRequest extends ShiftedRows {
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
  const { rows: bytes, e, columns, orientation, vectors } = request;
  const rowBytes = columns * ELEMENT_BYTES;
  const rows = bytes.length / rowBytes;
  const length = orientation === 'rows' ? rows : columns;
  const step = Math.max(1, Math.floor(BLOCK_ELEMENTS / columns));
  const arena = kernel.newArena();
  try {
    const load = (part: Uint8Array): Span => {
      const span = arena.alloc(part.length / ELEMENT_BYTES);
      kernel.load(part, span);
      return span;
    };
    const factor = load(request.factor);
    const xs = vectors.map(load);
    const whole = arena.alloc(length * xs.length);
    const ys = xs.map((_, v) => whole.slice(v * length, (v + 1) * length));
    for (let from = 0; from < rows; from += step) {
      const to = Math.min(rows, from + step);
      arena.scope(() => {
        const block = load(bytes.subarray(from * rowBytes, to * rowBytes));
        kernel.axpyInto(factor, load(e.subarray(from * rowBytes, to * rowBytes)), block);
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
