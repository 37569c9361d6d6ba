// A line whose operand are input masks of its own session needs a tuple that was made for just the masks the session gets. So the
// masks of such a specification and all tuples on them come from one batch: masks [start, start + n), and for each line a tuple
// of its own whose operand starts at start + offset.

import { type BatchSpec, type Demand, itemsOf } from '../kinds.js';
import { type Batch, type Inventory, type Range, spentOf } from './inventory.js';
import { offsetOf, serves } from './stock.js';

/** Does the line of a bound specification get its items here? */
export function isPartOfBound(spec: BatchSpec, demand: Demand): boolean {
  return offsetOf(demand) !== null || (demand.kind === 'inputMask' && spec.some((line) => offsetOf(line) !== null));
}

/** @returns the ranges of the lines that belong together, by line; null when no batch has them */
export function planBound(inventory: Inventory, spec: BatchSpec): Map<number, Range[]> | null {
  for (const batch of inventory.batches) {
    const found = batch.committed && batch.bound ? planIn(batch, spec) : null;
    if (found !== null) return found;
  }
  return null;
}

function planIn(batch: Batch, spec: BatchSpec): Map<number, Range[]> | null {
  const line = spec.findIndex(({ kind }) => kind === 'inputMask');
  const masks = spec[line];
  const stock = batch.stocks.findIndex(({ demand }) => demand.kind === 'inputMask');
  const items = batch.stocks[stock]?.items ?? 0;
  if (masks === undefined) return null;
  for (const start of startsOf(batch, spec)) {
    const end = start + itemsOf(masks);
    if (start < 0 || end > items || spentOf(batch, stock).overlaps(start, end)) continue;
    const tuples = tuplesAt(batch, spec, start);
    if (tuples !== null) return tuples.set(line, [{ batch, stock, from: start, to: end }]);
  }
  return null;
}

/** Where the masks would have to start for the first of the lines to find a tuple. */
function* startsOf(batch: Batch, spec: BatchSpec): Generator<number> {
  const line = spec.find((demand) => offsetOf(demand) !== null);
  const offset = line === undefined ? null : offsetOf(line);
  if (line === undefined || offset === null) return;
  for (const [stock, { offsets }] of tuplesFor(batch, line)) {
    for (const { from, to } of spentOf(batch, stock).gaps(offsets.length)) {
      for (const at of offsets.slice(from, to)) yield at - offset;
    }
  }
}

function tuplesAt(batch: Batch, spec: BatchSpec, start: number): Map<number, Range[]> | null {
  const found = new Map<number, Range[]>();
  const used = new Set<string>();
  for (const [line, demand] of spec.entries()) {
    const offset = offsetOf(demand);
    if (offset === null) continue;
    const range = tupleAt(batch, demand, start + offset, used);
    if (range === null) return null;
    used.add(placeOf(range.stock, range.from));
    found.set(line, [range]);
  }
  return found;
}

/** A free tuple whose operand starts at `offset`. */
function tupleAt(batch: Batch, demand: Demand, offset: number, used: ReadonlySet<string>): Range | null {
  for (const [stock, { offsets }] of tuplesFor(batch, demand)) {
    for (let item = offsets.indexOf(offset); item >= 0; item = offsets.indexOf(offset, item + 1)) {
      const taken = used.has(placeOf(stock, item)) || spentOf(batch, stock).overlaps(item, item + 1);
      if (!taken) return { batch, stock, from: item, to: item + 1 };
    }
  }
  return null;
}

function tuplesFor(batch: Batch, demand: Demand) {
  return [...batch.stocks.entries()].filter(([, stock]) => serves(stock, demand, true));
}

const placeOf = (stock: number, item: number) => `${stock}/${item}`;

/**
 * Do the ranges of a bound specification belong together? Of each line, the ranges must be known to serve it.
 * @returns what is wrong, or null
 */
export function boundFault(spec: BatchSpec, lines: readonly (readonly Range[])[]): string | null {
  const masks = lines[spec.findIndex(({ kind }) => kind === 'inputMask')];
  const [first] = masks ?? [];
  for (const [line, demand] of spec.entries()) {
    const offset = offsetOf(demand);
    if (offset === null) continue;
    const [tuple] = lines[line] ?? [];
    if (first === undefined || masks?.length !== 1 || tuple === undefined) return 'masks of a bound line are scattered';
    const at = tuple.batch.stocks[tuple.stock]?.offsets[tuple.from];
    if (tuple.batch !== first.batch || at !== first.from + offset) return 'a tuple was made for other input masks';
  }
  return null;
}
