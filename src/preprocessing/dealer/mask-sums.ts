// The plaintext of input masks, r = sum of the parties' values, recomputed from seeds: the entries of the matrices R that
// matvec tuples multiply.

import type { Kernel } from '../../kernel/index.js';
import { ELEMENT_BYTES } from '../../params.js';
import type { DemandOf } from '../kinds.js';
import { chunkRange, itemsPerChunk, streamOf } from './chunks.js';
import { INPUT_MASKS, lineSeeds } from './seeds.js';

/** The value is the first component of an input mask. */
const VALUE = 0;

/** Masks [from, to) of one batch. */
export interface MaskRange {
  readonly secret: Uint8Array;
  /** Input masks in the batch. */
  readonly masks: number;
  readonly from: number;
  readonly to: number;
}

export interface MaskRequest {
  readonly parties: number;
  readonly ranges: readonly MaskRange[];
}

/** r of all ranges, one after the other. */
export function sumMasks(kernel: Kernel, { parties, ranges }: MaskRequest): Uint8Array {
  const total = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  const bytes = new Uint8Array(total * ELEMENT_BYTES);
  const arena = kernel.newArena();
  try {
    let at = 0;
    for (const range of ranges) {
      const demand: DemandOf<'inputMask'> = { kind: 'inputMask', n: range.masks };
      const size = itemsPerChunk(demand);
      const seeds = lineSeeds(kernel, range.secret, parties, INPUT_MASKS);
      for (let chunk = Math.floor(range.from / size); chunk * size < range.to; chunk++) {
        const items = chunkRange(demand, chunk);
        const from = Math.max(range.from, items.from);
        const to = Math.min(range.to, items.to);
        arena.scope(() => {
          // Elements depend on seed, stream and position alone, so a chunk need not be drawn to its end.
          const sum = arena.alloc(to - items.from);
          const draw = arena.alloc(to - items.from);
          for (const seed of seeds) {
            kernel.expandInto(seed, streamOf(VALUE, chunk), draw);
            kernel.addInto(sum, draw, sum);
          }
          bytes.set(kernel.view(sum.slice(from - items.from, to - items.from)), at);
        });
        at += (to - from) * ELEMENT_BYTES;
      }
    }
  } finally {
    arena.release();
  }
  return bytes;
}
