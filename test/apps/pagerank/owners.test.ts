// Whose rows are whose, what is refused, and what the parameters allow.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pagerankDense } from '../../../src/apps/pagerank/dense.js';
import { pagerankRows, riskRows } from '../../../src/apps/pagerank/dense-rows.js';
import { layoutOf, productsPerIteration } from '../../../src/apps/pagerank/layout.js';
import { expectedOwners, firstRows, ownAccounts } from '../../../src/apps/pagerank/owners.js';
import { denseParameters, sparseParameters } from '../../../src/apps/pagerank/parameters.js';
import { pagerankSparse } from '../../../src/apps/pagerank/sparse.js';
import { sparsePagerankRows } from '../../../src/apps/pagerank/sparse-rows.js';
import { UsageError } from '../../../src/errors.js';
import { schedule } from '../../../src/secure/plan/index.js';
import { build } from '../../../src/secure/program/build.js';
import { instantiate } from '../../../src/secure/program/instance.js';

const test = suite('pagerank banks');

const fails = (body: () => unknown, code: string, text: string) =>
  assert.throws(
    body,
    (error: unknown) => error instanceof UsageError && error.code === code && error.message.includes(text),
  );

const p = denseParameters({
  banks: [
    { client: 'x', accounts: 2 },
    { client: 'y', accounts: 1 },
    { client: 'z', accounts: 3 },
  ],
});
const rowsOf = (bank: number) => p.banks[bank]!.accounts;

test('rows are found in whatever order the banks uploaded', () => {
  const owners = [
    { client: 'z', from: 0, to: 3 },
    { client: 'x', from: 3, to: 5 },
    { client: 'y', from: 5, to: 6 },
  ];
  assert.equal(firstRows(p, owners, rowsOf), [3, 5, 0]);
  assert.equal(firstRows(p, expectedOwners(p, rowsOf), rowsOf), [0, 2, 3]);
  const series = [{ client: 'z', from: 0, to: 1 }, { client: 'z', from: 1, to: 3 }, ...owners.slice(1)];
  assert.equal(firstRows(p, series, rowsOf), [3, 5, 0]);
  assert.equal([...ownAccounts(p, [3, 5, 0], [{ from: 5, to: 6 }])], [0n, 0n, 1n, 0n, 0n, 0n]);
  assert.equal([...ownAccounts(p, [3, 5, 0], [{ from: 0, to: 3 }])], [0n, 0n, 0n, 1n, 1n, 1n]);
  assert.equal([...ownAccounts(p, [3, 5, 0], [])], new Array(6).fill(0n));
});

test('a missing bank, a stranger, a second upload and a wrong number of rows are refused by name', () => {
  const owners = expectedOwners(p, rowsOf);
  const [x, y, z] = owners as [(typeof owners)[0], (typeof owners)[0], (typeof owners)[0]];
  fails(() => firstRows(p, [x, z], rowsOf), 'WRONG_STATE', 'bank 2 of 3 (client y) has not uploaded');
  fails(() => firstRows(p, [...owners, { client: 'w', from: 6, to: 7 }], rowsOf), 'DATA_INVALID', 'client w uploaded');
  const again = { client: 'y', from: 6, to: 7 };
  fails(() => firstRows(p, [...owners, again], rowsOf), 'DATA_INVALID', 'expected one series of uploads');
  const late = [x, { ...y, to: 4 }, { ...z, from: 4, to: 7 }];
  fails(() => firstRows(p, late, rowsOf), 'DATA_INVALID', '(client y): expected 1 rows, found 2');
  fails(() => firstRows(p, [x, y, { ...z, to: 5 }], rowsOf), 'WRONG_STATE', '(client z) has uploaded 2 of 3 rows');
  const program = instantiate(pagerankDense, p);
  fails(() => build(program, { rows: 5, owners: [x, { ...z, from: 2, to: 5 }] }), 'WRONG_STATE', 'client y');
});

test('parameters out of range are refused by name', () => {
  const bank = { client: 'x', accounts: 2 };
  fails(() => denseParameters({ banks: [] }), 'INVALID_ARGUMENT', 'banks');
  fails(() => denseParameters({ banks: [bank, bank] }), 'INVALID_ARGUMENT', 'expected every client once');
  fails(() => denseParameters({ banks: [{ client: 'x', accounts: 1 }] }), 'INVALID_ARGUMENT', '2 to 10000 accounts');
  fails(() => denseParameters({ banks: [bank], damping: 1 }), 'INVALID_ARGUMENT', 'damping');
  fails(() => denseParameters({ banks: [bank], iterations: 0 }), 'INVALID_ARGUMENT', 'iterations');
  fails(() => sparseParameters({ banks: [{ ...bank, places: 1 }] }), 'INVALID_ARGUMENT', 'places');
  assert.is(denseParameters({ banks: [bank] }).iterations, 20);
});

test('a bank with more edges than the public bound, or without such accounts, cannot upload', () => {
  const sparse = sparseParameters({ banks: [{ client: 'x', accounts: 3, places: 4 }] });
  const edges = { source: Int32Array.of(0, 0, 1), target: Int32Array.of(1, 2, 2), amount: Float64Array.of(1, 1, 1) };
  assert.is(sparsePagerankRows(sparse, 0, edges).weights.length, 4);
  const more = {
    source: Int32Array.of(0, 0, 0, 1),
    target: Int32Array.of(0, 1, 2, 2),
    amount: Float64Array.of(1, 1, 1, 1),
  };
  fails(() => sparsePagerankRows(sparse, 0, more), 'LIMIT_EXCEEDED', 'take 5 places, the public bound is 4');
  fails(() => sparsePagerankRows(sparse, 1, edges), 'INVALID_ARGUMENT', 'expected a bank in 0..0');
  fails(() => pagerankRows(p, 3, edges), 'INVALID_ARGUMENT', 'expected a bank in 0..2');
  const none = { source: new Int32Array(), target: new Int32Array(), amount: new Float64Array() };
  fails(() => riskRows(p, 0, none, [0.5]), 'DATA_INVALID', 'expected 2 initial scores, got 1');
  fails(() => riskRows(p, 0, none, [0.5, 1.5]), 'DATA_INVALID', 'account 2: expected an initial score');
});

test('the sparse form costs what its layout says, and what a bank hides changes nothing of it', () => {
  const sparse = sparseParameters({
    iterations: 2,
    banks: [
      { client: 'x', accounts: 30, places: 400 },
      { client: 'y', accounts: 50, places: 900 },
    ],
  });
  const layout = layoutOf(sparse, 'source');
  assert.equal(
    layout.banks.map(({ rows }) => rows),
    [1, 2],
  );
  const program = instantiate(pagerankSparse, sparse);
  const owners = expectedOwners(sparse, (bank) => layout.banks[bank]!.rows);
  const { setup } = build(program, { rows: layout.rows, owners });
  const products = setup!.graph.nodes.filter(({ op }) => op.kind === 'multiply');
  assert.is(
    products.reduce((sum, { length }) => sum + length, 0),
    2 * productsPerIteration(layout),
  );
  const { stages } = schedule(setup!.graph, setup!.results, 'kept');
  // 4 log2 N rounds and two truncations per iteration; a last stage delivers.
  assert.is(stages.length, 2 * (4 * 10 + 2) + 1);
});

test.run();
