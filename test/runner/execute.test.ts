import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runFile } from './execute.js';

const test = suite('test runner: one file');
const folder = mkdtempSync(join(tmpdir(), 'tessera-runner-'));
const uvu = JSON.stringify(import.meta.resolve('uvu'));

test.after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a test file with this body, in which `test` is a uvu suite. */
function runSource(body: string, timeoutMs = 20_000) {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.mjs`);
  writeFileSync(path, `import { suite } from ${uvu};\nconst test = suite('fixture');\n${body}\n`);
  return runFile(path, timeoutMs);
}

test('passing tests are counted', async () => {
  const result = await runSource(`test('a', () => {}); test('b', () => {}); test.run();`);
  assert.is(result.passed, 2);
  assert.is(result.failed, 0);
  assert.is(result.problem, undefined);
});

test('a failing test is counted and its message is in the output', async () => {
  const result = await runSource(`test('a', () => {}); test('b', () => { throw new Error('broken b'); }); test.run();`);
  assert.is(result.passed, 1);
  assert.is(result.failed, 1);
  assert.match(result.output, 'broken b');
});

test('a file that crashes before its tests is one failure', async () => {
  const result = await runSource(`throw new Error('no start');`);
  assert.is(result.failed, 1);
  assert.match(result.problem ?? '', 'before reporting a total');
  assert.match(result.output, 'no start');
});

test('a file whose event loop runs dry in the middle of a test is one failure', async () => {
  const result = await runSource(`test('a', () => new Promise(() => {})); test.run();`);
  assert.is(result.passed, 0);
  assert.is(result.failed, 1);
});

test('a crash after the summary is one failure beside the tests that passed', async () => {
  const late = `setTimeout(() => { throw new Error('late'); }, 100)`;
  const result = await runSource(`test('a', () => { ${late}; }); test.run();`);
  assert.is(result.passed, 1);
  assert.is(result.failed, 1);
  assert.match(result.problem ?? '', 'although its tests passed');
});

test('a file without a test is one failure', async () => {
  const result = await runSource('test.run();');
  assert.is(result.failed, 1);
  assert.is(result.problem, 'contains no test');
});

test('an endless file is killed at its limit and is one failure', async () => {
  const result = await runSource('setInterval(() => {}, 1000);', 400);
  assert.is(result.failed, 1);
  assert.match(result.problem ?? '', 'still running after 0.4 s');
  assert.ok(result.seconds < 3);
});

test('a file that does not exit after its tests is one failure', async () => {
  const result = await runSource(`test('a', () => { setInterval(() => {}, 1000); }); test.run();`, 800);
  assert.is(result.passed, 1);
  assert.is(result.failed, 1);
  assert.match(result.problem ?? '', 'did not exit');
});

test('a process left behind by a test does not hold up the runner and is killed', async () => {
  const beats = join(folder, 'beats');
  const beat = `setInterval(() => require('node:fs').appendFileSync(${JSON.stringify(beats)}, '.'), 10)`;
  const result = await runSource(
    `import { spawn } from 'node:child_process';
     import { existsSync } from 'node:fs';
     test('a', async () => {
       spawn(process.execPath, ['-e', ${JSON.stringify(beat)}], { stdio: 'inherit' }).unref();
       while (!existsSync(${JSON.stringify(beats)})) await new Promise((resolve) => setTimeout(resolve, 5));
     });
     test.run();`,
  );
  assert.is(result.failed, 0);
  const size = statSync(beats).size;
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.is(statSync(beats).size, size);
});

test.run();
