// Batches are dealt and expanded in chunks of a fixed number of items, so that the work spreads over threads and the
// vectors in hand stay in the cache. Where chunks end is part of the format.

import { type Demand, itemsOf } from '../kinds.js';

/** Components of a line are numbered below 2^21: streams stay below 2^53. */
const CHUNKS_PER_COMPONENT = 2 ** 32;

/** Items per chunk. A comparison mask has dozens of elements where the others have one. */
export function itemsPerChunk(demand: Demand): number {
  return demand.kind === 'comparisonMask' ? 2 ** 10 : 2 ** 14;
}

export function chunkCount(demand: Demand): number {
  return Math.ceil(itemsOf(demand) / itemsPerChunk(demand));
}

/** Items [from, to) of a chunk. */
export function chunkRange(demand: Demand, chunk: number): { readonly from: number; readonly to: number } {
  const size = itemsPerChunk(demand);
  return { from: chunk * size, to: Math.min(itemsOf(demand), (chunk + 1) * size) };
}

/** The stream that holds one component of one chunk. */
export function streamOf(component: number, chunk: number): number {
  return component * CHUNKS_PER_COMPONENT + chunk;
}
