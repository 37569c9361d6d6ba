// A network that brings n values to places p_0 < p_1 < ... < p_(n-1) among N, or back, without showing where they are. Because the
// order stays, half of a permutation network is enough: log2 N layers, of at most N/2 switches. Layer by layer the highest bit
// of the destination that is not yet settled is settled; blocks of B places become blocks of B/2. Value i is then at
//
//     place p_i with its lowest log2 B bits replaced by those of i.
//
// Two values never meet: in one block of B places at the same i mod B, they would be at least B apart in i, and less than B apart
// in p; but p grows at least as fast as i. Blocks hold at most n values, so only min(B, n) wires of each are there. Source:
// butterfly networks route compactions without collisions [Lei92].

import { UsageError } from '../../errors.js';

/** One layer between blocks of 2 half and blocks of half places. Wires are numbered block by block, before and after. */
export interface MonotoneLayer {
  readonly half: number;
  /** Switch i: the wires upper[i] and lower[i] of the whole block (lower is -1 where it has none) ... */
  readonly upper: Int32Array;
  readonly lower: Int32Array;
  /** ... and the wires low[i] and high[i] of its two halves: 0 connects upper with low and lower with high, 1 crosses. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** Where the second half lies beyond all places: both wires of the block belong to one of its first half. */
  readonly passUpper: Int32Array;
  readonly passLower: Int32Array;
  readonly passLow: Int32Array;
  /** Wires after the layer. */
  readonly wires: number;
}

export interface MonotoneNetwork {
  /** n. */
  readonly values: number;
  /** N. */
  readonly places: number;
  /** From one block of all places down to single places. */
  readonly layers: readonly MonotoneLayer[];
  /** Of all layers; settings are given layer by layer. */
  readonly switches: number;
}

/** @param values 1..places @throws UsageError INVALID_ARGUMENT */
export function monotoneNetwork(values: number, places: number): MonotoneNetwork {
  if (!Number.isInteger(values) || !Number.isInteger(places) || values < 1 || values > places || places > 2 ** 26) {
    throw new UsageError('INVALID_ARGUMENT', `a monotone network takes 1 to ${places} values, not ${values}`);
  }
  const layers: MonotoneLayer[] = [];
  for (let half = topBlock(places) / 2; half >= 1; half /= 2) layers.push(layerOf(values, places, half));
  return { values, places, layers, switches: monotoneSwitches(values, places) };
}

/** Switches of a network: about N/2 (log2 n + 2). */
export function monotoneSwitches(values: number, places: number): number {
  let switches = 0;
  for (let half = topBlock(places) / 2; half >= 1; half /= 2) {
    switches += Math.floor(Math.ceil(places / half) / 2) * Math.min(half, values);
  }
  return switches;
}

function topBlock(places: number): number {
  let block = 1;
  while (block < places) block *= 2;
  return block;
}

function layerOf(values: number, places: number, half: number): MonotoneLayer {
  const blocks = Math.ceil(places / (2 * half));
  const halves = Math.ceil(places / half);
  const before = Math.min(2 * half, values);
  const after = Math.min(half, values);
  const split = Math.floor(halves / 2);
  const fill = (n: number, of: (block: number, r: number) => number) => {
    const wires = new Int32Array(n * after);
    for (let block = 0, i = 0; block < n; block++) for (let r = 0; r < after; r++) wires[i++] = of(block, r);
    return wires;
  };
  const below = (block: number, r: number) => (r + half < before ? block * before + r + half : -1);
  const unsplit = blocks - split;
  return {
    half,
    upper: fill(split, (block, r) => block * before + r),
    lower: fill(split, below),
    low: fill(split, (block, r) => 2 * block * after + r),
    high: fill(split, (block, r) => (2 * block + 1) * after + r),
    passUpper: fill(unsplit, (i, r) => (split + i) * before + r),
    passLower: fill(unsplit, (i, r) => below(split + i, r)),
    passLow: fill(unsplit, (i, r) => 2 * (split + i) * after + r),
    wires: halves * after,
  };
}

/**
 * The settings that connect value i with place positions[i], in either direction.
 * @param positions one per value, increasing      @returns 0 or 1 per switch, layer by layer
 * @throws UsageError INVALID_ARGUMENT
 */
export function routeMonotone({ values, places, switches }: MonotoneNetwork, positions: Int32Array): Uint8Array {
  const increasing = positions.every((place, i) => place > (i === 0 ? -1 : (positions[i - 1] as number)));
  if (positions.length !== values || !increasing || (positions[values - 1] as number) >= places) {
    throw new UsageError('INVALID_ARGUMENT', `expected ${values} increasing places below ${places}`);
  }
  const settings = new Uint8Array(switches);
  let from = 0;
  for (let half = topBlock(places) / 2; half >= 1; half /= 2) {
    const split = Math.floor(Math.ceil(places / half) / 2);
    const after = Math.min(half, values);
    for (let i = 0; i < values; i++) {
      const place = positions[i] as number;
      const block = Math.floor(place / (2 * half));
      if (block >= split) continue;
      const atLower = i % (2 * half) >= half;
      const toHigh = Math.floor(place / half) % 2 === 1;
      settings[from + block * after + (i % half)] = atLower === toHigh ? 0 : 1;
    }
    from += split * after;
  }
  return settings;
}
