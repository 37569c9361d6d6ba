// What a query takes: the program's demand, its masks, and the check of the masks.

import { UsageError } from '../errors.js';
import { type MaskLayout, maskLayout } from '../io/layout.js';
import { type BatchSpec, itemsOf, lineKey, mergeDemands } from '../preprocessing/kinds.js';
import { elementsOf, MAX_BATCH_ELEMENTS } from '../preprocessing/spec.js';
import type { DatasetShape, DatasetVersion, Program } from './program.js';

/** The masks that a query takes. */
export function queryLayout({ parties }: { readonly parties: number }, { query, outputs }: Program): MaskLayout {
  return maskLayout(query, 1, 'fiatShamir', parties, outputs);
}

/** What a program is told of a bound version. */
export function shapeOf({ parties }: { readonly parties: number }, version: DatasetVersion): DatasetShape {
  const matrixIds = new Map([...version.matrices].map(([block, matrix]) => [block, matrix.id]));
  return { parties, rows: version.rows, matrixIds, owners: version.owners };
}

/** @throws UsageError LIMIT_EXCEEDED as requireQuery */
export function querySpec(program: Program, shape: DatasetShape, layout: MaskLayout): BatchSpec {
  const spec = mergeDemands([
    { kind: 'inputMask', n: layout.total },
    { kind: 'zeroTest', n: 1 },
    ...program.queryDemand(shape, layout.inputs.from),
  ]);
  requireQuery(spec, shape.parties);
  return spec;
}

/**
 * A question has all its tuples before it is known: unlike a set-up it cannot take them chapter by chapter.
 * @throws UsageError LIMIT_EXCEEDED
 */
export function requireQuery(spec: BatchSpec, parties: number): void {
  const elements = elementsOf(spec, parties);
  if (elements <= MAX_BATCH_ELEMENTS) return;
  throw new UsageError(
    'LIMIT_EXCEEDED',
    `a question takes ${elements} elements of tuples, ${MAX_BATCH_ELEMENTS} at most: compute what does not depend on the ` +
      'question in the set-up of the program, or ask about less at a time',
  );
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
