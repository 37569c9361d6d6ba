// Which tuples a session gets: for every line of its specification ranges of stored items, from the oldest batches first. Planning
// takes nothing.

import { UsageError } from '../../errors.js';
import { type BatchSpec, type Demand, itemsOf } from '../kinds.js';
import { isPartOfBound, planBound } from './bound.js';
import type { Interval } from './intervals.js';
import { type Batch, type Inventory, leftOf, type Range, spentOf } from './inventory.js';
import { isBound, serves, stockKey } from './stock.js';

/** For every line of a specification the ranges it is made of, in order. */
export type Assignment = readonly (readonly Range[])[];

/** Items per range that a line may be scattered over, and ranges beyond that. */
const ITEMS_PER_RANGE = 2 ** 12;
const SPARE_RANGES = 64;

/** Most ranges of a reservation: what its message has room for. */
export function maxRanges(spec: BatchSpec): number {
  return spec.reduce((sum, demand) => sum + 1 + Math.floor(itemsOf(demand) / ITEMS_PER_RANGE), SPARE_RANGES);
}

/** Something a specification asks for and the store has too little of. */
export interface Shortfall {
  /** Kind and parameters. */
  readonly key: string;
  readonly needs: number;
  readonly has: number;
}

/** @throws UsageError TUPLES_EXHAUSTED */
export function plan(inventory: Inventory, spec: BatchSpec): Assignment {
  const taken = new Map<string, number>();
  const bound = isBound(spec) ? planBound(inventory, spec) : null;
  const lines = spec.map((demand, index) =>
    bound !== null || !isPartOfBound(spec, demand) ? (bound?.get(index) ?? freeRanges(inventory, demand, taken)) : [],
  );
  const short = spec.some((demand, index) => itemsIn(lines[index] ?? []) < itemsOf(demand));
  if (short) throw exhausted(shortfall(inventory, spec));
  const ranges = lines.reduce((sum, line) => sum + line.length, 0);
  if (ranges > maxRanges(spec)) {
    throw new UsageError('TUPLES_EXHAUSTED', `what is left is scattered over ${ranges} ranges: make new batches`);
  }
  return lines;
}

/** What a specification needs and the store lacks, by kind and parameters; empty when it can be served. */
export function shortfall(inventory: Inventory, spec: BatchSpec): Shortfall[] {
  const bound = isBound(spec);
  const needs = new Map<string, { demand: Demand; needs: number }>();
  for (const demand of spec) {
    const key = stockKey(demand, bound);
    needs.set(key, { demand, needs: itemsOf(demand) + (needs.get(key)?.needs ?? 0) });
  }
  const all = [...needs].map(([key, { demand, needs }]) => ({ key, needs, has: available(inventory, demand, bound) }));
  const short = all.filter(({ needs, has }) => has < needs);
  if (short.length > 0 || !bound || planBound(inventory, spec) !== null) return short;
  // There are tuples and there are masks, but none that belong together the way this specification wants them.
  return all
    .filter(({ key }) => key === stockKey({ kind: 'inputMask', n: 0 }, true))
    .map((one) => ({ ...one, has: 0 }));
}

export function exhausted(short: readonly Shortfall[]): UsageError {
  const missing = short.map(({ key, needs, has }) => `${key}: needs ${needs}, has ${has}`);
  return new UsageError('TUPLES_EXHAUSTED', missing.join('; ') || 'the sequencer has too few tuples');
}

/** Items that may be taken by lines like this one. */
function available(inventory: Inventory, demand: Demand, bound: boolean): number {
  let left = 0;
  for (const batch of inventory.batches) {
    if (!batch.committed) continue;
    batch.stocks.forEach((stock, index) => {
      if (serves(stock, demand, bound)) left += leftOf(batch, index);
    });
  }
  return left;
}

export function itemsIn(ranges: readonly Interval[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from, 0);
}

/**
 * Up to as many items as the line wants.
 * @param taken where the lines before have got to, by batch and stock: matvec lines of one key take item by item
 */
function freeRanges(inventory: Inventory, demand: Demand, taken: Map<string, number>): Range[] {
  const ranges: Range[] = [];
  let missing = itemsOf(demand);
  for (const batch of inventory.batches) {
    if (!batch.committed) continue;
    for (const [stock, candidate] of batch.stocks.entries()) {
      if (missing === 0) return ranges;
      if (!serves(candidate, demand, false)) continue;
      const place = `${batch.id}/${stock}`;
      for (const gap of gapsOf(batch, stock, taken.get(place) ?? 0)) {
        const to = Math.min(gap.to, gap.from + missing);
        ranges.push({ batch, stock, from: gap.from, to });
        taken.set(place, to);
        missing -= to - gap.from;
        if (missing === 0) break;
      }
    }
  }
  return ranges;
}

function* gapsOf(batch: Batch, stock: number, taken: number): Generator<Interval> {
  for (const { from, to } of spentOf(batch, stock).gaps(batch.stocks[stock]?.items ?? 0)) {
    if (to > taken) yield { from: Math.max(from, taken), to };
  }
}
