// The programs' set-ups at real parties, two and three, on a small graph: scores as in double precision, at the planned cost.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pagerankDense, riskDense } from '../../../src/apps/pagerank/dense.js';
import { pagerankRows, riskRows } from '../../../src/apps/pagerank/dense-rows.js';
import { generateRiskScores, generateTransactions } from '../../../src/apps/pagerank/generate.js';
import { pagerank, riskPropagation } from '../../../src/apps/pagerank/plain.js';
import { pagerankSparse, riskSparse } from '../../../src/apps/pagerank/sparse.js';
import { sparsePagerankRows, sparseRiskRows } from '../../../src/apps/pagerank/sparse-rows.js';
import { numberAccounts } from '../../../src/apps/pagerank/transactions.js';
import { schedule } from '../../../src/secure/plan/index.js';
import { build } from '../../../src/secure/program/build.js';
import type { Owner } from '../../../src/secure/program/define.js';
import { type Instance, instantiate } from '../../../src/secure/program/instance.js';
import { SecureWorld } from '../../support/secure-run.js';
import { denseOf, largestError, ownEdges, sparseOf, uploadDense, uploadSparse } from './banks.js';

const test = suite('pagerank parties');

const graph = numberAccounts(generateTransactions(24, 70, 'parties'), 2);
const n = graph.accounts.length;
const initial = generateRiskScores(n, 9);
const options = { damping: 0.85, iterations: 3 };
const scoresOf = (bank: number) => initial.slice(graph.banks[bank]!.from, graph.banks[bank]!.to);
const order = [1, 0];

const dense = denseOf(graph, options);
const bySource = sparseOf(graph, 'source', options);
const byTarget = sparseOf(graph, 'target', options);

interface Case {
  readonly program: Instance;
  readonly uploads: { readonly rows: Readonly<Record<string, readonly number[]>>; readonly owners: readonly Owner[] };
  readonly expected: Float64Array;
  readonly fraction: number;
}

const ranks = pagerank(n, graph.edges, options.damping, options.iterations);
const risks = riskPropagation(initial, graph.edges, options.damping, options.iterations);
const cases: readonly Case[] = [
  {
    program: instantiate(pagerankDense, dense),
    uploads: uploadDense(dense, (bank) => pagerankRows(dense, bank, ownEdges(graph, bank, 'source')), order),
    expected: ranks,
    fraction: 31,
  },
  {
    program: instantiate(riskDense, dense),
    uploads: uploadDense(dense, (k) => riskRows(dense, k, ownEdges(graph, k, 'target'), scoresOf(k)), order),
    expected: risks,
    fraction: 29,
  },
  {
    program: instantiate(pagerankSparse, bySource),
    uploads: uploadSparse(
      bySource,
      'source',
      (k) => sparsePagerankRows(bySource, k, ownEdges(graph, k, 'source')),
      order,
    ),
    expected: ranks,
    fraction: 31,
  },
  {
    program: instantiate(riskSparse, byTarget),
    uploads: uploadSparse(
      byTarget,
      'target',
      (k) => sparseRiskRows(byTarget, k, ownEdges(graph, k, 'target'), scoresOf(k)),
      order,
    ),
    expected: risks,
    fraction: 29,
  },
];

for (const parties of [2, 3]) {
  test(`${parties} parties compute the scores of all four programs`, async () => {
    const world = await SecureWorld.create(parties);
    for (const { program, uploads, expected, fraction } of cases) {
      const rows = uploads.owners.reduce((sum, { from, to }) => sum + to - from, 0);
      const { setup } = build(program, { rows, owners: uploads.owners });
      const blocks = Object.fromEntries(
        Object.entries(uploads.rows).map(([name, values]) => [name, { rows, values: values.map(BigInt) }]),
      );
      const plan = schedule(setup!.graph, setup!.results);
      const { outputs, planned, ran, left } = await world.run(plan, { query: {}, blocks });
      const found = outputs.scores!.map((raw) => Number(raw) / 2 ** fraction);
      const error = largestError(found, expected);
      assert.ok(error < 1e-6, `${program.name}: error ${error}`);
      assert.equal([ran.rounds, ran.openings], [planned.run.rounds, planned.run.openings], `${program.name}: cost`);
      assert.equal(left, {}, `${program.name}: tuples left over`);
    }
  });
}

test.run();
