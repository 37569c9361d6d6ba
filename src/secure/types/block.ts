// A resident block of the dataset: the matrix that clients uploaded, one row per uploaded row. Its products with a fresh vector cost
// one round and no traffic per entry; its columns can be read as ordinary secret vectors.

import { UsageError } from '../../errors.js';
import type { Orientation } from '../../preprocessing/source.js';
import type { Graph } from '../graph/graph.js';
import { multiplyRanges, type Range, sumRange } from '../graph/range.js';
import { SecureInt } from './int.js';

/** Smallest and largest value. */
export interface Bounds {
  readonly min: bigint | number;
  readonly max: bigint | number;
}

export class ResidentBlock {
  constructor(
    readonly graph: Graph,
    readonly name: string,
    readonly rows: number,
    readonly width: number,
    /** Of every entry. */
    readonly range: Range,
  ) {}

  /**
   * V x, one result per row.
   * @param x one element per column
   * @param declared where the results lie, if the program relies on data for which less than the worst case holds
   * @cost rounds 1 (0 if x is the client's own block), matvecs 1
   */
  times(x: SecureInt, declared?: Bounds): SecureInt {
    return this.#product('times', 'rows', x, this.width, this.rows, declared);
  }

  /** V^T x, one result per column. @param x one element per row @param declared as in times @cost rounds 1, matvecs 1 */
  transposedTimes(x: SecureInt, declared?: Bounds): SecureInt {
    return this.#product('transposedTimes', 'columns', x, this.rows, this.width, declared);
  }

  /** One column: an element per row. @cost rounds 0 */
  column(index: number): SecureInt {
    return this.columns(index, index + 1);
  }

  /** Columns from..to-1, row by row. @cost rounds 0 */
  columns(from = 0, to = this.width): SecureInt {
    if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to <= from || to > this.width) {
      throw new UsageError('INVALID_ARGUMENT', `columns: no columns ${from} to ${to} in a block of ${this.width}`);
    }
    const length = this.rows * (to - from);
    const op = { kind: 'column', block: this.name, from, to } as const;
    return new SecureInt(this.graph, this.graph.add('columns', op, [], length, this.range));
  }

  #product(
    name: string,
    orientation: Orientation,
    x: SecureInt,
    operand: number,
    result: number,
    declared?: Bounds,
  ): SecureInt {
    if (x.length !== operand) {
      throw new UsageError('LENGTH_MISMATCH', `${name}: ${this.name} takes ${operand} elements, got ${x.length}`);
    }
    const op = { kind: 'matvec', block: this.name, orientation } as const;
    const range =
      declared === undefined
        ? sumRange(multiplyRanges(this.range, x.range), operand)
        : { min: BigInt(declared.min), max: BigInt(declared.max), proven: false };
    return new SecureInt(this.graph, this.graph.add(name, op, [x.node], result, range));
  }
}
