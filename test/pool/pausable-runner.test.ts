import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PausableRunner } from '../../src/pool/pausable-runner.js';
import type { TaskRunner } from '../../src/preprocessing/tasks.js';

const test = suite('a runner that makes way');

/** Tasks that end when they are told to. */
function manual() {
  const started: (() => void)[] = [];
  const inner: TaskRunner = {
    threads: 2,
    run: () => new Promise((resolve) => started.push(() => resolve(new Uint8Array(1)))),
    allocate: (bytes) => new Uint8Array(bytes),
    forgetShards: () => undefined,
  };
  return { started, inner };
}

const request = { parties: 2, ranges: [] } as never;
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('a pause waits for tasks under way and holds back new ones until it is over', async () => {
  const { started, inner } = manual();
  let now = 0;
  const runner = new PausableRunner(inner, () => now);
  const first = runner.run('sumMasks', request);
  let quiet = false;
  const pause = runner.pause().then(() => {
    quiet = true;
  });
  const second = runner.run('sumMasks', request);
  await turn();
  assert.is(started.length, 1);
  assert.is(quiet, false);
  started[0]?.();
  await first;
  await pause;
  assert.is(quiet, true);
  await turn();
  assert.is(started.length, 1, 'still paused');
  now = 40;
  runner.resume();
  await turn();
  assert.is(started.length, 2);
  started[1]?.();
  await second;
});

test('a pause cannot follow another one closely, so that production goes on', async () => {
  const { started, inner } = manual();
  let now = 0;
  const runner = new PausableRunner(inner, () => now);
  await runner.pause();
  now = 100;
  runner.resume();
  now = 150;
  await runner.pause();
  void runner.run('sumMasks', request);
  await turn();
  assert.is(started.length, 1, 'too early for another pause');
  now = 200;
  const again = runner.pause();
  void runner.run('sumMasks', request);
  await turn();
  assert.is(started.length, 1, 'paused again');
  started[0]?.();
  await again;
  runner.resume();
  await turn();
  assert.is(started.length, 2);
});

test('whoever forgets to resume is resumed', async () => {
  const { started, inner } = manual();
  const runner = new PausableRunner(inner);
  await runner.pause();
  void runner.run('sumMasks', request);
  await turn();
  assert.is(started.length, 0);
  await new Promise((resolve) => setTimeout(resolve, 650));
  assert.is(started.length, 1);
});

test.run();
