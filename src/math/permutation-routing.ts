// Which way the switches of a Waksman network stand for a given permutation: the looping algorithm [Waksman68, BD02], block by block and
// without recursion. Two wires that meet in a switch go to different halves, so one choice forces the next until the loop closes;
// the output that has no switch fixes the first choice. Whoever routes knows the permutation; nothing here hides it from its owner.

import { UsageError } from '../errors.js';
import { blocksByDepth, forEachBlock, inputSwitches, outputSwitches, switchCount } from './permutation-network.js';

/**
 * @param permutation output i shall be input permutation[i]; every place once
 * @returns the settings of permutationNetwork(n), layer by layer: 0 lets pass, 1 crosses
 * @throws UsageError INVALID_ARGUMENT unless it is a permutation
 */
export function routePermutation(permutation: Int32Array): Uint8Array {
  const n = permutation.length;
  const inverse = invertPermutation(permutation);
  const settings = new Uint8Array(switchCount(n));
  const depths = blocksByDepth(n);
  let wanted = permutation.slice();
  let back = inverse;
  let input = 0;
  let output = settings.length;
  for (const blocks of depths) {
    const inner = new Int32Array(n);
    output -= columnSwitches(blocks, outputSwitches);
    let atOutput = output;
    forEachBlock(blocks, (start, size) => {
      const end = start + size;
      const into = inner.subarray(start, end);
      routeBlock(
        wanted.subarray(start, end),
        back.subarray(start, end),
        into,
        settings.subarray(input, input + inputSwitches(size)),
        settings.subarray(atOutput, atOutput + outputSwitches(size)),
      );
      input += inputSwitches(size);
      atOutput += outputSwitches(size);
    });
    wanted = inner;
    back = invertWithin(blocks, inner);
  }
  return settings;
}

/** @throws UsageError INVALID_ARGUMENT unless every place comes once */
export function invertPermutation(permutation: Int32Array): Int32Array {
  const n = permutation.length;
  const inverse = new Int32Array(n).fill(-1);
  for (let i = 0; i < n; i++) {
    const from = permutation[i] as number;
    if (from < 0 || from >= n || inverse[from] !== -1) {
      throw new UsageError('INVALID_ARGUMENT', `expected a permutation of ${n} places`);
    }
    inverse[from] = i;
  }
  return inverse;
}

/**
 * One block. `wanted` and `back` count places from the block's first; so does `inner`, for each half by itself.
 * Every walk starts at the lower output of a pair and sends it through the second half: for the last output that is the only way.
 */
function routeBlock(
  wanted: Int32Array,
  back: Int32Array,
  inner: Int32Array,
  inputs: Uint8Array,
  outputs: Uint8Array,
): void {
  const size = wanted.length;
  const half = size >> 1;
  if (size === 1) return;
  const unpaired = size % 2 === 1 ? size - 1 : -1;
  const routed = new Uint8Array(size - half);
  const walk = (first: number): void => {
    let o = first;
    do {
      routed[o >> 1] = 1;
      const i = wanted[o] as number;
      inner[half + (o >> 1)] = i >> 1;
      if (o >> 1 < outputs.length) outputs[o >> 1] = 1 - (o & 1);
      if (i === unpaired) return;
      inputs[i >> 1] = 1 - (i & 1);
      const upper = back[i ^ 1] as number;
      inner[upper >> 1] = i >> 1;
      o = upper ^ 1;
    } while (o !== first);
  };
  walk(size - 1);
  for (let k = 0; k < half; k++) if (routed[k] === 0) walk(2 * k + 1);
}

/** The inverse of each half's part of `inner`. */
function invertWithin(blocks: Int32Array, inner: Int32Array): Int32Array {
  const back = new Int32Array(inner.length);
  forEachBlock(blocks, (start, size) => {
    const middle = start + (size >> 1);
    for (let k = start; k < middle; k++) back[start + (inner[k] as number)] = k - start;
    for (let k = middle; k < start + size; k++) back[middle + (inner[k] as number)] = k - middle;
  });
  return back;
}

function columnSwitches(blocks: Int32Array, of: (size: number) => number): number {
  let switches = 0;
  forEachBlock(blocks, (_, size) => {
    switches += of(size);
  });
  return switches;
}
