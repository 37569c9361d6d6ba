import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { atPlaces, largest, smallest, sort, sortBy } from '../../../src/secure/gadgets/sort.js';
import { Graph } from '../../../src/secure/graph/graph.js';
import { SecureInt } from '../../../src/secure/types/int.js';
import { lawsFor } from '../../support/gadget-laws.js';
import { ascending } from './oracle.js';

const test = suite('sorting: arguments');

for (const n of [1, 2, 6, 11]) {
  lawsFor(`${n} values in ascending order`, {
    inputs: { x: { length: n, min: -20, max: 20 } },
    build: ({ x }) => ({ sorted: sort(x) }),
    expect: ({ x }) => ({ sorted: ascending(x) }),
    realRuns: 1,
  });
}

// Column 1 is 3 times the key less 1, column 2 its square: so it shows whether rows stayed together.
lawsFor('columns move with their key', {
  inputs: { x: { length: 9, min: -15, max: 15 } },
  build: ({ x }) => {
    const { key, columns } = sortBy(x, [x.mul(3).sub(1), x.square()]);
    const [linear, square] = columns as [SecureInt, SecureInt];
    return { key, linear, square };
  },
  expect: ({ x }) => {
    const key = ascending(x);
    return { key, linear: key.map((v) => 3n * v - 1n), square: key.map((v) => v * v) };
  },
  realRuns: 1,
});

lawsFor('the three smallest and the four largest, with a column', {
  inputs: { x: { length: 10, min: 0, max: 63 } },
  build: ({ x }) => {
    const low = smallest(x, 3, [x.mul(2)]);
    const high = largest(x, 4, [x.add(100)]);
    return {
      low: low.key,
      lowColumn: low.columns[0] as SecureInt,
      high: high.key,
      highColumn: high.columns[0] as SecureInt,
    };
  },
  expect: ({ x }) => {
    const low = ascending(x).slice(0, 3);
    const high = ascending(x).reverse().slice(0, 4);
    return { low, lowColumn: low.map((v) => 2n * v), high, highColumn: high.map((v) => v + 100n) };
  },
  realRuns: 1,
});

lawsFor('order statistics, in any order and more than once', {
  inputs: { x: { length: 8, min: -40, max: 40, proven: false } },
  build: ({ x }) => ({ chosen: atPlaces(x, [6, 0, 3, 3]).key }),
  expect: ({ x }) => ({ chosen: [6, 0, 3, 3].map((place) => ascending(x)[place] as bigint) }),
  realRuns: 1,
});

function secret(graph: Graph, length: number): SecureInt {
  const range = { min: 0n, max: 9n, proven: true };
  return new SecureInt(graph, graph.add('x', { kind: 'query', block: 'x' }, [], length, range));
}

test('columns of another length and places that do not exist are refused', () => {
  const graph = new Graph();
  const key = secret(graph, 4);
  const code = (wanted: string) => (error: unknown) => error instanceof UsageError && error.code === wanted;
  assert.throws(() => sortBy(key, [secret(graph, 5)]), code('LENGTH_MISMATCH'));
  assert.throws(() => atPlaces(key, [4]), code('INVALID_ARGUMENT'));
  assert.throws(() => smallest(key, 0), code('INVALID_ARGUMENT'));
  assert.throws(() => largest(key, 5), code('INVALID_ARGUMENT'));
});

test.run();
