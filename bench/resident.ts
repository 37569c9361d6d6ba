// Resident matrices of the size of a real dataset in the hands of all parties of one process, made as an upload makes them but block of rows
// by block of rows, so that masks and matrices are never in memory together.

import { maskShares } from '../src/io/input.js';
import { Vector } from '../src/math/vector.js';
import { PooledMatrix } from '../src/pool/resident-matrix.js';
import type { MatrixPart } from '../src/preprocessing/dealer/matrix.js';
import { InlineRunner } from '../src/preprocessing/tasks.js';
import type { Deployment } from '../test/support/engines.js';

const BLOCK_ROWS = 500;

export interface ResidentOptions {
  /** Names the matrix among those of the deployment. */
  readonly number: number;
  readonly rows: number;
  readonly columns: number;
  /** Values of one row. */
  readonly row: (index: number) => ArrayLike<number>;
}

/** @returns each party's side */
export async function residentMatrices(deployment: Deployment, options: ResidentOptions): Promise<PooledMatrix[]> {
  const { kernel, dealer, keyId, macKeys } = deployment;
  const { rows, columns } = options;
  const parts = Array.from({ length: Math.ceil(rows / BLOCK_ROWS) }, (_, block) => partOf(options, block));
  const id = dealer.registerMatrix({ keyId, parts });
  const runner = new InlineRunner(kernel);
  return Promise.all(
    macKeys.map((macKey, party) =>
      PooledMatrix.build(
        { kernel, runner, party, macKey },
        { id, rows, columns },
        segments(deployment, options, parts, party),
      ),
    ),
  );
}

function partOf({ number, rows, columns }: ResidentOptions, block: number): MatrixPart {
  const batchId = new Uint8Array(32);
  new DataView(batchId.buffer).setUint32(0, number);
  new DataView(batchId.buffer).setUint32(4, block);
  const count = Math.min(BLOCK_ROWS, rows - block * BLOCK_ROWS);
  return { batchId, spec: [{ kind: 'inputMask', n: count * columns }], offset: 0, rows: count, columns };
}

/** One party's segments. All parties' masks are dealt for each, as the public difference needs their sum. */
async function* segments(
  deployment: Deployment,
  { columns, row }: ResidentOptions,
  parts: readonly MatrixPart[],
  party: number,
) {
  let first = 0;
  for (const { batchId, spec, rows } of parts) {
    const arena = deployment.kernel.newArena();
    const n = rows * columns;
    const sources = await deployment.deal(
      batchId,
      spec,
      deployment.macKeys.map(() => arena),
    );
    const masks = sources.map((source) => maskShares(source.takeInputMasks(n)));
    const values = new Float64Array(n);
    for (let k = 0; k < rows; k++) values.set(Float64Array.from(row(first + k)), k * columns);
    const R = masks.map(({ value }) => value).reduce((sum, value) => sum.add(value));
    const own = masks[party];
    if (own === undefined) throw new Error(`no party ${party}`);
    const e = Vector.fromInts(arena, values).sub(R).toBytes();
    const segment = { rows, e, value: own.value.toBytes(), mac: own.mac.toBytes() };
    arena.release();
    yield segment;
    first += rows;
  }
}
