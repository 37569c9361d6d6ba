// Cutting a dataset into uploads. An upload is atomic, and its masks live in memory at every party, so a large dataset goes in
// several: each is accepted as a whole.

import { UsageError } from '../errors.js';
import type { Extent } from '../io/layout.js';
import { blockOf, type Statement } from '../io/statement.js';
import { type BlockValues, sliceValues, type Values } from '../io/witness.js';

/** Values of one upload, unless the caller says otherwise. */
export const VALUES_PER_UPLOAD = 1_000_000;

/**
 * Rows of each upload: as many as fit maxValues, one at least.
 * @throws UsageError INVALID_ARGUMENT
 */
export function splitRows(statement: Statement, rows: number, maxValues = VALUES_PER_UPLOAD): Extent[] {
  if (!Number.isSafeInteger(maxValues) || maxValues < 1) {
    throw new UsageError('INVALID_ARGUMENT', `expected uploads of one value or more, got ${maxValues}`);
  }
  const perRow = statement.blocks.reduce((sum, { width }) => sum + width, 0);
  const step = Math.max(1, Math.floor(maxValues / perRow));
  return Array.from({ length: Math.ceil(rows / step) }, (_, k) => ({
    from: k * step,
    to: Math.min(rows, (k + 1) * step),
  }));
}

/** Rows from..to-1 of every block, sharing memory where the values are typed arrays. */
export function sliceRows(statement: Statement, values: BlockValues, { from, to }: Extent): BlockValues {
  const part: Record<string, Values> = {};
  for (const [name, elements] of Object.entries(values)) {
    const { width } = blockOf(statement, name);
    part[name] = sliceValues(elements, from * width, to * width);
  }
  return part;
}
