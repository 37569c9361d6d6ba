import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../src/errors.js';
import {
  layerCount,
  type PermutationNetwork,
  permutationNetwork,
  switchCount,
} from '../../src/math/permutation-network.js';
import { invertPermutation, routePermutation } from '../../src/math/permutation-routing.js';

const test = suite('permutation networks');

/** What comes out of the network, by the definition of its layers. */
function pass(network: PermutationNetwork, settings: Uint8Array, values: readonly number[]): number[] {
  let wires = values;
  let from = 0;
  for (const { wiring, switches } of network.layers) {
    const entering = Array.from(wiring, (place) => wires[place] as number);
    for (let i = 0; i < switches; i++) {
      if (settings[from + i] === 0) continue;
      const upper = entering[i] as number;
      entering[i] = entering[switches + i] as number;
      entering[switches + i] = upper;
    }
    from += switches;
    wires = entering;
  }
  return Array.from(network.outputs, (place) => wires[place] as number);
}

function ascending(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

/** Reproducible and good enough to vary tests. */
function scrambled(n: number, seed: number): Int32Array {
  const permutation = Int32Array.from(ascending(n));
  let state = seed >>> 0;
  for (let i = n - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [permutation[i], permutation[j]] = [permutation[j] as number, permutation[i] as number];
  }
  return permutation;
}

function* permutations(n: number, chosen: readonly number[] = []): Generator<Int32Array> {
  if (chosen.length === n) yield Int32Array.from(chosen);
  for (let i = 0; i < n; i++) if (!chosen.includes(i)) yield* permutations(n, [...chosen, i]);
}

test('every permutation of up to six places is routed', () => {
  for (let n = 1; n <= 6; n++) {
    const network = permutationNetwork(n);
    for (const permutation of permutations(n)) {
      assert.equal(pass(network, routePermutation(permutation), ascending(n)), [...permutation], `${permutation}`);
    }
  }
});

test('random permutations of any size are routed', () => {
  for (let n = 1; n <= 140; n++) {
    const network = permutationNetwork(n);
    for (let seed = 1; seed <= 4; seed++) {
      const permutation = scrambled(n, 1000 * n + seed);
      assert.equal(pass(network, routePermutation(permutation), ascending(n)), [...permutation], `${n}, ${seed}`);
    }
  }
});

test('extreme permutations are routed', () => {
  for (const n of [2, 3, 7, 8, 9, 63, 64, 65, 1000]) {
    const network = permutationNetwork(n);
    const reversed = Int32Array.from(ascending(n).reverse());
    const rotated = Int32Array.from(ascending(n), (i) => (i + 1) % n);
    for (const permutation of [Int32Array.from(ascending(n)), reversed, rotated]) {
      assert.equal(pass(network, routePermutation(permutation), ascending(n)), [...permutation]);
    }
  }
});

test('whatever the switches are, every input comes out once', () => {
  for (const n of [5, 12, 33]) {
    const network = permutationNetwork(n);
    for (let seed = 0; seed < 5; seed++) {
      const settings = Uint8Array.from(
        { length: network.switches },
        (_, i) => ((i * 2654435761 + seed * 40503) >>> 7) & 1,
      );
      assert.equal(
        pass(network, settings, ascending(n)).sort((a, b) => a - b),
        ascending(n),
      );
    }
  }
});

test('switches and layers are as many as the formulas say', () => {
  let sum = 0;
  for (let n = 1; n <= 300; n++) {
    const network = permutationNetwork(n);
    sum += Math.ceil(Math.log2(n));
    assert.is(switchCount(n), sum);
    assert.is(network.switches, sum);
    assert.is(
      network.layers.reduce((all, layer) => all + layer.switches, 0),
      sum,
    );
    assert.is(network.layers.length, layerCount(n));
    assert.ok(network.layers.every((layer) => layer.switches > 0));
  }
});

test('a large network is routed', () => {
  const n = 100_001;
  const permutation = scrambled(n, 7);
  const result = pass(permutationNetwork(n), routePermutation(permutation), ascending(n));
  assert.ok(result.every((value, i) => value === permutation[i]));
});

test('the inverse undoes a permutation', () => {
  const permutation = scrambled(50, 3);
  assert.equal(
    [...invertPermutation(permutation)].map((i) => permutation[i]),
    ascending(50),
  );
});

test('what is no permutation, or no size, is refused', () => {
  const refused = (error: unknown) => error instanceof UsageError && error.code === 'INVALID_ARGUMENT';
  for (const bad of [
    [0, 0],
    [0, 2],
    [-1, 0],
    [1, 1, 0],
  ]) {
    assert.throws(() => routePermutation(Int32Array.from(bad)), refused);
  }
  for (const n of [0, -1, 1.5, 2 ** 28]) assert.throws(() => permutationNetwork(n), refused);
});

test.run();
