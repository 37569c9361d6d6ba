// Programs that take many tuples for little data.

import { z } from 'zod';
import { defineProgram } from '../../src/secure/program/define.js';
import { integers, uint } from '../../src/secure/program/table.js';
import type { SecureInt } from '../../src/secure/types/int.js';

/** Copies of the data, so that there is much to compute. */
function copies(x: SecureInt, places: number): SecureInt {
  return x.gather(Int32Array.from({ length: places }, (_, i) => i % x.length));
}

/** How often each value is met while all that are as large as the layer grow by 1: layer after layer needs the one before. */
export const climbing = defineProgram({
  name: 'climbing',
  description: 'small values climb, layer by layer',
  parameters: z.strictObject({ layers: z.int(), places: z.int(), late: z.boolean().default(false) }),
  maxRows: () => 10,
  dataset: () => ({ x: uint(4) }),
  query: () => ({}),
  outputs: () => ({ sum: integers(1) }),
  setup: ({ parameters, data }) => {
    const { layers, places, late } = parameters;
    const x = copies(data.blocks.x.column(0), places);
    return { x: late ? x : climbed(x, layers) };
  },
  body: ({ parameters, data, kept }) => {
    const { layers, late } = parameters;
    return { sum: (late ? climbed(kept.x, layers) : kept.x).slice(0, data.rows).sum() };
  },
});

/** Comparisons of values that nobody proved: hundreds of elements of tuples each. */
function climbed(start: SecureInt, layers: number): SecureInt {
  let x = start;
  for (let layer = 0; layer < layers; layer++) {
    const there = x.within(0, 16, 'declared').sub(layer).isZero();
    x = x.add(there).within(0, 16, 'declared');
  }
  return x;
}

export function climb(values: readonly number[], layers: number): number {
  return values.reduce((sum, x) => sum + Math.max(x, layers), 0);
}

/** A shuffle takes more tuples the more parties there are; both when a version is bound and when somebody asks. */
export const shuffling = defineProgram({
  name: 'shuffling',
  description: 'all values, in an order that nobody knows',
  parameters: z.strictObject({}),
  maxRows: () => 100,
  dataset: () => ({ x: uint(8) }),
  query: () => ({}),
  outputs: () => ({ first: integers(5), second: integers(5) }),
  setup: ({ data }) => ({ shuffled: data.blocks.x.column(0).shuffled() }),
  body: ({ data, kept }) => ({ first: kept.shuffled, second: data.blocks.x.column(0).shuffled() }),
});
