// A Waksman network of arbitrary size [Waksman68, BD02]: fixed wires and switches, each of which lets two wires pass or crosses them, so
// that suitable switches bring about any permutation. Who multiplies switches in secret permutes in secret: (a, b) becomes
// (a + t, b - t) with t = s (b - a). n places are a column of n/2 switches, two networks of half the size, and a column of n/2 - 1
// (or (n - 1)/2) switches. Here the networks of equal depth stand side by side in one layer, so a layer is one vector product.

import { UsageError } from '../errors.js';

export interface NetworkLayer {
  /** n places of the previous layer's results: switch i takes the wires i and switches + i of them, the rest passes. */
  readonly wiring: Int32Array;
  readonly switches: number;
}

export interface PermutationNetwork {
  readonly size: number;
  readonly layers: readonly NetworkLayer[];
  /** n places of the last layer's results: where each output comes from. */
  readonly outputs: Int32Array;
  /** Of all layers; settings are given layer by layer. */
  readonly switches: number;
}

/** The networks of one depth of the recursion: block b has the places starts[b] to starts[b + 1] - 1. */
type Blocks = Int32Array;

/** Switches of a network: ceil(log2 1) + ... + ceil(log2 n), about n log2 n - n. */
export function switchCount(n: number): number {
  const depth = networkDepth(n);
  return n * depth - 2 ** depth + 1;
}

/** Layers of a network: products that follow one another. */
export function layerCount(n: number): number {
  return Math.max(0, 2 * networkDepth(n) - 1);
}

/** ceil(log2 n). @throws UsageError INVALID_ARGUMENT */
export function networkDepth(n: number): number {
  if (!Number.isInteger(n) || n < 1 || n > 2 ** 27) {
    throw new UsageError('INVALID_ARGUMENT', `a permutation network has 1 to 2^27 places, not ${n}`);
  }
  return n === 1 ? 0 : 32 - Math.clz32(n - 1);
}

/** @throws UsageError INVALID_ARGUMENT */
export function permutationNetwork(n: number): PermutationNetwork {
  const depths = blocksByDepth(n);
  const layers: NetworkLayer[] = [];
  let places: Int32Array = Int32Array.from({ length: n }, (_, i) => i);
  for (const blocks of depths) places = addInputLayer(layers, blocks, places);
  // The innermost blocks have two places at most: one switch, and nothing to do at their outputs.
  for (const blocks of depths.slice(0, -1).reverse()) places = addOutputLayer(layers, blocks, places);
  return { size: n, layers, outputs: places, switches: switchCount(n) };
}

/** Outermost first: every block is cut into a half rounded down and a half rounded up. */
export function blocksByDepth(n: number): Blocks[] {
  const depths: Blocks[] = [];
  let blocks = Int32Array.of(0, n);
  for (let depth = networkDepth(n); depth > 0; depth--) {
    depths.push(blocks);
    const starts: number[] = [0];
    forEachBlock(blocks, (start, size) => {
      if (size > 1) starts.push(start + (size >> 1));
      starts.push(start + size);
    });
    blocks = Int32Array.from(starts);
  }
  return depths;
}

export function forEachBlock(blocks: Blocks, visit: (start: number, size: number) => void): void {
  for (let b = 0; b + 1 < blocks.length; b++) {
    const start = blocks[b] as number;
    visit(start, (blocks[b + 1] as number) - start);
  }
}

/** Switches of a block's input column. */
export function inputSwitches(size: number): number {
  return size >> 1;
}

/** Switches of a block's output column: for an even size the last pair goes straight. */
export function outputSwitches(size: number): number {
  return (size - 1) >> 1;
}

/** Pairs 2k and 2k + 1 of every block; the upper result goes to place k of its first half, the lower to place k of its second. */
function addInputLayer(layers: NetworkLayer[], blocks: Blocks, places: Int32Array): Int32Array {
  const layer = new LayerBuilder(places, countSwitches(blocks, inputSwitches));
  forEachBlock(blocks, (start, size) => {
    const half = size >> 1;
    for (let k = 0; k < half; k++) layer.cross(start + 2 * k, start + 2 * k + 1, start + k, start + half + k);
    if (size % 2 === 1) layer.pass(start + size - 1, start + size - 1);
  });
  return layer.addTo(layers);
}

/** The reverse: place k of the first half and place k of the second give the results 2k and 2k + 1. */
function addOutputLayer(layers: NetworkLayer[], blocks: Blocks, places: Int32Array): Int32Array {
  const layer = new LayerBuilder(places, countSwitches(blocks, outputSwitches));
  forEachBlock(blocks, (start, size) => {
    const half = size >> 1;
    const switches = outputSwitches(size);
    for (let k = 0; k < switches; k++) layer.cross(start + k, start + half + k, start + 2 * k, start + 2 * k + 1);
    if (size % 2 === 0) layer.pass(start + half - 1, start + size - 2);
    layer.pass(start + size - 1, start + size - 1);
  });
  return layer.addTo(layers);
}

function countSwitches(blocks: Blocks, of: (size: number) => number): number {
  let switches = 0;
  forEachBlock(blocks, (_, size) => {
    switches += of(size);
  });
  return switches;
}

/** Wires up one layer; `from` and `to` are places as the recursion counts them, before and after the layer. */
class LayerBuilder {
  readonly #wiring: Int32Array;
  readonly #results: Int32Array;
  #crossed = 0;
  #passed: number;

  constructor(
    /** Where each place is found among the previous layer's results. */
    private readonly places: Int32Array,
    private readonly switches: number,
  ) {
    this.#wiring = new Int32Array(places.length);
    this.#results = new Int32Array(places.length);
    this.#passed = 2 * switches;
  }

  cross(fromA: number, fromB: number, toA: number, toB: number): void {
    const upper = this.#crossed++;
    const lower = this.switches + upper;
    this.#wiring[upper] = this.places[fromA] as number;
    this.#wiring[lower] = this.places[fromB] as number;
    this.#results[toA] = upper;
    this.#results[toB] = lower;
  }

  pass(from: number, to: number): void {
    const wire = this.#passed++;
    this.#wiring[wire] = this.places[from] as number;
    this.#results[to] = wire;
  }

  /** @returns where each place is found among this layer's results */
  addTo(layers: NetworkLayer[]): Int32Array {
    layers.push({ wiring: this.#wiring, switches: this.switches });
    return this.#results;
  }
}
