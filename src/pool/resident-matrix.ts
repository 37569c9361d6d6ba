// An uploaded matrix at one party, resident in shared memory: the public E, and this party's shares of V = E + R and of
// alpha V, each split by rows over the pool's threads. Built block of rows by block of rows, so that the caller can free what
// it has handed over.

import { UsageError } from '../errors.js';
import type { Span } from '../kernel/index.js';
import type { Vector } from '../math/vector.js';
import type { Operand, ResidentMatrix } from '../online/matrix.js';
import { ELEMENT_BYTES } from '../params.js';
import { type MatrixHost, ShardedMatrix } from '../preprocessing/sharded-matrix.js';
import type { Orientation } from '../preprocessing/source.js';
import type { Work } from '../protocol/step.js';

/** Elements that are in the kernel's memory at a time while a matrix is built. */
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

export interface MatrixName {
  /** Names the matrix and its version; equal at all parties. */
  readonly id: string;
  readonly rows: number;
  readonly columns: number;
}

/** Who holds the matrix. */
export interface MatrixOwner extends MatrixHost {
  readonly party: number;
  /** alpha_i, one element of the host's kernel. */
  readonly macKey: Vector;
}

/** Makes a party's resident matrices. */
export class MatrixBuilder {
  constructor(private readonly owner: MatrixOwner) {}

  /** @throws as PooledMatrix.build */
  build(name: MatrixName, segments: Iterable<MatrixSegment> | AsyncIterable<MatrixSegment>): Promise<PooledMatrix> {
    return PooledMatrix.build(this.owner, name, segments);
  }
}

export class PooledMatrix implements ResidentMatrix {
  readonly id: string;
  readonly rows: number;
  readonly columns: number;

  private constructor(
    name: MatrixName,
    private readonly operands: Readonly<Record<Operand, ShardedMatrix>>,
  ) {
    this.id = name.id;
    this.rows = name.rows;
    this.columns = name.columns;
  }

  /**
   * Takes the segments one after the other and keeps none of them.
   * @param segments together `rows` rows
   * @throws UsageError LENGTH_MISMATCH, NOT_CANONICAL, OUT_OF_MEMORY; nothing stays allocated
   */
  static async build(
    owner: MatrixOwner,
    name: MatrixName,
    segments: Iterable<MatrixSegment> | AsyncIterable<MatrixSegment>,
  ): Promise<PooledMatrix> {
    const created: ShardedMatrix[] = [];
    const create = async () => {
      const matrix = await ShardedMatrix.create(owner, name);
      created.push(matrix);
      return matrix;
    };
    try {
      const operands = { public: await create(), value: await create(), mac: await create() };
      let row = 0;
      for await (const segment of segments) {
        requireSegment(segment, name, row);
        writeSegment(owner, operands, segment, row);
        row += segment.rows;
      }
      if (row !== name.rows) throw new UsageError('LENGTH_MISMATCH', `expected ${name.rows} rows, got ${row}`);
      return new PooledMatrix(name, operands);
    } catch (error) {
      for (const matrix of created) matrix.close();
      throw error;
    }
  }

  multiply(operand: Operand, orientation: Orientation, x: Uint8Array): Work {
    const matrix = this.operands[operand];
    return {
      name: `multiply ${operand} by ${orientation}`,
      run: async () => (await matrix.multiply(orientation, [x]))[0],
    };
  }

  /** Wipes the matrix once the products that have begun are done. Later products throw RELEASED. */
  close(): void {
    for (const matrix of Object.values(this.operands)) matrix.close();
  }
}

function requireSegment({ rows, e, value, mac }: MatrixSegment, name: MatrixName, row: number): void {
  if (!Number.isSafeInteger(rows) || rows < 0 || row + rows > name.rows) {
    throw new UsageError('LENGTH_MISMATCH', `a segment of ${rows} rows from ${row} on does not fit ${name.rows} rows`);
  }
  const expected = rows * name.columns * ELEMENT_BYTES;
  for (const part of [e, value, mac]) {
    if (part.length !== expected) {
      throw new UsageError('LENGTH_MISMATCH', `expected ${expected} bytes for ${rows} rows, got ${part.length}`);
    }
  }
}

/** Value share r_i + E at the lead and r_i elsewhere, MAC share m_i + alpha_i E. */
function writeSegment(
  owner: MatrixOwner,
  operands: Readonly<Record<Operand, ShardedMatrix>>,
  segment: MatrixSegment,
  firstRow: number,
): void {
  const { kernel, party, macKey } = owner;
  const rowBytes = operands.public.columns * ELEMENT_BYTES;
  const step = Math.max(1, Math.floor((BLOCK_ELEMENTS * ELEMENT_BYTES) / rowBytes));
  const arena = kernel.newArena();
  try {
    for (let from = 0; from < segment.rows; from += step) {
      const to = Math.min(segment.rows, from + step);
      arena.scope(() => {
        const load = (bytes: Uint8Array): Span => {
          const span = arena.alloc((to - from) * operands.public.columns);
          kernel.load(bytes.subarray(from * rowBytes, to * rowBytes), span);
          return span;
        };
        const e = load(segment.e);
        const mac = load(segment.mac);
        kernel.axpyInto(macKey.span, e, mac);
        const value = load(segment.value);
        if (party === 0) kernel.addInto(value, e, value);
        operands.public.writeRows(firstRow + from, kernel.view(e));
        operands.value.writeRows(firstRow + from, kernel.view(value));
        operands.mac.writeRows(firstRow + from, kernel.view(mac));
      });
    }
  } finally {
    arena.release();
  }
}
