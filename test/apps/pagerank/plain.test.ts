import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { generateTransactions } from '../../../src/apps/pagerank/generate.js';
import { pagerank, riskPropagation } from '../../../src/apps/pagerank/plain.js';
import { numberAccounts } from '../../../src/apps/pagerank/transactions.js';
import { largestError } from './banks.js';

const test = suite('pagerank plain');

const edgesOf = (...list: [number, number, number][]) => ({
  source: Int32Array.from(list, ([s]) => s),
  target: Int32Array.from(list, ([, t]) => t),
  amount: Float64Array.from(list, ([, , a]) => a),
});

test('two accounts that pay each other have half each; a star has the value of the textbook', () => {
  assert.equal([...pagerank(2, edgesOf([0, 1, 3], [1, 0, 9]), 0.85, 50)], [0.5, 0.5]);
  // Three leaves pay the hub, the hub pays them alike: hub = d (1 - hub) + (1 - d)/4.
  const star = edgesOf([1, 0, 1], [2, 0, 1], [3, 0, 1], [0, 1, 5], [0, 2, 5], [0, 3, 5]);
  const hub = (0.85 + 0.15 / 4) / 1.85;
  assert.ok(largestError(pagerank(4, star, 0.85, 200), [hub, (1 - hub) / 3, (1 - hub) / 3, (1 - hub) / 3]) < 1e-12);
});

test('scores sum to 1 whatever the graph, dangling and isolated accounts included', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 2, max: 40 }), (seed, n) => {
      const graph = numberAccounts(generateTransactions(n, 2 * n, seed), 1, ['isolated']);
      const scores = pagerank(graph.accounts.length, graph.edges, 0.85, 10);
      assert.ok(Math.abs(scores.reduce((a, b) => a + b, 0) - 1) < 1e-12);
    }),
  );
});

test('it is the stationary vector of the matrix of the definition', () => {
  const { edges, accounts } = numberAccounts(generateTransactions(30, 90, 7), 1);
  const n = accounts.length;
  const matrix = Array.from({ length: n }, () => new Float64Array(n));
  edges.amount.forEach((amount, e) => {
    matrix[edges.source[e]!]![edges.target[e]!]! += amount;
  });
  const google = matrix.map((row) => {
    const sum = row.reduce((a, b) => a + b, 0);
    return row.map((amount) => 0.15 / n + 0.85 * (sum === 0 ? 1 / n : amount / sum));
  });
  const x = pagerank(n, edges, 0.85, 300);
  const next = x.map((_, t) => google.reduce((sum, row, s) => sum + row[t]! * x[s]!, 0));
  assert.ok(largestError(next, x) < 1e-12);
});

test('risk flows along income, and fades where there is none', () => {
  const edges = edgesOf([0, 1, 30], [2, 1, 10]);
  assert.ok(largestError(riskPropagation([1, 0, 0.5], edges, 0.5, 1), [0.5, 0.5 * (0.75 + 0.125), 0.25]) < 1e-15);
});

test.run();
