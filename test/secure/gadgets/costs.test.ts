// What the gadgets' docstrings say they cost, against the planner.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { switchCount } from '../../../src/math/permutation-network.js';
import { itemsOf, lineKey } from '../../../src/preprocessing/kinds.js';
import { groupCounts, groupSums } from '../../../src/secure/gadgets/groups.js';
import { lookupAt } from '../../../src/secure/gadgets/lookup.js';
import { matmul, matmulPublic } from '../../../src/secure/gadgets/matrix.js';
import { oneHotOfBits } from '../../../src/secure/gadgets/one-hot.js';
import { ordinalRanks, ranks } from '../../../src/secure/gadgets/ranks.js';
import { selectByBits } from '../../../src/secure/gadgets/select-by-bits.js';
import { smallest, sortBy } from '../../../src/secure/gadgets/sort.js';
import { sortingNetwork } from '../../../src/secure/gadgets/sorting-network.js';
import { varianceNumerator } from '../../../src/secure/gadgets/statistics.js';
import { argmax, max } from '../../../src/secure/gadgets/tournament.js';
import { Graph } from '../../../src/secure/graph/graph.js';
import { permute } from '../../../src/secure/permutation/apply.js';
import { forecast, schedule } from '../../../src/secure/plan/index.js';
import { SecureBit, SecureInt } from '../../../src/secure/types/int.js';

const test = suite('what gadgets cost');

interface Cost {
  /** Stages that send something. */
  readonly stages: number;
  readonly tuples: Readonly<Record<string, number>>;
}

/** Of a body over `length` secrets from 0 to `max`. Zero tests of the checks are left out. */
function costOf(length: number, max: number, body: (x: SecureInt) => SecureInt): Cost {
  const graph = new Graph();
  const range = { min: 0n, max: BigInt(max), proven: true };
  const x = new SecureInt(graph, graph.add('x', { kind: 'query', block: 'x' }, [], length, range));
  const plan = schedule(graph, { result: body(x) });
  const { demand } = forecast(plan, { parties: 2 });
  const lines = demand.filter(({ kind }) => kind !== 'zeroTest');
  return {
    stages: plan.stages.filter(({ batches }) => batches.length > 0).length,
    tuples: Object.fromEntries(lines.map((line) => [lineKey(line), itemsOf(line)])),
  };
}

/** Comparisons by their masks, whatever their width; and products, whatever they share. */
function summary({ stages, tuples }: Cost) {
  const total = (kind: string, weight: (fanOut: number) => number) =>
    Object.entries(tuples)
      .filter(([key]) => key.split('/')[0] === kind)
      .reduce((sum, [key, n]) => sum + n * weight(Number(key.split('/')[1] ?? 1)), 0);
  return { stages, masks: total('comparisonMask', () => 1), shared: total('factorTriple', (fanOut) => fanOut) };
}

test('the largest of 13 takes 12 comparisons in four levels; its place takes as many levels again, but one', () => {
  assert.is(summary(costOf(13, 100, (x) => max(x))).masks, 12);
  assert.is(summary(costOf(13, 100, (x) => max(x))).stages, 8);
  assert.is(summary(costOf(13, 100, (x) => argmax(x).oneHot)).stages, 8 - 1 + 3);
  assert.is(summary(costOf(13, 100, (x) => argmax(x).index)).masks, 12);
});

test('a sort takes its network: a comparison and a product per comparator and column', () => {
  const { layers, comparators } = sortingNetwork(11);
  const alone = summary(costOf(11, 100, (x) => sortBy(x).key));
  assert.equal([alone.masks, alone.stages], [comparators, 2 * layers.length]);
  const few = summary(costOf(11, 100, (x) => smallest(x, 2).key));
  assert.is(few.masks, sortingNetwork(11, [0, 1]).comparators);
  assert.ok(few.masks < comparators);
});

test('ranks compare all pairs at once', () => {
  assert.equal(pick(summary(costOf(9, 50, ranks))), [72, 1]);
  assert.equal(pick(summary(costOf(9, 50, ordinalRanks))), [36, 1]);
});

test('matrices and groups: triples as said, one stage; what is public costs nothing', () => {
  assert.equal(
    costOf(12 + 20, 9, (x) => matmul(x.slice(0, 12), x.slice(12, 32), 3, 4, 5)),
    { stages: 1, tuples: { triple: 60 } },
  );
  const free = { stages: 0, tuples: {} };
  assert.equal(
    costOf(6, 9, (x) => matmulPublic(x, [1, 2, 3], 2, 3, 1)),
    free,
  );
  assert.equal(
    costOf(6, 1, (x) => lookupAt(SecureBit.of(x), [5, 6, 7])),
    free,
  );
  assert.equal(
    costOf(12, 1, (x) => groupCounts(SecureBit.of(x), 3)),
    free,
  );
  assert.equal(
    costOf(12, 1, (x) => groupSums(SecureBit.of(x), x.slice(0, 4), 3)),
    { stages: 1, tuples: { triple: 12 } },
  );
});

test('one-hot rows of 32 values take 26 products per number in three stages', () => {
  const bitsOf = (x: SecureInt) => Array.from({ length: 5 }, (_, b) => SecureBit.of(x.slice(2 * b, 2 * b + 2)));
  const { stages, tuples } = costOf(10, 1, (x) => oneHotOfBits(bitsOf(x), 32));
  assert.is(stages, 3);
  // 3 * 7 for 4 x 8, and 1, 1 and 1 * 3 for the halves.
  assert.is(tuples.triple, 2 * (21 + 1 + 1 + 3));
});

test('selection by bits takes two products per value and bit, less what is free at both ends, and a comparison per bit', () => {
  const [n, width] = [20, 6];
  const bitsOf = (x: SecureInt) => Array.from({ length: width }, (_, b) => SecureBit.of(x.slice(n * b, n * b + n)));
  const cost = costOf(n * width, 1, (x) => selectByBits(bitsOf(x), [4]));
  assert.is(summary(cost).masks, width);
  assert.is(cost.stages, 3 * width - 2);
  const products = (2 * width - 2) * n;
  assert.ok((cost.tuples.triple ?? 0) >= products && (cost.tuples.triple ?? 0) <= products + 3 * width * width);
});

test('a secret permutation takes a product per switch and column, switches shared by columns, a round per layer', () => {
  const n = 9;
  const switches = switchCount(n);
  const bits = (x: SecureInt) => x.slice(0, switches);
  const one = costOf(switches + n, 1, (x) => permute([x.slice(switches, switches + n)], bits(x))[0] as SecureInt);
  assert.equal(one, { stages: 7, tuples: { triple: switches } });
  const two = costOf(switches + n, 1, (x) => {
    const column = x.slice(switches, switches + n);
    const [a, b] = permute([column, column.mul(3)], bits(x)) as [SecureInt, SecureInt];
    return a.concat(b);
  });
  assert.equal(two, { stages: 7, tuples: { 'factorTriple/2': switches } });
});

test('a variance takes a square per element and one more', () => {
  assert.equal(costOf(8, 9, varianceNumerator), { stages: 1, tuples: { square: 9 } });
});

function pick({ masks, stages }: { readonly masks: number; readonly stages: number }): [number, number] {
  return [masks, stages];
}

test.run();
