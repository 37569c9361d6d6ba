// The matrices of upload masks for which tuples can be made. Whoever registers one keeps its rows; they are laid out one after the
// other only while tuples are being made.

import { UsageError } from '../../errors.js';
import type { Kernel } from '../../kernel/index.js';
import { matrixId } from '../../preprocessing/dealer/matrix.js';
import { type BatchSpec, itemsOf } from '../../preprocessing/kinds.js';
import { FlatMaskMatrix, type MaskMatrix } from '../../preprocessing/lowgear/matvec/matrix.js';
import type { TaskRunner } from '../../preprocessing/tasks.js';
import type { MatrixPart, MatrixSegment } from '../ports.js';

interface Registered {
  readonly rows: number;
  readonly columns: number;
  readonly segments: readonly MatrixSegment[];
  /** How often it is registered and not released. */
  users: number;
}

export class Matrices {
  private readonly byId = new Map<string, Registered>();

  constructor(
    private readonly host: { readonly kernel: Kernel; readonly runner: TaskRunner; readonly keyId: Uint8Array },
  ) {}

  /** @param segments this party's side of the parts, which must not change @returns the id, equal at all parties */
  register(parts: readonly MatrixPart[], segments: readonly MatrixSegment[]): string {
    const id = matrixId(this.host.kernel, { keyId: this.host.keyId, parts });
    const known = this.byId.get(id);
    if (known !== undefined) known.users++;
    else {
      const rows = parts.reduce((sum, part) => sum + part.rows, 0);
      this.byId.set(id, { rows, columns: parts[0]?.columns ?? 0, segments, users: 1 });
    }
    return id;
  }

  /** @returns whether that was the last of its users */
  release(id: string): boolean {
    const known = this.byId.get(id);
    if (known === undefined || --known.users > 0) return false;
    this.byId.delete(id);
    return true;
  }

  has(id: string): boolean {
    return this.byId.has(id);
  }

  /** Does this party know the matrices of a specification, in these shapes? @throws UsageError UNKNOWN_DATASET */
  require(spec: BatchSpec): void {
    for (const { matrix, rows, columns } of spec.filter((demand) => demand.kind === 'matvec')) {
      const known = this.byId.get(matrix);
      if (known?.rows === rows && known.columns === columns) continue;
      throw new UsageError('UNKNOWN_DATASET', 'this party has no such matrix');
    }
  }

  /** The matrices of a specification, laid out; they go with their last reader. @throws as require */
  layOut(spec: BatchSpec): Map<string, MaskMatrix> {
    this.require(spec);
    const ids = new Set(
      spec.flatMap((demand) => (demand.kind === 'matvec' && itemsOf(demand) > 0 ? [demand.matrix] : [])),
    );
    const laidOut = new Map<string, MaskMatrix>();
    for (const id of ids) {
      const { columns, segments } = this.byId.get(id) as Registered;
      const value = this.joined(segments.map((segment) => segment.value));
      const mac = this.joined(segments.map((segment) => segment.mac));
      laidOut.set(id, new FlatMaskMatrix(this.host, id, columns, value, mac));
    }
    return laidOut;
  }

  private joined(pieces: readonly Uint8Array[]): Uint8Array {
    const whole = this.host.runner.allocate(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
}
