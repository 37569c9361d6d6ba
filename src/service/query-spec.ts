// What a query takes: the program's demand, its masks, and the check of the masks.

import { type MaskLayout, maskLayout } from '../io/layout.js';
import { type BatchSpec, itemsOf, lineKey, mergeDemands } from '../preprocessing/kinds.js';
import type { BoundVersion } from './dataset.js';
import type { DatasetShape, Program } from './program.js';

/** The masks that a query takes. */
export function queryLayout({ parties }: { readonly parties: number }, { query, outputs }: Program): MaskLayout {
  return maskLayout(query, 1, 'fiatShamir', parties, outputs);
}

export function querySpec(program: Program, version: BoundVersion, layout: MaskLayout): BatchSpec {
  const matrixIds = new Map([...version.matrices].map(([block, matrix]) => [block, matrix.id]));
  const shape: DatasetShape = { rows: version.rows, matrixIds, owners: version.owners };
  return mergeDemands([
    { kind: 'inputMask', n: layout.total },
    { kind: 'zeroTest', n: 1 },
    ...program.queryDemand(shape, layout.inputs.from),
  ]);
}

/** Items by kind, in words for people. */
export function tupleCounts(spec: BatchSpec): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const demand of spec) {
    const key =
      demand.kind === 'matvec' ? `matvec ${demand.orientation} ${demand.rows}x${demand.columns}` : lineKey(demand);
    counts[key] = (counts[key] ?? 0) + itemsOf(demand);
  }
  return counts;
}
