// All four programs on the plaintext engine, as banks use them: every bank uploads its own edges in some order of uploads and asks.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pagerankDense, riskDense } from '../../../src/apps/pagerank/dense.js';
import { pagerankRows, riskRows } from '../../../src/apps/pagerank/dense-rows.js';
import { generateRiskScores, generateTransactions } from '../../../src/apps/pagerank/generate.js';
import { pagerank, riskPropagation } from '../../../src/apps/pagerank/plain.js';
import { pagerankSparse, riskSparse } from '../../../src/apps/pagerank/sparse.js';
import { sparsePagerankRows, sparseRiskRows } from '../../../src/apps/pagerank/sparse-rows.js';
import { numberAccounts, type Transaction, type TransactionGraph } from '../../../src/apps/pagerank/transactions.js';
import type { PlainOptions } from '../../../src/secure/plain/index.js';
import { runPlain } from '../../../src/secure/program/plain.js';
import { denseOf, largestError, ownEdges, sparseOf, uploadDense, uploadSparse } from './banks.js';

const TOLERANCE = 1e-6;

const test = suite('pagerank program');

interface Setting {
  readonly graph: TransactionGraph;
  readonly options: { readonly damping: number; readonly iterations: number };
  readonly initial: Float64Array;
  readonly order: readonly number[];
  readonly truncation: NonNullable<PlainOptions['truncation']>;
}

/** A program as every bank sees it: all n scores that it gets, per bank. */
type Run = (setting: Setting) => number[][];

const own = (setting: Setting, bank: number) => {
  const { from, to } = setting.graph.banks[bank]!;
  return setting.initial.slice(from, to);
};

const runs: Readonly<Record<string, { risk: boolean; run: Run }>> = {
  'dense PageRank': {
    risk: false,
    run: ({ graph, options, order, truncation }) => {
      const p = denseOf(graph, options);
      const { rows, owners } = uploadDense(p, (bank) => pagerankRows(p, bank, ownEdges(graph, bank, 'source')), order);
      return p.banks.map(({ client }) => {
        const mine = owners.filter((owner) => owner.client === client);
        return runPlain(pagerankDense, p, rows, {}, { owners, own: mine, truncation }).outputs.scores;
      });
    },
  },
  'sparse PageRank': {
    risk: false,
    run: ({ graph, options, order, truncation }) => {
      const p = sparseOf(graph, 'source', options);
      const blocksOf = (bank: number) => sparsePagerankRows(p, bank, ownEdges(graph, bank, 'source'));
      const { rows, owners } = uploadSparse(p, 'source', blocksOf, order);
      return p.banks.map(({ client }) => {
        const mine = owners.filter((owner) => owner.client === client);
        return runPlain(pagerankSparse, p, rows, {}, { owners, own: mine, truncation }).outputs.scores;
      });
    },
  },
  'dense risk propagation': {
    risk: true,
    run: (setting) => {
      const { graph, options, order, truncation } = setting;
      const p = denseOf(graph, options);
      const blocksOf = (bank: number) => riskRows(p, bank, ownEdges(graph, bank, 'target'), own(setting, bank));
      const { rows, owners } = uploadDense(p, blocksOf, order);
      return p.banks.map(({ client }) => {
        const mine = owners.filter((owner) => owner.client === client);
        return runPlain(riskDense, p, rows, {}, { owners, own: mine, truncation }).outputs.scores;
      });
    },
  },
  'sparse risk propagation': {
    risk: true,
    run: (setting) => {
      const { graph, options, order, truncation } = setting;
      const p = sparseOf(graph, 'target', options);
      const blocksOf = (bank: number) => sparseRiskRows(p, bank, ownEdges(graph, bank, 'target'), own(setting, bank));
      const { rows, owners } = uploadSparse(p, 'target', blocksOf, order);
      return p.banks.map(({ client }) => {
        const mine = owners.filter((owner) => owner.client === client);
        return runPlain(riskSparse, p, rows, {}, { owners, own: mine, truncation }).outputs.scores;
      });
    },
  },
};

function oracle({ graph, options: { damping, iterations }, initial }: Setting, risk: boolean): Float64Array {
  if (risk) return riskPropagation(initial, graph.edges, damping, iterations);
  return pagerank(graph.accounts.length, graph.edges, damping, iterations);
}

/** Every bank's own scores are right, and all others are 0. */
function check(setting: Setting, { run, risk }: { risk: boolean; run: Run }): number {
  const expected = oracle(setting, risk);
  let worst = 0;
  run(setting).forEach((scores, bank) => {
    const { from, to } = setting.graph.banks[bank]!;
    assert.ok(
      scores.every((score, account) => (account >= from && account < to) || score === 0),
      'foreign scores are 0',
    );
    worst = Math.max(worst, largestError(scores.slice(from, to), expected.slice(from, to)));
  });
  assert.ok(worst <= TOLERANCE, `largest error ${worst}`);
  return worst;
}

const truncations = ['floor', 'up', { seed: 1 }] as const;

for (const [name, program] of Object.entries(runs)) {
  test(`${name}: any small graph, self-loops, repeated edges, dangling and isolated accounts included`, () => {
    const account = fc.integer({ min: 0, max: 11 }).map((i) => `a${i}`);
    const transaction: fc.Arbitrary<Transaction> = fc.record({
      source: account,
      target: account,
      amount: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.double({ min: 0.01, max: 1e9, noNaN: true })),
    });
    const setting = fc.record({
      transactions: fc.array(transaction, { minLength: 1, maxLength: 30 }),
      damping: fc.constantFrom(0.5, 0.85, 0.99, 0.01),
      iterations: fc.integer({ min: 1, max: 6 }),
      seed: fc.nat(),
    });
    // Three accounts that make sure that each of two banks has one, whatever the graph.
    const isolated = ['i0', 'i1', 'i2', 'i3', 'i4', 'i5'];
    fc.assert(
      fc.property(setting, ({ transactions, damping, iterations, seed }) => {
        const graph = numberAccounts(transactions, 2, isolated);
        check(
          {
            graph,
            options: { damping, iterations },
            initial: generateRiskScores(graph.accounts.length, seed),
            order: seed % 2 === 0 ? [0, 1] : [1, 0],
            truncation: truncations[seed % 3]!,
          },
          program,
        );
      }),
      { numRuns: 15 },
    );
  });

  for (const [accounts, edges, iterations] of [
    [10, 20, 50],
    [90, 350, 20],
  ] as const) {
    test(`${name}: ${accounts} accounts of three banks, ${iterations} iterations`, () => {
      const graph = numberAccounts(generateTransactions(accounts, edges, `test ${accounts}`), 3);
      const initial = generateRiskScores(accounts, 2);
      check(
        { graph, options: { damping: 0.85, iterations }, initial, order: [2, 0, 1], truncation: { seed: 5 } },
        program,
      );
    });
  }
}

test('1,000 accounts and 5,000 edges, 20 iterations: correct to 1e-6', () => {
  const graph = numberAccounts(generateTransactions(1000, 5000, 'reference'), 1);
  const options = { damping: 0.85, iterations: 20 };
  const initial = new Float64Array(1000);
  const worst = check({ graph, options, initial, order: [0], truncation: { seed: 1 } }, runs['dense PageRank']!);
  assert.ok(worst < 1e-7, `${worst}: far below the bound`);
});

test('a star in which one account has most of the score stays within the bound', () => {
  const leaves = Array.from({ length: 200 }, (_, i) => `leaf${i}`);
  const star = leaves.flatMap((leaf, i) => [
    { source: leaf, target: 'hub', amount: 1 },
    { source: 'hub', target: leaf, amount: 1 + (i % 7) },
  ]);
  const graph = numberAccounts(star, 1);
  const options = { damping: 0.85, iterations: 30 };
  const setting = { graph, options, initial: new Float64Array(201), order: [0], truncation: 'floor' } as const;
  check(setting, runs['dense PageRank']!);
});

test.run();
