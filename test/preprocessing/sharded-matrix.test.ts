import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { UsageError } from '../../src/errors.js';
import { Kernel } from '../../src/kernel/index.js';
import { Vector } from '../../src/math/vector.js';
import { INLINE_PRODUCT, ShardedMatrix } from '../../src/preprocessing/sharded-matrix.js';
import { InlineRunner, type TaskName, type TaskRequest, type TaskRunner } from '../../src/preprocessing/tasks.js';

const kernel = await Kernel.load();
const arena = kernel.newArena();
const test = suite('sharded matrix');

let draws = 0;
const random = (n: number) => Vector.expand(arena, new Uint8Array(32).fill(8), draws++, n);

/** Claims several threads, so that matrices are split, and counts tasks. */
class CountingRunner implements TaskRunner {
  tasks = 0;
  readonly forgotten: string[] = [];
  readonly #inline = new InlineRunner(kernel);
  constructor(readonly threads: number) {}

  async run<K extends TaskName>(task: K, request: TaskRequest<K>): Promise<Uint8Array> {
    this.tasks++;
    await new Promise((resolve) => setImmediate(resolve));
    return await this.#inline.run(task, request);
  }

  allocate(bytes: number): Uint8Array {
    return new Uint8Array(bytes);
  }

  forgetShards(ids: readonly string[]): void {
    this.forgotten.push(...ids);
    this.#inline.forgetShards(ids);
  }
}

async function check(runner: TaskRunner, rows: number, columns: number, vectors: number): Promise<void> {
  const A = random(rows * columns);
  const matrix = await ShardedMatrix.create({ kernel, runner }, { rows, columns });
  // Blocks that end inside shards.
  for (let from = 0; from < rows; from += 7) {
    matrix.writeRows(from, A.slice(from * columns, Math.min(rows, from + 7) * columns).toBytes());
  }
  for (const orientation of ['rows', 'columns'] as const) {
    const [inputs, outputs] = orientation === 'rows' ? [columns, rows] : [rows, columns];
    const xs = Array.from({ length: vectors }, () => random(inputs));
    const ys = await matrix.multiply(
      orientation,
      xs.map((x) => x.toBytes()),
    );
    for (const [v, x] of xs.entries()) {
      const y = arena.alloc(outputs);
      if (orientation === 'rows') kernel.matVecInto(A.span, rows, columns, x.span, y);
      else kernel.matTVecInto(A.span, rows, columns, x.span, y);
      assert.equal(ys[v], kernel.toBytes(y), `${rows} x ${columns}, ${orientation}, vector ${v}`);
    }
  }
  matrix.close();
}

test('shards give the products of the whole, one vector or many', async () => {
  for (const threads of [1, 2, 5]) {
    for (const [rows, columns] of [
      [1, 1],
      [2, 9],
      [11, 3],
      [37, 20],
    ] as const) {
      for (const vectors of [1, 3, 11]) await check(new CountingRunner(threads), rows, columns, vectors);
    }
  }
});

test('small products stay in the calling thread, large ones are one task per shard', async () => {
  const runner = new CountingRunner(2);
  await check(runner, 37, 20, 3);
  assert.is(runner.tasks, 0);
  const rows = Math.ceil(INLINE_PRODUCT / 50) + 2;
  await check(runner, rows, 50, 1);
  assert.is(runner.tasks, 4, 'two orientations on two shards');
  assert.is(runner.forgotten.length, 4, 'both matrices were closed');
});

test('more products at a time than working slots wait for each other', async () => {
  const runner = new CountingRunner(1);
  const [rows, columns] = [400, 300];
  const A = random(rows * columns);
  const matrix = await ShardedMatrix.create({ kernel, runner }, { rows, columns });
  matrix.writeRows(0, A.toBytes());
  const xs = Array.from({ length: 7 }, () => random(columns));
  const ys = await Promise.all(xs.map((x) => matrix.multiply('rows', [x.toBytes()])));
  for (const [v, x] of xs.entries()) {
    const y = arena.alloc(rows);
    kernel.matVecInto(A.span, rows, columns, x.span, y);
    assert.equal(ys[v]?.[0], kernel.toBytes(y));
  }
  matrix.close();
});

test('reads back parts of rows and columns, across shards', async () => {
  for (const threads of [1, 3]) {
    const [rows, columns] = [11, 5];
    const A = random(rows * columns);
    const matrix = await ShardedMatrix.create({ kernel, runner: new CountingRunner(threads) }, { rows, columns });
    matrix.writeRows(0, A.toBytes());
    assert.equal(matrix.read({ from: 0, to: columns }), A.toBytes());
    const words = A.toBigInts();
    for (const [from, to] of [
      [0, 11],
      [3, 8],
      [4, 4],
    ] as const) {
      const part = Vector.fromBytes(arena, matrix.read({ from: 1, to: 3 }, { from, to })).toBigInts();
      const expected = Array.from({ length: to - from }, (_, k) => {
        const at = (from + k) * columns;
        return words.slice(at + 1, at + 3);
      }).flat();
      assert.equal(part, expected);
    }
    for (const [columnRange, rowRange] of [
      [{ from: 0, to: 6 }, undefined],
      [{ from: -1, to: 2 }, undefined],
      [{ from: 3, to: 2 }, undefined],
      [
        { from: 0, to: 1 },
        { from: 0, to: 12 },
      ],
    ] as const) {
      assert.throws(
        () => matrix.read(columnRange, rowRange),
        (error: UsageError) => error.code === 'INVALID_ARGUMENT',
      );
    }
    matrix.close();
    assert.throws(
      () => matrix.read({ from: 0, to: 1 }),
      (error: UsageError) => error.code === 'RELEASED',
    );
  }
});

test('no vectors, no products', async () => {
  const matrix = await ShardedMatrix.create({ kernel, runner: new CountingRunner(1) }, { rows: 1, columns: 1 });
  assert.equal(await matrix.multiply('rows', []), []);
});

test.run();
