// An uploaded matrix at one party, resident in shared memory: the public E, and this party's shares of V = E + R and of
// alpha V, each split by rows over the pool's threads. Built segment by segment, so that the caller can free what
// it has handed over, and read back in the same form: nobody needs to keep what a matrix was built from.

import { UsageError } from '../errors.js';
import type { Operand, ResidentMatrix } from '../online/matrix.js';
import { ELEMENT_BYTES } from '../params.js';
import type { MaskMatrix, MatrixRows } from '../preprocessing/lowgear/matvec/matrix.js';
import type { Range } from '../preprocessing/ranges.js';
import { type MatrixHost, ShardedMatrix } from '../preprocessing/sharded-matrix.js';
import type { Orientation } from '../preprocessing/source.js';
import { stack, unstack } from '../preprocessing/stacked.js';
import type { Work } from '../protocol/step.js';
import { forEachShifted, type MatrixSegment, requireSegment, type ShareOwner } from './segments.js';

export type { MatrixSegment } from './segments.js';

export interface MatrixName {
  /** Names the matrix and its version; equal at all parties. */
  readonly id: string;
  readonly rows: number;
  readonly columns: number;
}

/** Who holds the matrix. */
export interface MatrixOwner extends MatrixHost, ShareOwner {}

/** A matrix while tuples are made for it. */
export interface LentMatrix {
  readonly matrix: MaskMatrix;
  release(): void;
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
    private readonly owner: MatrixOwner,
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
        forEachShifted(owner, segment, 'add', (from, e, value, mac) => {
          operands.public.writeRows(row + from, e);
          operands.value.writeRows(row + from, value);
          operands.mac.writeRows(row + from, mac);
        });
        row += segment.rows;
      }
      if (row !== name.rows) throw new UsageError('LENGTH_MISMATCH', `expected ${name.rows} rows, got ${row}`);
      return new PooledMatrix(owner, name, operands);
    } catch (error) {
      for (const matrix of created) matrix.close();
      throw error;
    }
  }

  multiply(operand: Operand, orientation: Orientation, x: Uint8Array): Work {
    const matrix = this.operands[operand];
    const length = ELEMENT_BYTES * (orientation === 'rows' ? this.columns : this.rows);
    return {
      name: `multiply ${operand} by ${orientation}`,
      run: async () => {
        // What is no whole number of vectors is refused as a vector of the wrong length.
        const xs = x.length > length && x.length % length === 0 ? unstack(x, length) : [x];
        const [first, ...others] = await matrix.multiply(orientation, xs);
        return first === undefined || others.length === 0 ? first : stack([first, ...others]);
      },
    };
  }

  read(operand: Operand, columns: Range, rows?: Range): Uint8Array {
    return this.operands[operand].read(columns, rows);
  }

  /** Rows as they came: what `build` was given. @throws UsageError INVALID_ARGUMENT, RELEASED */
  segment(rows: Range): MatrixSegment {
    const whole = (operand: Operand) => this.read(operand, { from: 0, to: this.columns }, rows);
    const segment = { rows: rows.to - rows.from, e: whole('public'), value: whole('value'), mac: whole('mac') };
    forEachShifted(this.owner, segment, 'takeAway', (row, _, value, mac) => {
      const at = row * this.columns * ELEMENT_BYTES;
      segment.value.set(value, at);
      segment.mac.set(mac, at);
    });
    return segment;
  }

  /** The matrix where it lies, to make tuples for; it is not wiped before `release`. @throws UsageError RELEASED */
  lend(): LentMatrix {
    const { id, rows, columns, operands } = this;
    const ends = Object.values(operands).map((operand) => operand.hold());
    const [value, mac] = [operands.value.views(), operands.mac.views()];
    const pieces = operands.public.views().map((e, k): MatrixRows => ({ e, value: part(value, k), mac: part(mac, k) }));
    return {
      matrix: { id, rows, columns, pieces },
      release: () => {
        for (const end of ends) end();
      },
    };
  }

  /** Wipes the matrix once the products that have begun are done. Later products throw RELEASED. */
  close(): void {
    for (const matrix of Object.values(this.operands)) matrix.close();
  }
}

/** All operands are cut alike. */
function part(views: readonly Uint8Array[], k: number): Uint8Array {
  return views[k] ?? new Uint8Array(0);
}
