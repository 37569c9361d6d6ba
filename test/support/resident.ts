// A resident matrix in every party's hands, made the way an upload makes it, without a client: known entries, masks of a dealt batch, and
// the public difference.

import { maskShares } from '../../src/io/input.js';
import { Vector } from '../../src/math/vector.js';
import type { Engine } from '../../src/online/engine.js';
import { PooledMatrix } from '../../src/pool/resident-matrix.js';
import type { BatchSpec } from '../../src/preprocessing/kinds.js';
import type { Orientation } from '../../src/preprocessing/source.js';
import { InlineRunner } from '../../src/preprocessing/tasks.js';
import { Deployment, mod } from './engines.js';

export interface MatrixWorld {
  readonly deployment: Deployment;
  /** Each party's side. */
  readonly matrices: readonly PooledMatrix[];
  readonly rows: number;
  readonly columns: number;
  /** V, row by row. */
  readonly entries: readonly bigint[];
  /** Engines with the given tuples and one matvec tuple per orientation. */
  session(spec: BatchSpec, orientations: readonly Orientation[]): Promise<Engine[]>;
  /** V x */
  times(x: readonly bigint[]): bigint[];
  /** V^T x */
  timesTransposed(x: readonly bigint[]): bigint[];
}

/** Small entries, some negative; the same for the same shape. */
export async function matrixWorld(parties: number, rows: number, columns: number, seed = 1): Promise<MatrixWorld> {
  const deployment = await Deployment.create(parties, seed);
  const { kernel, dealer, keyId } = deployment;
  const entries = Array.from({ length: rows * columns }, (_, k) => BigInt(((k * 7919) % 11) - 5));
  const spec: BatchSpec = [{ kind: 'inputMask', n: rows * columns }];
  const batchId = new Uint8Array(32).fill(200);
  const arena = kernel.newArena();
  const sources = await deployment.deal(
    batchId,
    spec,
    deployment.macKeys.map(() => arena),
  );
  const masks = sources.map((source) => maskShares(source.takeInputMasks(rows * columns)));
  const R = masks.map(({ value }) => value).reduce((sum, value) => sum.add(value));
  const e = Vector.fromBigInts(arena, entries).sub(R).toBytes();
  const id = dealer.registerMatrix({ keyId, parts: [{ batchId, spec, offset: 0, rows, columns }] });
  const runner = new InlineRunner(kernel);
  const matrices = await Promise.all(
    masks.map(({ value, mac }, party) => {
      const owner = { kernel, runner, party, macKey: deployment.macKeys[party]! };
      return PooledMatrix.build(owner, { id, rows, columns }, [
        { rows, e, value: value.toBytes(), mac: mac.toBytes() },
      ]);
    }),
  );
  const at = (row: number, column: number) => entries[row * columns + column] ?? 0n;
  const range = (n: number) => Array.from({ length: n }, (_, k) => k);
  return {
    deployment,
    matrices,
    rows,
    columns,
    entries,
    session: (tuples, orientations) => {
      const lines = orientations.map(
        (orientation) =>
          ({ kind: 'matvec', matrix: id, rows, columns, orientation, operand: { from: 'random' } }) as const,
      );
      return deployment.session([...tuples, ...lines]);
    },
    times: (x) => range(rows).map((i) => mod(range(columns).reduce((sum, j) => sum + at(i, j) * (x[j] ?? 0n), 0n))),
    timesTransposed: (x) =>
      range(columns).map((j) => mod(range(rows).reduce((sum, i) => sum + at(i, j) * (x[i] ?? 0n), 0n))),
  };
}
