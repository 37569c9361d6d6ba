import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('test command');
const command = fileURLToPath(new URL('./run.js', import.meta.url));

function run(...args: string[]) {
  const { status, stdout } = spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' });
  const lines = stdout.trimEnd().split('\n');
  return { status, lines, last: lines.at(-1) };
}

test('a passing run ends with its counts and exits with 0', () => {
  const { status, lines, last } = run('runner/totals');
  assert.is(status, 0);
  assert.is(last, 'tests: 5 passed, 0 failed');
  assert.match(lines[0] ?? '', /^ok {4} runner\/totals +5\/5 +\d+\.\d s$/);
});

test('a run without any test fails, says why, and still ends with its counts', () => {
  const { status, lines, last } = run('no-such-test');
  assert.is(status, 1);
  assert.match(lines[0] ?? '', 'no test file');
  assert.is(last, 'tests: 0 passed, 0 failed');
});

test('a file over its time limit fails the run, and its line says so', () => {
  const { status, lines, last } = run('runner/execute', '--timeout', '0.05');
  assert.is(status, 1);
  assert.match(lines[0] ?? '', /^FAILED runner\/execute .*still running after 0\.05 s/);
  assert.is(last, 'tests: 0 passed, 1 failed');
});

test('a nonsensical option is refused', () => {
  assert.is(run('--jobs', 'many').status, 1);
});

test.run();
