// The resident matrices for whose masks tuples can be made. Whoever registers one keeps it; while tuples are being made it is lent.

import { UsageError } from '../../errors.js';
import type { BatchSpec } from '../../preprocessing/kinds.js';
import type { MaskMatrix } from '../../preprocessing/lowgear/matvec/matrix.js';
import type { Protocol } from '../../protocol/step.js';
import type { ClosableMatrix } from '../ports.js';

export class Matrices {
  /** The same rows may be laid out more than once, in matrices that come and go. */
  private readonly byId = new Map<string, ClosableMatrix[]>();

  register(matrix: ClosableMatrix): void {
    this.byId.set(matrix.id, [...(this.byId.get(matrix.id) ?? []), matrix]);
  }

  /** @returns whether that was the last one of its id */
  release(matrix: ClosableMatrix): boolean {
    const others = this.byId.get(matrix.id)?.filter((other) => other !== matrix);
    if (others === undefined) return false;
    if (others.length > 0) this.byId.set(matrix.id, others);
    else this.byId.delete(matrix.id);
    return others.length === 0;
  }

  has(id: string): boolean {
    return this.byId.has(id);
  }

  /** Does this party know the matrices of a specification, in these shapes? @throws UsageError UNKNOWN_DATASET */
  require(spec: BatchSpec): void {
    this.named(spec);
  }

  /** Runs `body` with the matrices of a specification, which stay where they are until it ends. @throws as require */
  *lent<T>(spec: BatchSpec, body: (matrices: ReadonlyMap<string, MaskMatrix>) => Protocol<T>): Protocol<T> {
    const lent = [...this.named(spec).values()].map((matrix) => matrix.lend());
    try {
      return yield* body(new Map(lent.map(({ matrix }) => [matrix.id, matrix])));
    } finally {
      for (const { release } of lent) release();
    }
  }

  private named(spec: BatchSpec): Map<string, ClosableMatrix> {
    const named = new Map<string, ClosableMatrix>();
    for (const demand of spec) {
      if (demand.kind !== 'matvec') continue;
      const { matrix: id, rows, columns } = demand;
      const known = this.byId.get(id)?.[0];
      if (known?.rows !== rows || known.columns !== columns) {
        throw new UsageError('UNKNOWN_DATASET', 'this party has no such matrix');
      }
      named.set(id, known);
    }
    return named;
  }
}
