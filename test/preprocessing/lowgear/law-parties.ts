// A set-up for the laws of tuples, made once and used by all of them.

import { Kernel } from '../../../src/kernel/index.js';
import { Vector } from '../../../src/math/vector.js';
import { BatchSource } from '../../../src/preprocessing/batch.js';
import type { BatchSpec } from '../../../src/preprocessing/kinds.js';
import { LowGear } from '../../../src/preprocessing/lowgear/index.js';
import type { MaskMatrix } from '../../../src/preprocessing/lowgear/matvec/matrix.js';
import { sharesOf } from '../../../src/preprocessing/source.js';
import { InlineRunner } from '../../../src/preprocessing/tasks.js';
import { Shares } from '../../../src/sharing/shares.js';
import { lockstep, values } from '../../support/lockstep.js';
import { maskMatrix } from '../../support/masks.js';
import type { LawParties } from '../../support/tuple-checks.js';
import { partiesOf, sum } from './parties.js';

const [ROWS, COLUMNS] = [9, 7];

/** @param mode proofs take most of the time: one number of parties with them is enough */
export async function lawParties(count: number, mode: 'proven' | 'unproven'): Promise<LawParties> {
  const kernel = await Kernel.load();
  const runner = new InlineRunner(kernel);
  const setups = partiesOf(kernel, count, 'set-up').map((p) => LowGear.setup(p, { runner, mode }));
  const lowgears = values((await lockstep(setups)).outcomes);
  let batches = 0;
  const materials = async (spec: BatchSpec, matrices: readonly MaskMatrix[]) => {
    const parties = partiesOf(kernel, count, `batch ${batches++}`);
    const { outcomes } = await lockstep(
      parties.map((p, i) => {
        const matrix = matrices[i];
        return lowgears[i]!.produce(p, spec, new Map(matrix && [[matrix.id, matrix]]));
      }),
    );
    return values(outcomes);
  };
  const uploads = (await materials([{ kind: 'inputMask', n: ROWS * COLUMNS }], [])).map(
    ({ inputMasks }) => inputMasks!,
  );
  const matrices = uploads.map((masks, party) => {
    const { macKey } = lowgears[party]!;
    const shares = sharesOf(masks, (own, tag) => new Shares(own, tag));
    return maskMatrix({ party, macKey, runner }, 'uploads', COLUMNS, shares);
  });
  const arena = kernel.newArena();
  const entries = Vector.zeros(arena, ROWS * COLUMNS).add(sum(uploads.map(({ value }) => value)));
  return {
    kernel,
    macKeys: lowgears.map(({ macKey }) => macKey),
    matrix: { id: 'uploads', rows: ROWS, columns: COLUMNS, entries },
    summedMasks: true,
    sources: async (spec) => (await materials(spec, matrices)).map((material) => new BatchSource(material)),
    // All laws use the same set-up.
    release: () => undefined,
  };
}
