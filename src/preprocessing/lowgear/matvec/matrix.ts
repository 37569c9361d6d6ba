// What matrix tuples are made for: this party's side of a resident matrix R of upload masks.

import { UsageError } from '../../../errors.js';
import type { Kernel } from '../../../kernel/index.js';
import { ELEMENT_BYTES } from '../../../params.js';
import type { Work } from '../../../protocol/step.js';
import type { Orientation } from '../../source.js';
import type { TaskRunner } from '../../tasks.js';

export interface MaskMatrix {
  /** Names the matrix and its version; equal at all parties. */
  readonly id: string;
  readonly rows: number;
  readonly columns: number;
  /** R_i, row by row, 8 bytes per element, from TaskRunner.allocate. */
  readonly value: Uint8Array;
  /**
   * Work whose result is this party's MAC shares of R x (rows) or R^T x (columns) for a public x, a Uint8Array.
   * @param x 8-byte elements
   */
  multiplyMac(orientation: Orientation, x: Uint8Array): Work;
}

/** A matrix whose MAC shares are at hand, row by row, like its values. */
export class FlatMaskMatrix implements MaskMatrix {
  readonly rows: number;

  /** @param value, mac from TaskRunner.allocate @throws UsageError LENGTH_MISMATCH */
  constructor(
    private readonly host: { readonly kernel: Kernel; readonly runner: TaskRunner },
    readonly id: string,
    readonly columns: number,
    readonly value: Uint8Array,
    private readonly mac: Uint8Array,
  ) {
    this.rows = value.length / (columns * ELEMENT_BYTES);
    if (!Number.isInteger(this.rows) || this.rows < 1 || value.length !== mac.length) {
      throw new UsageError(
        'LENGTH_MISMATCH',
        `${value.length} and ${mac.length} bytes are no rows of ${columns} elements`,
      );
    }
  }

  multiplyMac(orientation: Orientation, x: Uint8Array): Work {
    const { columns, mac } = this;
    return {
      name: `multiply masks by ${orientation}`,
      run: () => multiplyRows(this.host, { rows: mac, columns }, orientation, [x]),
    };
  }
}

/**
 * A matrix in shared memory times vectors, its rows spread over the runner's threads.
 * @returns the products one after the other
 */
export async function multiplyRows(
  { kernel, runner }: { readonly kernel: Kernel; readonly runner: TaskRunner },
  matrix: { readonly rows: Uint8Array; readonly columns: number },
  orientation: Orientation,
  vectors: readonly Uint8Array[],
): Promise<Uint8Array> {
  const rowBytes = matrix.columns * ELEMENT_BYTES;
  const rows = matrix.rows.length / rowBytes;
  const step = Math.ceil(rows / runner.threads);
  const pieces: Promise<Uint8Array>[] = [];
  for (let from = 0; from < rows; from += step) {
    const to = Math.min(rows, from + step);
    const part = (x: Uint8Array) => (orientation === 'rows' ? x : x.slice(from * ELEMENT_BYTES, to * ELEMENT_BYTES));
    pieces.push(
      runner.run('multiplyMasks', {
        rows: matrix.rows.subarray(from * rowBytes, to * rowBytes),
        columns: matrix.columns,
        orientation,
        vectors: vectors.map(part),
      }),
    );
  }
  const products = await Promise.all(pieces);
  return orientation === 'rows' ? interleave(products, vectors.length) : add(kernel, products);
}

/** The pieces' parts of each vector behind each other. */
function interleave(pieces: readonly Uint8Array[], count: number): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (let v = 0; v < count; v++) {
    for (const piece of pieces) {
      const length = piece.length / count;
      whole.set(piece.subarray(v * length, (v + 1) * length), at);
      at += length;
    }
  }
  return whole;
}

function add(kernel: Kernel, pieces: readonly Uint8Array[]): Uint8Array {
  const arena = kernel.newArena();
  try {
    const length = (pieces[0]?.length ?? 0) / ELEMENT_BYTES;
    const sum = arena.alloc(length);
    const term = arena.alloc(length);
    for (const piece of pieces) {
      kernel.load(piece, term);
      kernel.addInto(sum, term, sum);
    }
    return kernel.toBytes(sum);
  } finally {
    arena.release();
  }
}
