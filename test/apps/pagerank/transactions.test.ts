import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { generateRiskScores, generateTransactions } from '../../../src/apps/pagerank/generate.js';
import { bankOf, edgesAt, numberAccounts } from '../../../src/apps/pagerank/transactions.js';
import { UsageError } from '../../../src/errors.js';

const test = suite('pagerank transactions');

const fails = (body: () => unknown, code: string, text: string) =>
  assert.throws(
    body,
    (error: unknown) => error instanceof UsageError && error.code === code && error.message.includes(text),
  );

test('the bank of an account follows from its name alone and does not change', () => {
  assert.equal(
    ['NL01', 'NL02', 'DE77', ''].map((name) => bankOf(name, 3)),
    [...STABLE],
  );
  const counts = [0, 0, 0, 0, 0];
  for (let i = 0; i < 5000; i++) counts[bankOf(`A${i}`, 5)]! += 1;
  assert.ok(
    counts.every((count) => count > 900 && count < 1100),
    `about equal parts: ${counts}`,
  );
});
// Fixed once: a file that was split yesterday is split alike today.
const STABLE = [2, 2, 0, 2];

test('accounts are numbered bank by bank and by name, isolated ones included', () => {
  const graph = numberAccounts(
    [
      { source: 'b', target: 'a', amount: 2 },
      { source: 'a', target: 'a', amount: 1 },
    ],
    1,
    ['c'],
  );
  assert.equal(graph.accounts, ['a', 'b', 'c']);
  assert.equal(graph.banks, [{ from: 0, to: 3 }]);
  assert.equal([...graph.edges.source], [1, 0]);
  assert.equal([...graph.edges.target], [0, 0]);
});

test('every edge is at exactly one bank on each side', () => {
  const graph = numberAccounts(generateTransactions(60, 300, 5), 3);
  for (const side of ['source', 'target'] as const) {
    const parts = graph.banks.map((bank) => edgesAt(side, bank, graph.edges));
    assert.is(
      parts.reduce((sum, { amount }) => sum + amount.length, 0),
      300,
    );
    parts.forEach((part, bank) => {
      const { from, to } = graph.banks[bank]!;
      assert.ok(part[side].every((account) => account >= from && account < to));
    });
  }
});

test('wrong amounts and banks without accounts are refused', () => {
  for (const amount of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    fails(
      () => numberAccounts([{ source: 'x', target: 'y', amount }], 1),
      'DATA_INVALID',
      'transaction 1: expected a positive amount',
    );
  }
  fails(() => numberAccounts([{ source: 'x', target: 'x', amount: 1 }], 2), 'DATA_INVALID', 'gets no account');
});

test('generated transactions are the same for the same seed, and every account occurs', () => {
  const edges = generateTransactions(200, 1000, 'seed');
  assert.equal(edges, generateTransactions(200, 1000, 'seed'));
  assert.not.equal(edges, generateTransactions(200, 1000, 'other'));
  assert.is(new Set(edges.flatMap(({ source, target }) => [source, target])).size, 200);
  const degrees = new Map<string, number>();
  for (const { target } of edges) degrees.set(target, (degrees.get(target) ?? 0) + 1);
  assert.ok(Math.max(...degrees.values()) > 30, 'a heavy tail');
  assert.ok(new Set(edges.map(({ source }) => source)).size < 160, 'dangling accounts');
  assert.ok(edges.every(({ amount }) => amount > 0 && Math.abs(amount * 100 - Math.round(amount * 100)) < 1e-6));
  assert.ok(generateRiskScores(500, 1).every((score) => score >= 0 && score <= 1));
  fails(() => generateTransactions(10, 9, 1), 'INVALID_ARGUMENT', '2 accounts or more');
});

test.run();
