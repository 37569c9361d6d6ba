// Shards give what the kernel gives, from this thread and from two others at the same time.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Kernel, Shard } from '../../src/kernel/index.js';
import { P } from '../../src/params.js';
import type { ShardAnswer, ShardJob } from './shard-worker.js';
import { throwsUsage } from './throws.js';
import { someElements, spanOf } from './values.js';

const kernel = await Kernel.load();
const arena = kernel.newArena();

const [ROWS, COLS] = [333, 71];
const A = spanOf(arena, someElements(ROWS * COLS, 1));

async function shardOfA(): Promise<Shard> {
  const shard = await Shard.create(ROWS, COLS, { slots: 3 });
  shard.writeRowsFrom(kernel, 0, A.slice(0, 100 * COLS));
  shard.writeRows(100, kernel.toBytes(A.slice(100 * COLS, ROWS * COLS)));
  return shard;
}

const bytesOf = (n: number, salt: number) => new Uint8Array(BigUint64Array.from(someElements(n, salt)).buffer);
const hex = (vectors: readonly Uint8Array[]) => vectors.map((bytes) => Buffer.from(bytes).toString('hex'));

/** What the kernel computes for the same inputs. */
function reference(xs: readonly Uint8Array[], transposed: boolean): Uint8Array[] {
  return xs.map((bytes) =>
    arena.scope(() => {
      const x = arena.alloc(transposed ? ROWS : COLS);
      const y = arena.alloc(transposed ? COLS : ROWS);
      kernel.load(bytes, x);
      if (transposed) kernel.matTVecInto(A, ROWS, COLS, x, y);
      else kernel.matVecInto(A, ROWS, COLS, x, y);
      return kernel.toBytes(y);
    }),
  );
}

const test = suite('kernel: shards');

test('a shard multiplies like the kernel, both ways, one vector and many', async () => {
  const shard = await shardOfA();
  const xs = Array.from({ length: 11 }, (_, i) => bytesOf(COLS, 10 + i));
  const ws = Array.from({ length: 9 }, (_, i) => bytesOf(ROWS, 30 + i));
  assert.equal(hex([shard.multiply(xs[0] as Uint8Array)]), hex(reference(xs.slice(0, 1), false)));
  assert.equal(hex([shard.multiplyTransposed(ws[0] as Uint8Array)]), hex(reference(ws.slice(0, 1), true)));
  assert.equal(hex(shard.multiplyMany(xs)), hex(reference(xs, false)));
  assert.equal(hex(shard.multiplyTransposedMany(ws)), hex(reference(ws, true)));
  assert.equal(shard.multiplyMany([]), []);
});

test('two threads and this one multiply one shard at the same time, each in its slot', async () => {
  const shard = await shardOfA();
  const jobs = [1, 2].map((slot): ShardJob => {
    const xs = [bytesOf(COLS, 100 + slot), bytesOf(COLS, 110 + slot)];
    return { descriptor: shard.descriptor(), slot, times: 60, xs, ws: [bytesOf(ROWS, 120 + slot)] };
  });
  const url = new URL('./shard-worker.js', import.meta.url);
  const workers = jobs.map((job) => new Worker(url, { workerData: job }));
  const answers = Promise.all(workers.map((worker) => once(worker, 'message') as Promise<[ShardAnswer]>));
  const mine = bytesOf(COLS, 5);
  const expected = hex(reference([mine], false));
  let done = false;
  void answers.then(() => {
    done = true;
  });
  while (!done) {
    assert.equal(hex([shard.multiply(mine)]), expected);
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const [i, [answer]] of (await answers).entries()) {
    const { xs, ws } = jobs[i] as ShardJob;
    assert.is(answer.different, 0);
    assert.equal(hex(answer.ys), hex(reference(xs, false)));
    assert.equal(hex(answer.zs), hex(reference(ws, true)));
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
});

test("a busy slot is refused, another works, and a dead thread's slot can be reclaimed", async () => {
  const shard = await shardOfA();
  const { memory, slotsAt } = shard.descriptor();
  const x = bytesOf(COLS, 1);
  Atomics.store(new Int32Array(memory.buffer, slotsAt, 1), 0, 1);
  throwsUsage(() => shard.multiply(x), 'WRONG_STATE');
  const expected = hex(reference([x], false));
  assert.equal(hex([shard.inSlot(2).multiply(x)]), expected);
  shard.reclaim(0);
  assert.equal(hex([shard.multiply(x)]), expected);
});

test('rows are checked and read back', async () => {
  const shard = await shardOfA();
  assert.equal(hex([shard.readRows(99, 102)]), hex([kernel.toBytes(A.slice(99 * COLS, 102 * COLS))]));
  throwsUsage(() => shard.writeRows(0, new Uint8Array(8 * COLS + 8)), 'LENGTH_MISMATCH');
  throwsUsage(() => shard.writeRows(ROWS, new Uint8Array(8 * COLS)), 'LENGTH_MISMATCH');
  throwsUsage(() => shard.writeRows(-1, new Uint8Array(8 * COLS)), 'LENGTH_MISMATCH');
  const bad = bytesOf(2 * COLS, 3);
  new BigUint64Array(bad.buffer)[COLS + 1] = P;
  throwsUsage(() => shard.writeRows(5, bad), 'NOT_CANONICAL');
  assert.ok(shard.readRows(5, 7).every((byte) => byte === 0));
  assert.equal(hex([shard.readRows(7, 8)]), hex([kernel.toBytes(A.slice(7 * COLS, 8 * COLS))]));
});

test('vectors are checked, and the slot is free again after a refusal', async () => {
  const shard = await shardOfA();
  const bad = bytesOf(COLS, 3);
  new BigUint64Array(bad.buffer)[7] = 1n << 63n;
  throwsUsage(() => shard.multiply(bad), 'NOT_CANONICAL');
  throwsUsage(() => shard.multiplyMany([bytesOf(COLS, 3), new Uint8Array(8)]), 'LENGTH_MISMATCH');
  throwsUsage(() => shard.inSlot(3), 'INVALID_ARGUMENT');
  assert.equal(hex([shard.multiply(bytesOf(COLS, 4))]), hex(reference([bytesOf(COLS, 4)], false)));
});

test('a product leaves nothing in its slot, and wipe leaves nothing at all', async () => {
  const shard = await shardOfA();
  const { memory, slotsAt, matrixAt } = shard.descriptor();
  shard.multiplyMany([1, 2, 3].map((i) => bytesOf(COLS, i)));
  shard.multiplyTransposedMany([1, 2].map((i) => bytesOf(ROWS, i)));
  assert.ok(new Uint8Array(memory.buffer, slotsAt).every((byte) => byte === 0));
  shard.wipe();
  assert.ok(new Uint8Array(memory.buffer, matrixAt).every((byte) => byte === 0));
});

test('shapes that cannot be are refused', async () => {
  for (const [rows, cols, slots, code] of [
    [0, 3, 1, 'INVALID_ARGUMENT'],
    [3, 1.5, 1, 'INVALID_ARGUMENT'],
    [3, 3, 0, 'INVALID_ARGUMENT'],
    [2 ** 20, 2 ** 10, 1, 'OUT_OF_MEMORY'],
  ] as const) {
    const error = await Shard.create(rows, cols, { slots }).catch((reason: unknown) => reason);
    throwsUsage(() => {
      throw error;
    }, code);
  }
});

test.run();
