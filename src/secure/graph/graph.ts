// A secure program as a graph: its body runs once, in the clear and without data, and every operation on a secret adds a node.
// The graph then runs on the plaintext engine, is priced by the planner, and runs at the parties, who all hold the same graph
// and therefore take the same tuples in the same order. Nothing secret can steer the body: it never sees a value.

import { UsageError } from '../../errors.js';
import type { Op } from './op.js';
import { type Range, requireField } from './range.js';

export interface Node {
  /** Place in the graph: arguments have smaller numbers. */
  readonly id: number;
  /** What the user called the operation, for errors and plans. */
  readonly name: string;
  readonly op: Op;
  readonly args: readonly Node[];
  /** Elements. */
  readonly length: number;
  /** Where every element lies. */
  readonly range: Range;
}

/** Elements of one value: 1 GiB. */
const MAX_LENGTH = 2 ** 27;

export class Graph {
  readonly #nodes: Node[] = [];
  #places = new Int32Array(0);

  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  /** At least the numbers 0 to n - 1, one array for all slices of the program. @hazard shared: nobody may change it */
  places(n: number): Int32Array {
    if (this.#places.length < n) {
      this.#places = new Int32Array(Math.max(n, 2 * this.#places.length));
      for (let i = 0; i < this.#places.length; i++) this.#places[i] = i;
    }
    return this.#places;
  }

  /**
   * @param name what the user called the operation, for errors
   * @throws UsageError WIDTH_OVERFLOW, LIMIT_EXCEEDED, INVALID_ARGUMENT for a value of another program
   */
  add(name: string, op: Op, args: readonly Node[], length: number, range: Range): Node {
    if (!Number.isSafeInteger(length) || length < 1 || length > MAX_LENGTH) {
      throw new UsageError('LIMIT_EXCEEDED', `${name}: a value has 1 to ${MAX_LENGTH} elements, not ${length}`);
    }
    for (const arg of args) {
      if (this.#nodes[arg.id] !== arg) throw new UsageError('INVALID_ARGUMENT', `${name}: a value of another program`);
    }
    const node = { id: this.#nodes.length, name, op, args, length, range: requireField(range, name) };
    this.#nodes.push(node);
    return node;
  }
}
