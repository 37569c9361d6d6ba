import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { freePorts } from '../../../src/cli/demo/ports.js';
import { ProcessGroup } from '../../../src/cli/demo/process-group.js';
import { succeed, tessera } from '../support/terminal.js';

const test = suite('command line: a deployment by hand');
const folder = mkdtempSync(join(tmpdir(), 'tessera-hand-'));
const file = (name: string) => join(folder, name);
const group = new ProcessGroup();
const connect = ['--parties', file('parties.json')];
const shape = ['--items', '5', '--dense', '2'];

test.after(async () => {
  await group.stop();
  rmSync(folder, { recursive: true, force: true });
});

const onRatings = (key: string) => [...connect, '--key', file(key), '--dataset', 'ratings'];

test('keys and configurations are written, and the next steps said', async () => {
  const port = await freePorts('127.0.0.1', 3);
  const args = ['--dir', folder, '--parties', '2', '--dealer', '--hosts', '127.0.0.1', '--base-port', `${port}`];
  const out = await succeed('keygen', ...args);
  assert.match(out, `wrote ${file('party-1.json')}`);
  assert.match(out, 'tessera party --config party-I.json --preprocessing dealer');
  const again = await tessera('keygen', ...args);
  assert.is(again.code, 2);
  assert.match(again.err, /^error CONFIG_INVALID: .*exists already/);
});

test('before the parties run, the status says so, with the exit code of the network', async () => {
  const { code, err } = await tessera('client', 'status', ...connect);
  assert.is(code, 3);
  assert.match(err, /^error UNREACHABLE: no status from party 0, 1/);
});

test('parties and dealer start, and the status shows the dataset they approve', async () => {
  const parameters = { items: 5, dense: 2, minimumNeighbours: 2 };
  const service = { datasets: { ratings: { program: 'recommender', parameters, queriesPerClient: 2 } } };
  for (const id of [0, 1]) {
    const path = file(`party-${id}.json`);
    const config = JSON.parse(readFileSync(path, 'utf8')) as object;
    writeFileSync(path, JSON.stringify({ ...config, service }));
  }
  const started = Promise.all([
    group.startServer('dealer', ['dealer', '--config', file('dealer.json')]),
    ...[0, 1].map((id) =>
      group.startServer(`party ${id}`, ['party', '--config', file(`party-${id}.json`), '--preprocessing', 'dealer']),
    ),
  ]);
  await Promise.race([started, group.failed]);
  assert.match(await succeed('client', 'status', ...connect), /0 +https:\S+ +ready.*ratings +recommender/);
});

test('rows are uploaded, bound and asked for', async () => {
  for (const [name, rows] of [
    ['alice', 'item,rating,title\n0,4,\n1,2,\n3,0,Third\n4,0,Fourth\n'],
    ['others', 'user,item,rating\nb,0,4\nb,1,2\nb,3,5\nc,0,5\nc,1,3\nc,3,4\nc,4,2\nd,0,1\nd,1,5\nd,2,5\n'],
  ] as const) {
    await succeed('client', 'keygen', '--key', file(`${name}.key`));
    writeFileSync(file(`${name}.csv`), rows);
    await succeed('client', 'upload', ...onRatings(`${name}.key`), ...shape, '--ratings', file(`${name}.csv`));
  }
  assert.match(await succeed('client', 'bind', ...onRatings('alice.key')), 'bound version 1 of ratings with 4 rows');
  const out = await succeed('client', 'ask', ...onRatings('alice.key'), ...shape, '--ratings', file('alice.csv'));
  assert.match(out, /^from 2 similar users:/);
  assert.match(out, /3 +Third +4\.50\n +4 +Fourth +1\.00/);
});

test('what a party refuses is told with its code, and the exit code of the caller', async () => {
  const wrong = [...connect, '--key', file('alice.key'), '--dataset', 'wages'];
  const bind = await tessera('client', 'bind', ...wrong);
  assert.is(bind.code, 2);
  assert.match(bind.err, /^error UNKNOWN_DATASET: /);
  const ask = ['client', 'ask', ...onRatings('alice.key'), ...shape, '--ratings', file('alice.csv')];
  await succeed(...ask);
  const third = await tessera(...ask);
  assert.is(third.code, 2);
  assert.match(third.err, /^error LIMIT_EXCEEDED: .*2 questions/);
});

test("a party that goes away is the network's error", async () => {
  await group.stop();
  const { code, err } = await tessera('client', 'bind', ...onRatings('alice.key'));
  assert.is(code, 3);
  assert.match(err, /^error (UNREACHABLE|CLOSED): /);
});

test.run();
