// Batcher's odd-even merge sort for any number of places [Batcher68], as layers of comparators whose pairs are public. If only some ranks
// are wanted, a sorted part keeps only what can still reach them, and comparators that no wanted result depends on are left out:
// the k smallest of n need about n (log2 k + 2)^2 / 5 comparators instead of n (log2 n)^2 / 4 (10 of 10,000: 58,000 instead of 426,000),
// the smallest alone n - 1.

import { UsageError } from '../../errors.js';

export interface SortingLayer {
  /** Places of the previous layer's wires: comparator i takes the wires i and comparators + i of them, the rest passes. */
  readonly wiring: Int32Array;
  readonly comparators: number;
}

export interface SortingNetwork {
  readonly layers: readonly SortingLayer[];
  /** Places of the last layer's wires, one per wanted place. */
  readonly outputs: Int32Array;
  /** Of all layers. */
  readonly comparators: number;
}

/** Two places of the unsorted sequence whose values are put in order: the smaller one goes to `low`. */
interface Pair {
  readonly low: number;
  readonly high: number;
}

/** @param wanted ranks in the sorted sequence, 0 for the smallest; all by default      @throws UsageError INVALID_ARGUMENT */
export function sortingNetwork(n: number, wanted?: readonly number[]): SortingNetwork {
  const ranks = wanted ?? Array.from({ length: n }, (_, i) => i);
  if (!Number.isInteger(n) || n < 1 || ranks.length === 0) {
    throw new UsageError('INVALID_ARGUMENT', 'a sorting network has a place and a wanted result at least');
  }
  for (const rank of ranks) {
    if (!Number.isInteger(rank) || rank < 0 || rank >= n) {
      throw new UsageError('INVALID_ARGUMENT', `there is no rank ${rank} among ${n} sorted values`);
    }
  }
  const pairs: Pair[] = [];
  const lowest = ranks.reduce((a, b) => Math.min(a, b));
  const highest = ranks.reduce((a, b) => Math.max(a, b));
  const sorted = sortRange(pairs, 0, n, lowest, highest);
  const results = ranks.map((rank) => sorted.places[rank - sorted.first] as number);
  return wireUp(n, prune(pairs, results), results);
}

/** Places that hold the ranks first, first + 1, ... of a part of the sequence. */
interface Part {
  readonly first: number;
  readonly places: readonly number[];
}

/** Sorts places from..to-1 as far as ranks low..high among them are concerned. */
function sortRange(pairs: Pair[], from: number, to: number, low: number, high: number): Part {
  const size = to - from;
  if (size === 1) return { first: 0, places: [from] };
  const half = size >> 1;
  // Element j of a half has rank j at least and j + (elements of the other half) at most.
  const need = (part: number) => [Math.max(0, low - (size - part)), Math.min(part - 1, high)] as const;
  const a = sortRange(pairs, from, from + half, ...need(half));
  const b = sortRange(pairs, from + half, to, ...need(size - half));
  // Whatever a half has dropped at its lower end is below all wanted ranks.
  const dropped = a.first + b.first;
  return { first: low, places: merge(pairs, a.places, b.places).slice(low - dropped, high - dropped + 1) };
}

/** Two sorted sequences: even and odd elements are merged by themselves, then neighbours of both results are put in order. */
function merge(pairs: Pair[], a: readonly number[], b: readonly number[]): number[] {
  if (a.length === 0 || b.length === 0) return [...a, ...b];
  if (a.length === 1 && b.length === 1) return compare(pairs, a[0] as number, b[0] as number);
  const evens = merge(pairs, everyOther(a, 0), everyOther(b, 0));
  const odds = merge(pairs, everyOther(a, 1), everyOther(b, 1));
  const both = Math.min(odds.length, evens.length - 1);
  const middle = odds.slice(0, both).flatMap((odd, i) => compare(pairs, odd, evens[i + 1] as number));
  return [evens[0] as number, ...middle, ...evens.slice(both + 1), ...odds.slice(both)];
}

function compare(pairs: Pair[], low: number, high: number): number[] {
  pairs.push({ low, high });
  return [low, high];
}

function everyOther(x: readonly number[], from: 0 | 1): number[] {
  return x.filter((_, i) => i % 2 === from);
}

interface Layer {
  readonly pairs: readonly Pair[];
  /** Places that no pair of this layer takes and whose values still matter. */
  readonly passing: readonly number[];
}

/** Leaves out what no result depends on, and puts every comparator into the earliest layer that it can have. */
function prune(pairs: readonly Pair[], results: readonly number[]): Layer[] {
  const matters = new Set(results);
  const needed: Pair[] = [];
  for (const pair of [...pairs].reverse()) {
    if (!matters.has(pair.low) && !matters.has(pair.high)) continue;
    matters.add(pair.low).add(pair.high);
    needed.push(pair);
  }
  const depths = new Map<number, number>();
  const layers: Pair[][] = [];
  for (const pair of needed.reverse()) {
    const depth = Math.max(depths.get(pair.low) ?? 0, depths.get(pair.high) ?? 0);
    depths.set(pair.low, depth + 1).set(pair.high, depth + 1);
    const layer = layers[depth];
    if (layer === undefined) layers.push([pair]);
    else layer.push(pair);
  }
  return withPassing(layers, results);
}

/** Backwards: what still matters after each layer and is not touched by it. */
function withPassing(layers: readonly (readonly Pair[])[], results: readonly number[]): Layer[] {
  const matters = new Set(results);
  const found = [...layers].reverse().map((pairs): Layer => {
    for (const { low, high } of pairs) {
      matters.delete(low);
      matters.delete(high);
    }
    const passing = [...matters];
    for (const { low, high } of pairs) matters.add(low).add(high);
    return { pairs, passing };
  });
  return found.reverse();
}

function wireUp(n: number, layers: readonly Layer[], results: readonly number[]): SortingNetwork {
  /** On which wire each place lies. */
  let wires = Int32Array.from({ length: n }, (_, i) => i);
  const wired = layers.map(({ pairs, passing }): SortingLayer => {
    const order = [...pairs.map(({ low }) => low), ...pairs.map(({ high }) => high), ...passing];
    const before = wires;
    wires = new Int32Array(n).fill(-1);
    for (const [wire, place] of order.entries()) wires[place] = wire;
    return { wiring: Int32Array.from(order, (place) => before[place] as number), comparators: pairs.length };
  });
  return {
    layers: wired,
    outputs: Int32Array.from(results, (place) => wires[place] as number),
    comparators: wired.reduce((sum, layer) => sum + layer.comparators, 0),
  };
}
