// A bank's edges as settings of its networks. Every edge is one of N places, N public. In source order the edges of one account stand
// side by side, the accounts in order; in target order likewise. Three networks connect what is public with what is not:
//
//     spread    every source's value to its first edge, in source order    (then a running sum of differences reaches all its edges)
//     permute   source order to target order
//     collect   the running sum at every target's last edge                (then differences are the sums per target)
//
// An account without edges on one side gets an edge of weight 0 there; spare places are such edges too. So the settings, all secret, hide
// who pays whom and how many edges an account has; only N is known.

import { UsageError } from '../../errors.js';
import { switchCount } from '../../math/permutation-network.js';
import { routePermutation } from '../../math/permutation-routing.js';
import { monotoneNetwork, monotoneSwitches, routeMonotone } from './monotone-network.js';

/** Edges between the accounts that a bank reads (0..sources-1) and those that it adds to (0..targets-1). */
export interface LocalEdges {
  readonly sources: number;
  readonly targets: number;
  readonly source: Int32Array;
  readonly target: Int32Array;
  readonly weight: Float64Array;
}

export interface Routes {
  /** N weights in target order. */
  readonly weights: Float64Array;
  /** All switches: spread, permute, collect. */
  readonly switches: Uint8Array;
}

/** Switches of the three networks of a bank. */
export interface SwitchCounts {
  readonly spread: number;
  readonly permute: number;
  readonly collect: number;
}

export function switchCounts(sources: number, targets: number, places: number): SwitchCounts {
  return {
    spread: monotoneSwitches(sources, places),
    permute: switchCount(places),
    collect: monotoneSwitches(targets, places),
  };
}

/** Places that these edges take: one per edge, and one per account without edges on the side that has more of them. */
export function placesNeeded({ sources, targets, source, target }: Omit<LocalEdges, 'weight'>): number {
  return source.length + Math.max(sources - new Set(source).size, targets - new Set(target).size);
}

/** @throws UsageError LIMIT_EXCEEDED when the edges take more than `places` */
export function routeEdges(edges: LocalEdges, places: number): Routes {
  const needed = placesNeeded(edges);
  if (needed > places || edges.sources > places || edges.targets > places) {
    throw new UsageError('LIMIT_EXCEEDED', `the bank's edges take ${needed} places, the public bound is ${places}`);
  }
  const { source, target, weight } = padded(edges, places);
  const bySource = sortedBy(source);
  const byTarget = sortedBy(target);
  const placeInSource = new Int32Array(places);
  bySource.forEach((edge, place) => {
    placeInSource[edge] = place;
  });
  const first = firstPlaces(bySource, source, edges.sources);
  // The last edge of a target stands just before the first one of the next.
  const starts = firstPlaces(byTarget, target, edges.targets);
  const last = starts.map((_, account) => (starts[account + 1] ?? places) - 1);
  const settings = [
    routeMonotone(monotoneNetwork(edges.sources, places), first),
    routePermutation(byTarget.map((edge) => placeInSource[edge] as number)),
    routeMonotone(monotoneNetwork(edges.targets, places), last),
  ];
  const switches = new Uint8Array(settings.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of settings) {
    switches.set(part, at);
    at += part.length;
  }
  return { weights: Float64Array.from(byTarget, (edge) => weight[edge] as number), switches };
}

/** Edges of weight 0 for accounts without any, and up to the number of places. */
function padded({ sources, targets, source, target, weight }: LocalEdges, places: number) {
  const noSource = missing(source, sources);
  const noTarget = missing(target, targets);
  const extra = Array.from({ length: places - source.length }, (_, i) => i);
  return {
    source: Int32Array.from([...source, ...extra.map((i) => noSource[i] ?? sources - 1)]),
    target: Int32Array.from([...target, ...extra.map((i) => noTarget[i] ?? targets - 1)]),
    weight: Float64Array.from([...weight, ...extra.map(() => 0)]),
  };
}

function missing(ends: Int32Array, accounts: number): number[] {
  const met = new Set(ends);
  return Array.from({ length: accounts }, (_, account) => account).filter((account) => !met.has(account));
}

/** Edges in the order of one end; equal ones in the order in which they came. */
function sortedBy(ends: Int32Array): Int32Array {
  return Int32Array.from(ends.keys()).sort((a, b) => (ends[a] as number) - (ends[b] as number) || a - b);
}

/** The place of each account's first edge. */
function firstPlaces(order: Int32Array, ends: Int32Array, accounts: number): Int32Array {
  const first = new Int32Array(accounts);
  for (let place = order.length - 1; place >= 0; place--) first[ends[order[place] as number] as number] = place;
  return first;
}
