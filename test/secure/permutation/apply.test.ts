import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { switchCount } from '../../../src/math/permutation-network.js';
import { routePermutation } from '../../../src/math/permutation-routing.js';
import { shuffle } from '../../../src/secure/gadgets/shuffle.js';
import { Graph } from '../../../src/secure/graph/graph.js';
import { permute, unpermute } from '../../../src/secure/permutation/apply.js';
import { SecureInt } from '../../../src/secure/types/int.js';
import { lawsFor } from '../../support/gadget-laws.js';

const test = suite('secret permutations: arguments');

/** A permutation of n places from numbers in [0, 1). */
function drawn(n: number, random: () => number): number[] {
  const places = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [places[i], places[j]] = [places[j] as number, places[i] as number];
  }
  return places;
}

for (const n of [2, 3, 7, 16]) {
  // x holds the permutation itself, so the oracle knows what has to come out.
  lawsFor(`${n} places permuted by secret switches, there and back`, {
    inputs: {
      switches: { length: switchCount(n), min: 0, max: 1 },
      places: { length: n, min: 0, max: n - 1 },
      x: { length: n, min: -1000, max: 5 },
    },
    build: ({ switches, x }) => {
      const [there, twice] = permute([x, x.mul(2)], switches) as [SecureInt, SecureInt];
      const [back] = unpermute([there], switches) as [SecureInt];
      const [inverse] = unpermute([x], switches) as [SecureInt];
      return { there, twice, back, inverse };
    },
    expect: ({ places, x }) => {
      const there = places.map((place) => x[Number(place)] as bigint);
      const inverse = places.map((_, i) => x[places.indexOf(BigInt(i))] as bigint);
      return { there, twice: there.map((v) => 2n * v), back: x, inverse };
    },
    inRange: (random) => {
      const places = drawn(n, random);
      const x = Array.from({ length: n }, () => Math.floor(random() * 1000) - 995);
      return { switches: [...routePermutation(Int32Array.from(places))], places, x };
    },
  });
}

lawsFor('columns shuffled alike', {
  inputs: { x: { length: 9, min: -30, max: 30 } },
  build: ({ x }) => {
    const [first, second] = shuffle([x, x.mul(5)]) as [SecureInt, SecureInt];
    return { first, second, apart: second.sub(first.mul(5)) };
  },
  expect: ({ x }) => ({ first: x, second: x.map((v) => 5n * v), apart: x.map(() => 0n) }),
  unordered: ['first', 'second'],
});

test('columns and switches that do not fit are refused', () => {
  const graph = new Graph();
  const secret = (length: number, max: bigint) =>
    new SecureInt(graph, graph.add('x', { kind: 'query', block: 'x' }, [], length, { min: 0n, max, proven: true }));
  const code = (wanted: string) => (error: unknown) => error instanceof UsageError && error.code === wanted;
  const x = secret(4, 9n);
  assert.throws(() => permute([x], secret(4, 1n)), code('LENGTH_MISMATCH'));
  assert.throws(() => permute([x, secret(3, 9n)], secret(5, 1n)), code('LENGTH_MISMATCH'));
  assert.throws(() => permute([x], secret(5, 2n)), code('INVALID_ARGUMENT'));
  assert.throws(() => unpermute([], secret(5, 1n)), code('INVALID_ARGUMENT'));
  assert.throws(() => shuffle([x, secret(3, 9n)]), code('LENGTH_MISMATCH'));
});

test.run();
