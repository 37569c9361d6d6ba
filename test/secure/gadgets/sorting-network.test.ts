import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type SortingNetwork, sortingNetwork } from '../../../src/secure/gadgets/sorting-network.js';

const test = suite('sorting networks');

function run(network: SortingNetwork, values: readonly number[]): number[] {
  let wires = values;
  for (const { wiring, comparators } of network.layers) {
    const entering = Array.from(wiring, (place) => wires[place] as number);
    for (let i = 0; i < comparators; i++) {
      const [a, b] = [entering[i] as number, entering[comparators + i] as number];
      entering[i] = Math.min(a, b);
      entering[comparators + i] = Math.max(a, b);
    }
    wires = entering;
  }
  return Array.from(network.outputs, (place) => wires[place] as number);
}

// The 0-1 principle: what sorts all sequences of zeros and ones sorts everything.
test('every sequence of zeros and ones of up to ten places is sorted', () => {
  for (let n = 1; n <= 10; n++) {
    const network = sortingNetwork(n);
    for (let mask = 0; mask < 2 ** n; mask++) {
      const values = Array.from({ length: n }, (_, i) => (mask >> i) & 1);
      assert.equal(
        run(network, values),
        [...values].sort((a, b) => a - b),
        `${n}: ${values}`,
      );
    }
  }
});

test('networks pruned to any range of ranks give what stands there', () => {
  for (const n of [2, 5, 7, 8]) {
    for (let low = 0; low < n; low++) {
      for (let high = low; high < n; high++) {
        const network = sortingNetwork(n, low === high ? [low] : [high, low]);
        for (let mask = 0; mask < 2 ** n; mask++) {
          const values = Array.from({ length: n }, (_, i) => (mask >> i) & 1);
          const sorted = [...values].sort((a, b) => a - b);
          const wanted = low === high ? [sorted[low]] : [sorted[high], sorted[low]];
          assert.equal(run(network, values), wanted, `${n}, ${low} to ${high}: ${values}`);
        }
      }
    }
  }
});

test('larger ones sort, whole or in part', () => {
  for (const n of [31, 64, 100, 257]) {
    const values = Array.from({ length: n }, (_, i) => (i * 7919 + 13) % 101);
    const sorted = [...values].sort((a, b) => a - b);
    assert.equal(run(sortingNetwork(n), values), sorted);
    assert.equal(run(sortingNetwork(n, [n - 1, 0, 5]), values), [sorted[n - 1], sorted[0], sorted[5]]);
  }
});

test('layers and comparators are as many as known, and pruning leaves out most', () => {
  const counts = [0, 1, 3, 5, 9, 12, 16, 19, 26, 31, 37, 41, 48, 53, 59, 63];
  counts.forEach((count, i) => {
    assert.is(sortingNetwork(i + 1).comparators, count);
  });
  for (let n = 2; n <= 130; n++) {
    const d = Math.ceil(Math.log2(n));
    const layers = sortingNetwork(n).layers.length;
    assert.ok(n === 2 ** d ? layers === (d * (d + 1)) / 2 : layers <= (d * (d + 1)) / 2, `${n}: ${layers}`);
  }
  assert.is(sortingNetwork(1000, [0]).comparators, 999);
  const ten = sortingNetwork(
    1000,
    Array.from({ length: 10 }, (_, i) => i),
  );
  assert.ok(ten.comparators < sortingNetwork(1000).comparators / 4, `${ten.comparators}`);
});

test.run();
