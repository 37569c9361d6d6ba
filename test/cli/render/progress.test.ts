import { PassThrough } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Progress } from '../../../src/cli/render/progress.js';

const test = suite('command line: progress');

/** A stream that keeps what is written to it. */
function recorder(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 100 });
  const chunks: string[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return { stream, written: () => chunks.join('') };
}

/** A clock that a test moves by hand. */
function handClock() {
  let now = 0;
  return { clock: () => now, pass: (ms: number) => (now += ms) };
}

const BAR = /\[=*-*\]/;

test('a short step on a terminal leaves one plain line and shows no bar', async () => {
  const { stream, written } = recorder(true);
  const { clock, pass } = handClock();
  const result = await new Progress({ stream, clock }).step('uploading', 10, async (step) => {
    step.advance(10);
    pass(1500);
    return 7;
  });
  assert.is(result, 7);
  assert.is(written(), 'uploading: done in 1.5 s\n');
});

test('a long step on a terminal shows a bar, clears it, and leaves the same line', async () => {
  const { stream, written } = recorder(true);
  const { clock, pass } = handClock();
  await new Progress({ stream, clock }).step('uploading', 10_000, async (step) => {
    pass(2000);
    step.advance(2500);
  });
  assert.match(written(), BAR);
  assert.match(written(), '10,000');
  assert.ok(written().endsWith('uploading: done in 2 s\n'));
});

test('a long step that reports nothing still shows its bar', async () => {
  const { stream, written } = recorder(true);
  await new Progress({ stream, showAfterMs: 20 }).step('waiting', 1, () => new Promise((go) => setTimeout(go, 80)));
  assert.match(written(), BAR);
});

test('a long step that is not on a terminal leaves one plain line and no control characters', async () => {
  const { stream, written } = recorder(false);
  const { clock, pass } = handClock();
  await new Progress({ stream, clock }).step('uploading', 10, async (step) => {
    pass(3000);
    step.advance(5);
  });
  assert.is(written(), 'uploading: done in 3 s\n');
});

test('a failed step says how far it came and passes its error on', async () => {
  const { stream, written } = recorder(false);
  const { clock, pass } = handClock();
  const failing = new Progress({ stream, clock }).step('uploading', 10, async (step) => {
    step.advance(4);
    pass(2000);
    throw new Error('refused');
  });
  let caught: unknown;
  await failing.catch((error: unknown) => (caught = error));
  assert.is((caught as Error).message, 'refused');
  assert.is(written(), 'uploading: failed at 4 of 10 after 2 s\n');
});

test('a silent progress writes nothing', async () => {
  const { stream, written } = recorder(true);
  const { clock, pass } = handClock();
  await new Progress({ stream, clock, silent: true }).step('uploading', 10, async (step) => {
    pass(3000);
    step.advance(5);
  });
  assert.is(written(), '');
});

test('a title cannot smuggle control characters or placeholders into the bar', async () => {
  const { stream, written } = recorder(true);
  const { clock, pass } = handClock();
  await new Progress({ stream, clock }).step('a\u0007{total}', 5, async (step) => {
    pass(3000);
    step.advance();
  });
  assert.not.match(written(), '\u0007');
  assert.match(written(), 'a total [');
});

test('nothing is ever written to standard output', async () => {
  const original = process.stdout.write;
  let touched = false;
  const { stream } = recorder(true);
  const { clock, pass } = handClock();
  process.stdout.write = (() => (touched = true)) as typeof process.stdout.write;
  try {
    await new Progress({ stream, clock }).step('uploading', 10, async (step) => {
      pass(3000);
      step.advance(5);
    });
  } finally {
    process.stdout.write = original;
  }
  assert.not.ok(touched);
});

test.run();
