// What matrix tuples are made for: the masks R of a resident matrix V = E + R. A party holds E and its shares of V, and
// needs no copy for R: whatever is multiplied with R is multiplied with V, and E, which everybody knows, is taken away.

import type { Kernel } from '../../../kernel/index.js';
import type { Vector } from '../../../math/vector.js';
import { ELEMENT_BYTES } from '../../../params.js';
import { rangesOf } from '../../ranges.js';
import type { Orientation } from '../../source.js';
import type { TaskRunner } from '../../tasks.js';

/** Some rows at one party, 8 bytes per element; in memory that the threads share, at a multiple of 8. */
export interface MatrixRows {
  /** E. */
  readonly e: Uint8Array;
  /** This party's shares of V. */
  readonly value: Uint8Array;
  /** This party's MAC shares of V. */
  readonly mac: Uint8Array;
}

export interface MaskMatrix {
  /** Names the matrix and its version; equal at all parties. */
  readonly id: string;
  readonly rows: number;
  readonly columns: number;
  /** All rows in order. They stay as they are while tuples are made. */
  readonly pieces: readonly MatrixRows[];
}

/** Rows of A = X + factor E, where X is V's shares of one kind. */
export interface ShiftedRows {
  readonly rows: Uint8Array;
  readonly e: Uint8Array;
  /** 8 bytes. */
  readonly factor: Uint8Array;
}

/** This party's V_i - E; over all i these make R b = sum V_j b_i - sum E b_i. */
export function ownRows({ pieces }: MaskMatrix, one: Vector): ShiftedRows[] {
  const factor = one.neg().toBytes();
  return pieces.map(({ value, e }) => ({ rows: value, e, factor }));
}

/** This party's MAC shares of R. @param macKey alpha_i */
export function macRows({ pieces }: MaskMatrix, macKey: Vector): ShiftedRows[] {
  const factor = macKey.neg().toBytes();
  return pieces.map(({ mac, e }) => ({ rows: mac, e, factor }));
}

/**
 * A matrix in shared memory times vectors, its rows spread over the runner's threads.
 * @returns the products one after the other
 */
export async function multiplyRows(
  { kernel, runner }: { readonly kernel: Kernel; readonly runner: TaskRunner },
  matrix: { readonly pieces: readonly ShiftedRows[]; readonly columns: number },
  orientation: Orientation,
  vectors: readonly Uint8Array[],
): Promise<Uint8Array> {
  const { pieces, columns } = matrix;
  const rowBytes = columns * ELEMENT_BYTES;
  const rows = pieces.reduce((sum, piece) => sum + piece.rows.length, 0) / rowBytes;
  const step = Math.ceil(rows / runner.threads);
  const parts: Promise<Uint8Array>[] = [];
  let firstRow = 0;
  for (const piece of pieces) {
    for (const { from, to } of rangesOf(piece.rows.length / rowBytes, step)) {
      const [first, last] = [(firstRow + from) * ELEMENT_BYTES, (firstRow + to) * ELEMENT_BYTES];
      const xs = orientation === 'rows' ? vectors : vectors.map((x) => x.slice(first, last));
      parts.push(
        runner.run('multiplyMasks', {
          rows: piece.rows.subarray(from * rowBytes, to * rowBytes),
          e: piece.e.subarray(from * rowBytes, to * rowBytes),
          factor: piece.factor,
          columns,
          orientation,
          vectors: xs,
        }),
      );
    }
    firstRow += piece.rows.length / rowBytes;
  }
  const products = await Promise.all(parts);
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
