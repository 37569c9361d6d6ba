import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ProcessGroup } from '../../../src/cli/demo/process-group.js';
import { CliFailure } from '../../../src/cli/failure.js';

const test = suite('demo: process group');
const folder = mkdtempSync(join(tmpdir(), 'tessera-group-'));
const program = join(folder, 'program.mjs');

/** Stands in for `tessera`: what it does is its first argument. */
writeFileSync(
  program,
  `
  const [what, text] = process.argv.slice(2);
  const serve = () => { console.log('listening on ' + process.pid); setInterval(() => {}, 1000); };
  if (what === 'serve') { process.on('SIGTERM', () => process.exit(0)); serve(); }
  if (what === 'stubborn') { process.on('SIGTERM', () => {}); serve(); }
  if (what === 'orphan') { process.on('disconnect', () => process.exit(0)); serve(); }
  if (what === 'crash') { console.error('line one'); console.error('line two'); process.exitCode = Number(text); }
  if (what === 'task') { console.log(text); console.log('second'); }
`,
);
test.after(() => rmSync(folder, { recursive: true, force: true }));

async function inGroup(body: (group: ProcessGroup) => Promise<void>): Promise<void> {
  const group = new ProcessGroup({ program });
  try {
    await body(group);
  } finally {
    await group.stop();
  }
}

async function failureOf(promise: Promise<unknown>): Promise<CliFailure> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.instance(error, CliFailure);
  return error as CliFailure;
}

test('servers start, are told to stop, and stopping them is no failure', async () => {
  let failed = false;
  await inGroup(async (group) => {
    group.failed.catch(() => {
      failed = true;
    });
    await Promise.all([group.startServer('a', ['serve']), group.startServer('b', ['serve'])]);
  });
  assert.not.ok(failed);
});

test('a task hands over its lines and may end', async () => {
  const lines: string[] = [];
  await inGroup((group) => group.runTask('task', ['task', 'first'], (line) => lines.push(line)));
  assert.equal(lines, ['first', 'second']);
});

test('a server that ends by itself fails the group with its exit code and the end of its log', async () => {
  await inGroup(async (group) => {
    await group.startServer('healthy', ['serve']);
    const failure = await failureOf(Promise.race([group.startServer('party 1', ['crash', '3']), group.failed]));
    assert.is(failure.code, 'PROCESS_ENDED');
    assert.is(failure.exitCode, 3);
    assert.match(failure.message, '"party 1"');
    assert.equal(failure.detail.slice(-2), ['  line one', '  line two']);
  });
});

test('a server that ends with exit code 0 has ended all the same', async () => {
  await inGroup(async (group) => {
    const failure = await failureOf(Promise.race([group.startServer('party 1', ['crash', '0']), group.failed]));
    assert.is(failure.exitCode, 1);
  });
});

test('a task that fails rejects', async () => {
  await inGroup(async (group) => {
    const failure = await failureOf(group.runTask('client', ['crash', '4'], () => {}));
    assert.is(failure.exitCode, 4);
  });
});

test('a server that will not stop is killed', async () => {
  let pid = 0;
  const group = new ProcessGroup({ program, graceMs: 200 });
  await group.startServer('stubborn', ['stubborn'], (line) => {
    pid = Number(line.split(' ').at(-1));
  });
  await group.stop();
  assert.ok(pid > 0);
  assert.throws(() => process.kill(pid, 0), /ESRCH/);
});

test.run();
