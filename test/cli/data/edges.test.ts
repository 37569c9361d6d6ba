import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { numberAccounts } from '../../../src/apps/pagerank/transactions.js';
import { readEdges, readScores, writeScores } from '../../../src/cli/data/edges.js';
import { UsageError } from '../../../src/errors.js';

const EXAMPLE = fileURLToPath(new URL('../../../../examples/data/pagerank/edges.csv', import.meta.url));

const test = suite<{ folder: string }>('cli data edges');
test.before(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'tessera-edges-'));
});
test.after(async ({ folder }) => rm(folder, { recursive: true }));

async function write(folder: string, text: string): Promise<string> {
  const path = join(folder, 'edges.csv');
  await writeFile(path, text);
  return path;
}

/** The code, the text, and that a field of the file is not repeated. */
async function refuses(reading: Promise<unknown>, text: string): Promise<void> {
  const error = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.instance(error, UsageError);
  assert.is((error as UsageError).code, 'DATA_INVALID');
  assert.ok((error as UsageError).message.includes(text), `"${text}" in "${(error as UsageError).message}"`);
  assert.not.match((error as UsageError).message, 'POISON');
}

test('the example is a graph of forty accounts at three banks', async () => {
  const { accounts, banks } = numberAccounts(await readEdges(EXAMPLE), 3);
  assert.is(accounts.length, 40);
  assert.is(banks.length, 3);
});

test('columns may come in any order; self-loops and repeated edges are edges', async ({ folder }) => {
  const path = await write(folder, '\ufeffamount,target,note,source\r\n1.5,a,x,b\r\n\r\n2,b,y,b\r\n1.5,a,z,b\r\n');
  assert.equal(await readEdges(path), [
    { source: 'b', target: 'a', amount: 1.5 },
    { source: 'b', target: 'b', amount: 2 },
    { source: 'b', target: 'a', amount: 1.5 },
  ]);
});

for (const [what, text, message] of [
  ['an empty file', '', 'line 1: expected a line with the names of the columns'],
  ['a missing column', 'source,target\na,b\n', 'missing: amount'],
  ['no edges', 'source,target,amount\n', 'expected at least one edge'],
  ['an account without a name', 'source,target,amount\na,,3\n', 'line 2: target: expected 1 to 80 characters'],
  ['a name with control characters', 'source,target,amount\na\u001bPOISON,b,3\n', 'line 2: source: expected 1 to 80'],
  ['an amount of zero', 'source,target,amount\na,b,1\na,b,0\n', 'line 3: amount: expected a positive decimal'],
  ['a negative amount', 'source,target,amount\na,b,-5\n', 'line 2: amount'],
  ['an amount that is no number', 'source,target,amount\na,b,POISON\n', 'line 2: amount'],
  ['an amount in exponents', 'source,target,amount\na,b,1e5\n', 'line 2: amount'],
  ['a short line', 'source,target,amount\na,b\n', 'line 2: expected 3 fields, found 2'],
] as const) {
  test(`${what} is refused with its line`, async ({ folder }) =>
    refuses(readEdges(await write(folder, text)), message));
}

test('scores are written and read back', async ({ folder }) => {
  const path = join(folder, 'scores.csv');
  const scores = [
    ['plain', 0.25],
    ['with "quotes", and commas', 1],
    ['none', 0],
  ] as const;
  await writeScores(path, scores);
  assert.match(await readFile(path, 'utf8'), /^account,score\nplain,0\.250000000\n/);
  assert.equal([...(await readScores(path))], scores);
});

test('scores outside 0..1 and an account twice are refused', async ({ folder }) => {
  const refusal = async (text: string, message: string) => refuses(readScores(await write(folder, text)), message);
  await refusal('account,score\na,1.01\n', 'line 2: score: expected a number from 0 to 1');
  await refusal('account,score\na,-0.5\n', 'line 2: score');
  await refusal('account,score\na,0.5\na,0.5\n', 'line 3: account: expected each account once');
});

test.run();
