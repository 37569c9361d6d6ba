// Rows of a matrix as they come, masked, and as they are held: with E = V - R public among the parties, party i's share of V is its
// share of the mask, plus E at the lead; its MAC share is that of the mask plus alpha_i E. Both ways, some rows at a time.

import { UsageError } from '../errors.js';
import type { Kernel, Span } from '../kernel/index.js';
import type { Vector } from '../math/vector.js';
import { ELEMENT_BYTES } from '../params.js';
import { rangesOf } from '../preprocessing/ranges.js';

/** Elements that are in the kernel's memory at a time. */
const BLOCK_ELEMENTS = 2 ** 17;

/** Rows of one upload, 8 bytes per element, row by row. */
export interface MatrixSegment {
  readonly rows: number;
  /** E = V - R, public among the parties. */
  readonly e: Uint8Array;
  /** This party's shares r_i of the masks. */
  readonly value: Uint8Array;
  /** This party's MAC shares m_i of the masks. */
  readonly mac: Uint8Array;
}

/** Whose shares. */
export interface ShareOwner {
  readonly kernel: Kernel;
  readonly party: number;
  /** alpha_i, one element of the kernel. */
  readonly macKey: Vector;
}

/** @throws UsageError LENGTH_MISMATCH unless the segment is whole rows and fits behind the first `row` ones */
export function requireSegment(
  { rows, e, value, mac }: MatrixSegment,
  matrix: { readonly rows: number; readonly columns: number },
  row: number,
): void {
  if (!Number.isSafeInteger(rows) || rows < 0 || row + rows > matrix.rows) {
    throw new UsageError(
      'LENGTH_MISMATCH',
      `a segment of ${rows} rows from ${row} on does not fit ${matrix.rows} rows`,
    );
  }
  const expected = rows * matrix.columns * ELEMENT_BYTES;
  for (const part of [e, value, mac]) {
    if (part.length !== expected) {
      throw new UsageError('LENGTH_MISMATCH', `expected ${expected} bytes for ${rows} rows, got ${part.length}`);
    }
  }
}

/** E is added to shares of masks, which makes them shares of V, or taken away from these. */
const SIGNS = { add: 1n, takeAway: -1n } as const;

/**
 * Calls back for some rows after the other.
 * @param sign  what is to be done with E
 * @param block gets the first row's number and views of E, value and MAC shares, valid until it returns
 * @throws UsageError NOT_CANONICAL
 */
export function forEachShifted(
  { kernel, party, macKey }: ShareOwner,
  segment: MatrixSegment,
  sign: keyof typeof SIGNS,
  block: (row: number, e: Uint8Array, value: Uint8Array, mac: Uint8Array) => void,
): void {
  const rowBytes = segment.e.length / segment.rows;
  const step = Math.max(1, Math.floor((BLOCK_ELEMENTS * ELEMENT_BYTES) / rowBytes));
  const arena = kernel.newArena();
  try {
    const factor = arena.alloc(1);
    kernel.scaleInto(SIGNS[sign], macKey.span, factor);
    for (const { from, to } of rangesOf(segment.rows, step)) {
      arena.scope(() => {
        const load = (bytes: Uint8Array): Span => {
          const span = arena.alloc(((to - from) * rowBytes) / ELEMENT_BYTES);
          kernel.load(bytes.subarray(from * rowBytes, to * rowBytes), span);
          return span;
        };
        const [e, value, mac] = [load(segment.e), load(segment.value), load(segment.mac)];
        kernel.axpyInto(factor, e, mac);
        if (party === 0) kernel.axpyInto(SIGNS[sign], e, value);
        block(from, kernel.view(e), kernel.view(value), kernel.view(mac));
      });
    }
  } finally {
    arena.release();
  }
}
