import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../src/errors.js';
import { Kernel } from '../../src/kernel/index.js';
import { WorkerPool } from '../../src/pool/worker-pool.js';
import { Dealer } from '../../src/preprocessing/dealer/index.js';
import type { BatchSpec } from '../../src/preprocessing/kinds.js';
import { InlineRunner, type TaskRequest } from '../../src/preprocessing/tasks.js';
import { batchName, dealtParties, KEY_ID } from '../support/dealt-parties.js';
import { checkBatch } from '../support/tuple-checks.js';

const kernel = await Kernel.load();
const inline = new InlineRunner(kernel);
const pool = new WorkerPool({ threads: 2 });
const test = suite('worker pool');

/** A task of about n times 12 ns. */
function masks(n: number, fill = 1): TaskRequest<'sumMasks'> {
  return { parties: 2, ranges: [{ secret: new Uint8Array(32).fill(fill), masks: n, from: 0, to: n }] };
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return assert.unreachable('expected a failure');
}

test.after(() => pool.close());

test('gives the same bytes as the inline runner', async () => {
  const requests = Array.from({ length: 9 }, (_, k) => masks(1000 * k + 1, k));
  const pooled = await Promise.all(requests.map((request) => pool.run('sumMasks', request)));
  for (const [k, request] of requests.entries()) assert.equal(pooled[k], await inline.run('sumMasks', request));
});

test('a dealer on the pool deals what a dealer without one deals', async () => {
  const spec: BatchSpec = [
    { kind: 'triple', n: 70_000 },
    { kind: 'comparisonMask', k: 8, w: 3, n: 5000 },
    { kind: 'bit', n: 1 },
  ];
  const order = { keyId: KEY_ID, batchId: batchName(1), spec, party: 2 };
  const options = { kernel, masterSeed: new Uint8Array(32), parties: 3 };
  const [one, other] = [new Dealer(options), new Dealer({ ...options, runner: pool })];
  assert.equal(await one.deal(order), await other.deal(order));
});

test('tuples dealt on the pool satisfy the laws', async () => {
  const parties = await dealtParties({ kernel, parties: 2, runner: pool });
  await checkBatch(parties, [
    { kind: 'triple', n: 20_000 },
    { kind: 'bit', n: 500 },
  ]);
  parties.release();
});

test('an error of a task keeps its class and code', async () => {
  const request = masks(4);
  const short = { ...request, ranges: [{ secret: new Uint8Array(32), masks: 4, from: 0, to: -1 }] };
  const error = await failure(pool.run('sumMasks', short));
  assert.instance(error, Error);
  const far = { shard: 'none', slot: 99, transposed: false, xs: new Uint8Array(8) };
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const descriptor = { memory, rows: 1, cols: 1, slots: 1, matrixAt: 0, slotsAt: 64, slotBytes: 64 };
  const usage = await failure(pool.run('multiplyShard', { ...far, descriptor }));
  assert.instance(usage, UsageError);
  assert.is((usage as UsageError).code, 'INVALID_ARGUMENT');
});

test('a cancelled task ends at once, running or waiting, and the pool goes on', async () => {
  const controller = new AbortController();
  const reason = new Error('not needed any more');
  const started = performance.now();
  const doomed = Array.from({ length: 4 }, () =>
    failure(pool.run('sumMasks', masks(60_000_000), { signal: controller.signal })),
  );
  setTimeout(() => controller.abort(reason), 20);
  for (const error of await Promise.all(doomed)) assert.is(error, reason);
  assert.ok(performance.now() - started < 600, 'the tasks would have taken longer');
  assert.equal(await pool.run('sumMasks', masks(5)), await inline.run('sumMasks', masks(5)));
  assert.is(await failure(pool.run('sumMasks', masks(5), { signal: AbortSignal.abort(reason) })), reason);
});

test('a task whose worker dies is done again by another', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-pool-'));
  const path = join(folder, 'deaths');
  writeFileSync(path, '2');
  process.env.TESSERA_TEST_DEATHS = path;
  const mortal = new WorkerPool({ threads: 1, worker: new URL('./dying-worker.js', import.meta.url) });
  try {
    assert.equal(await mortal.run('sumMasks', masks(5)), await inline.run('sumMasks', masks(5)));
    assert.is(readFileSync(path, 'utf8'), '0', 'two workers died');
    writeFileSync(path, '1000');
    const error = await failure(mortal.run('sumMasks', masks(5)));
    assert.match(String(error), /lost 3 workers/);
    writeFileSync(path, '0');
    assert.equal(await mortal.run('sumMasks', masks(6)), await inline.run('sumMasks', masks(6)));
  } finally {
    delete process.env.TESSERA_TEST_DEATHS;
    await mortal.close();
    rmSync(folder, { recursive: true });
  }
});

test('a closed pool refuses tasks and ends those that run', async () => {
  const other = new WorkerPool({ threads: 1 });
  const running = failure(other.run('sumMasks', masks(60_000_000)));
  await other.close();
  for (const error of [await running, await failure(other.run('sumMasks', masks(1)))]) {
    assert.instance(error, UsageError);
    assert.is((error as UsageError).code, 'RELEASED');
  }
  await other.close();
});

test('needs at least one thread', () => {
  assert.throws(
    () => new WorkerPool({ threads: 0 }),
    (error: unknown) => error instanceof UsageError,
  );
});

test.run();
