import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DemoResult } from '../../../src/cli/demo/result.js';
import { packagePath } from '../../../src/cli/package-path.js';
import { tessera } from '../support/terminal.js';

const test = suite('demo: defined programs, from beginning to end');

const folder = mkdtempSync(join(tmpdir(), 'tessera-test-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a demo that must be right; the result and what was written for people. */
async function demo(name: string, ...args: string[]): Promise<{ result: DemoResult; report: string }> {
  const { code, out, err } = await tessera('demo', name, ...args, '--json');
  assert.is(code, 0, err);
  const result = DemoResult.parse(JSON.parse(out.trimEnd().split('\n').at(-1) ?? ''));
  assert.ok(result.correct);
  assert.ok(result.online.ms > 0 && result.online.rounds > 0 && result.client.ms > 0 && result.memoryMB > 10);
  return { result, report: err };
}

const DEALER = ['--preprocessing', 'dealer'];

test('hiv: generated records, without a dealer', async () => {
  const sizes = ['--patients', '60', '--mutations', '8', '--treatments', '3', '--distance', '3', '--minimum', '2'];
  const { result, report } = await demo('hiv', ...sizes, '--queries', '2');
  assert.is(result.program, 'hiv-treatment');
  assert.equal([result.records, result.mutations, result.treatments], [60, 8, 3]);
  assert.is(result.preprocessing.kind, 'lowgear');
  assert.match(report, 'mean days until failure');
});

test('hiv: records of a file, in which too few are alike', async () => {
  const file = packagePath('examples/data/hiv-treatment/records.csv');
  const { result, report } = await demo('hiv', '--records', file, '--distance', '0', '--queries', '1', ...DEALER);
  assert.is(result.records, 30);
  assert.match(report, 'suppressed inside the computation');
});

test('pagerank: every bank learns its own accounts, and the scores are written', async () => {
  const edges = join(folder, 'edges.csv');
  const lines = Array.from({ length: 30 }, (_, k) => `a${k % 11},a${(k * 7 + 3) % 13},${k + 1}`);
  writeFileSync(edges, `source,target,amount\n${lines.join('\n')}\n`);
  const scores = join(folder, 'scores.csv');
  const args = ['--edges', edges, '--banks', '2', '--iterations', '3', '--damping', '0.8', '--scores', scores];
  const { result } = await demo('pagerank', ...args, ...DEALER);
  assert.equal([result.accounts, result.edges, result.banks, result.iterations], [13, 30, 2, 3]);
  assert.ok((result.maxError as number) <= 1e-6);
  assert.ok(result.setup !== undefined && result.setup.onlineMs > 0);
  const [header, ...rows] = readFileSync(scores, 'utf8').trimEnd().split('\n');
  assert.is(header, 'account,score');
  assert.is(rows.length, 13);
  const sum = rows.reduce((total, row) => total + Number(row.split(',')[1]), 0);
  assert.ok(Math.abs(sum - 1) < 1e-5, `${sum}`);
});

test('pagerank: the sparse method without a dealer, for the risk that flows along transactions', async () => {
  const args = ['--accounts', '12', '--transactions', '30', '--banks', '2', '--iterations', '2'];
  const { result } = await demo('pagerank', ...args, '--method', 'sparse', '--score', 'risk', '--queries', '1');
  assert.is(result.program, 'risk-propagation-sparse');
  assert.ok((result.maxError as number) <= 1e-6);
});

test('benchmarking: figures of a file, with three parties', async () => {
  const file = packagePath('examples/data/benchmarking/figures.csv');
  const { result, report } = await demo(
    'benchmarking',
    '--figures',
    file,
    '--queries',
    '1',
    '--parties',
    '3',
    ...DEALER,
  );
  assert.is(result.companies, 30);
  assert.is(result.parties, 3);
  assert.match(report, 'the efficient set');
});

for (const [name, option] of [
  ['hiv', '--records'],
  ['pagerank', '--edges'],
  ['benchmarking', '--figures'],
] as const) {
  test(`${name}: a file that is not there is refused before anything is started`, async () => {
    const { code, err } = await tessera('demo', name, option, join(folder, 'none.csv'));
    assert.is(code, 2);
    assert.match(err, /error DATA_INVALID: .*none\.csv/);
    assert.not.match(err, 'starting');
  });
}

test.run();
