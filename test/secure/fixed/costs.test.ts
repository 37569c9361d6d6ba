// What the functions cost by the planner, beside the figures of the documentation: rounds, openings, and what is taken from the
// preprocessing, for one element with 16 bits after the point.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { itemsOf, lineKey } from '../../../src/preprocessing/kinds.js';
import {
  binaryLogarithm,
  divide,
  exponential,
  inverseSquareRoot,
  naturalLogarithm,
  reciprocal,
  squareRoot,
} from '../../../src/secure/fixed/index.js';
import { Graph } from '../../../src/secure/graph/graph.js';
import { forecast, schedule } from '../../../src/secure/plan/index.js';
import { SecureFixed } from '../../../src/secure/types/fixed.js';
import { SecureInt } from '../../../src/secure/types/int.js';

const test = suite('what functions of fixed-point numbers cost');

type Body = (x: SecureFixed, y: SecureFixed) => SecureFixed | SecureInt;
type Bounds = readonly [min: number, max: number];

/** Rounds beyond those of a check and an output, openings, products of any kind, truncations, masks of comparisons. */
function costOf(body: Body, first: Bounds, second: Bounds = first): readonly number[] {
  const graph = new Graph();
  const input = (block: string, [min, max]: Bounds) => {
    const range = { min: BigInt(min * 65536), max: BigInt(max * 65536), proven: true };
    return new SecureFixed(new SecureInt(graph, graph.add(block, { kind: 'query', block }, [], 1, range)), 16);
  };
  const result = body(input('x', first), input('y', second));
  const plan = schedule(graph, { result: result instanceof SecureInt ? result : result.raw });
  const { run, demand } = forecast(plan, { parties: 2 });
  const items = (...kinds: string[]) =>
    demand.reduce((sum, line) => {
      const [kind, fanOut = '1'] = lineKey(line).split('/');
      return kinds.includes(kind as string)
        ? sum + itemsOf(line) * (kind === 'factorTriple' ? Number(fanOut) : 1)
        : sum;
    }, 0);
  const products = items('triple', 'square', 'factorTriple');
  return [run.rounds - 9, run.openings - 1, products, items('truncation'), items('comparisonMask')];
}

/** [function, body, ranges, rounds, openings, products, truncations, comparison masks] */
const TABLE: readonly (readonly [string, Body, Bounds, Bounds, readonly number[]])[] = [
  ['x y', (x, y) => x.mul(y), [-100, 100], [-100, 100], [2, 3, 1, 1, 0]],
  ['x < y', (x, y) => x.lt(y), [-100, 100], [-100, 100], [6, 44, 27, 0, 1]],
  ['0.1 x', (x) => x.mul(0.1), [-8000, 8000], [0, 1], [1, 1, 0, 1, 0]],
  ['x / y, x and y of 29 bits', divide, [-8000, 8000], [0, 8000], [27, 231, 161, 12, 1]],
  ['x / y, y at least 1/8', divide, [-8000, 8000], [0.125, 8000], [26, 172, 120, 10, 1]],
  ['x / y, 20 bits', divide, [-15, 15], [0, 15], [24, 148, 101, 8, 1]],
  ['x / y with a secret sign', divide, [-8000, 8000], [-8000, 8000], [34, 279, 190, 12, 2]],
  ['1 / x', (x) => reciprocal(x), [0, 8000], [0, 1], [25, 224, 159, 9, 1]],
  ['square root', (x) => squareRoot(x), [0, 8000], [0, 1], [23, 220, 157, 9, 1]],
  ['square root, 20 bits', (x) => squareRoot(x), [0, 15], [0, 1], [20, 139, 97, 6, 1]],
  ['inverse square root', (x) => inverseSquareRoot(x), [0, 8000], [0, 1], [23, 220, 157, 9, 1]],
  ['natural logarithm', (x) => naturalLogarithm(x), [0, 8000], [0, 1], [20, 212, 154, 6, 1]],
  ['binary logarithm with 20 bits', (x) => binaryLogarithm(x, 20), [0, 8000], [0, 1], [21, 217, 156, 8, 1]],
  ['exponential, -5 to 2', (x) => exponential(x), [-5, 2], [0, 1], [16, 114, 82, 7, 1]],
  ['exponential, -20 to 8', (x) => exponential(x), [-20, 8], [0, 1], [25, 195, 136, 8, 2]],
];

for (const [name, body, x, y, figures] of TABLE) {
  test(name, () => {
    assert.equal(costOf(body, x, y), figures);
  });
}

test.run();
