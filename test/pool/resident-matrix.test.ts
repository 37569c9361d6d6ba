import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../src/errors.js';
import { Kernel } from '../../src/kernel/index.js';
import { Vector } from '../../src/math/vector.js';
import type { Operand } from '../../src/online/matrix.js';
import { P } from '../../src/params.js';
import { MatrixBuilder, type MatrixSegment, PooledMatrix } from '../../src/pool/resident-matrix.js';
import { WorkerPool } from '../../src/pool/worker-pool.js';
import type { Orientation } from '../../src/preprocessing/source.js';
import { InlineRunner, type TaskRunner } from '../../src/preprocessing/tasks.js';

const kernel = await Kernel.load();
const arena = kernel.newArena();
const pool = new WorkerPool({ threads: 3 });
const test = suite('resident matrix');
const macKey = Vector.fromBigInts(arena, [P - 12345678901n]);

let draws = 0;
const random = (n: number) => Vector.expand(arena, new Uint8Array(32).fill(3), draws++, n);

test.after(async () => {
  arena.release();
  await pool.close();
});

interface Plain {
  readonly e: Vector;
  readonly value: Vector;
  readonly mac: Vector;
}

function plain(elements: number): Plain {
  return { e: random(elements), value: random(elements), mac: random(elements) };
}

/** The matrix in uploads of the given numbers of rows. */
function segments({ e, value, mac }: Plain, columns: number, rows: readonly number[]): MatrixSegment[] {
  let row = 0;
  return rows.map((count) => {
    const cut = (x: Vector) => x.slice(row * columns, (row + count) * columns).toBytes();
    const segment = { rows: count, e: cut(e), value: cut(value), mac: cut(mac) };
    row += count;
    return segment;
  });
}

function expected({ e, value, mac }: Plain, operand: Operand, party: number): bigint[] {
  if (operand === 'public') return e.toBigInts();
  if (operand === 'mac') return mac.add(e.scale(macKey.span)).toBigInts();
  return (party === 0 ? value.add(e) : value).toBigInts();
}

function productOf(
  A: readonly bigint[],
  rows: number,
  columns: number,
  orientation: Orientation,
  x: readonly bigint[],
): bigint[] {
  const y = Array.from({ length: orientation === 'rows' ? rows : columns }, () => 0n);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const [from, to] = orientation === 'rows' ? [j, i] : [i, j];
      y[to] = ((y[to] ?? 0n) + (A[i * columns + j] ?? 0n) * (x[from] ?? 0n)) % P;
    }
  }
  return y;
}

async function checkProducts(
  runner: TaskRunner,
  party: number,
  columns: number,
  uploads: readonly number[],
): Promise<void> {
  const rows = uploads.reduce((sum, n) => sum + n);
  const data = plain(rows * columns);
  const builder = new MatrixBuilder({ kernel, runner, party, macKey });
  const matrix = await builder.build({ id: 'V', rows, columns }, segments(data, columns, uploads));
  assert.is(matrix.rows, rows);
  for (const operand of ['public', 'value', 'mac'] as const) {
    const A = expected(data, operand, party);
    for (const orientation of ['rows', 'columns'] as const) {
      const x = random(orientation === 'rows' ? columns : rows);
      const bytes = (await matrix.multiply(operand, orientation, x.toBytes()).run()) as Uint8Array;
      const y = Vector.fromBytes(arena, bytes).toBigInts();
      assert.equal(y, productOf(A, rows, columns, orientation, x.toBigInts()), `${operand}, ${orientation}`);
    }
  }
  for (const operand of ['public', 'value', 'mac'] as const) {
    const last = { from: columns - 1, to: columns };
    const column = Vector.fromBytes(arena, matrix.read(operand, last)).toBigInts();
    const A = expected(data, operand, party);
    assert.equal(
      column,
      Array.from({ length: rows }, (_, i) => A[i * columns + columns - 1]),
      `the last column of ${operand}`,
    );
    const middle = { from: Math.floor(rows / 3), to: rows - Math.floor(rows / 3) };
    const whole = Vector.fromBytes(arena, matrix.read(operand, { from: 0, to: columns }, middle)).toBigInts();
    assert.equal(whole, A.slice(middle.from * columns, middle.to * columns), `rows of ${operand}`);
  }
  matrix.close();
}

test('multiplies E and both shares in both orientations, at the lead and elsewhere', async () => {
  for (const party of [0, 1]) await checkProducts(pool, party, 4, [3, 1, 7]);
});

test('spreads a larger matrix over the workers, with the same results', async () => {
  await checkProducts(pool, 0, 131, [500, 1, 400]);
  await checkProducts(new InlineRunner(kernel), 1, 131, [901]);
});

test('works with fewer rows than threads and with a single column', async () => {
  await checkProducts(pool, 0, 5, [1]);
  await checkProducts(pool, 1, 1, [2]);
});

test('many products at once give each their own result', async () => {
  const [rows, columns] = [700, 200];
  const data = plain(rows * columns);
  const matrix = await PooledMatrix.build(
    { kernel, runner: pool, party: 1, macKey },
    { id: 'V', rows, columns },
    segments(data, columns, [rows]),
  );
  const xs = Array.from({ length: 12 }, () => random(columns));
  const ys = await Promise.all(xs.map((x) => matrix.multiply('public', 'rows', x.toBytes()).run()));
  for (const [k, x] of xs.entries()) {
    const y = arena.alloc(rows);
    kernel.matVecInto(data.e.span, rows, columns, x.span, y);
    assert.equal(ys[k], kernel.toBytes(y));
  }
  matrix.close();
});

test('accepts segments that arrive over time', async () => {
  const data = plain(12);
  async function* arriving() {
    for (const segment of segments(data, 3, [1, 3])) {
      await new Promise((resolve) => setImmediate(resolve));
      yield segment;
    }
  }
  const matrix = await PooledMatrix.build(
    { kernel, runner: pool, party: 1, macKey },
    { id: 'V', rows: 4, columns: 3 },
    arriving(),
  );
  const one = Vector.fromInts(arena, [1, 0, 0]).toBytes();
  const column = Vector.fromBytes(arena, (await matrix.multiply('value', 'rows', one).run()) as Uint8Array).toBigInts();
  assert.equal(
    column,
    [0, 3, 6, 9].map((k) => data.value.toBigInts()[k]),
  );
  matrix.close();
});

test('rows are read back as they came, at the lead and elsewhere', async () => {
  for (const party of [0, 1]) {
    const data = plain(9 * 4);
    const uploads = segments(data, 4, [3, 1, 5]);
    const matrix = await PooledMatrix.build(
      { kernel, runner: pool, party, macKey },
      { id: 'V', rows: 9, columns: 4 },
      uploads,
    );
    let row = 0;
    for (const segment of uploads) {
      assert.equal(matrix.segment({ from: row, to: row + segment.rows }), segment);
      row += segment.rows;
    }
    assert.throws(
      () => matrix.segment({ from: 8, to: 10 }),
      (error: UsageError) => error.code === 'INVALID_ARGUMENT',
    );
    matrix.close();
    assert.throws(
      () => matrix.segment({ from: 0, to: 1 }),
      (error: UsageError) => error.code === 'RELEASED',
    );
  }
});

test('a matrix that was lent is wiped when it has come back, not when it is closed', async () => {
  const data = plain(7 * 3);
  const owner = { kernel, runner: pool, party: 0, macKey };
  const matrix = await PooledMatrix.build(owner, { id: 'V', rows: 7, columns: 3 }, segments(data, 3, [7]));
  const { matrix: lent, release } = matrix.lend();
  assert.equal([lent.id, lent.rows, lent.columns], ['V', 7, 3]);
  matrix.close();
  const whole = (part: 'e' | 'value' | 'mac') => {
    const bytes = new Uint8Array(7 * 3 * 8);
    let at = 0;
    for (const piece of lent.pieces) {
      bytes.set(piece[part], at);
      at += piece[part].length;
    }
    return Vector.fromBytes(arena, bytes).toBigInts();
  };
  assert.equal(whole('e'), expected(data, 'public', 0));
  assert.equal(whole('value'), expected(data, 'value', 0));
  assert.equal(whole('mac'), expected(data, 'mac', 0));
  assert.throws(
    () => matrix.lend(),
    (error: UsageError) => error.code === 'RELEASED',
  );
  release();
  release();
  assert.ok([...whole('e'), ...whole('value'), ...whole('mac')].every((x) => x === 0n));
});

async function code(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    assert.instance(error, UsageError);
    return (error as UsageError).code;
  }
  return 'none';
}

test('refuses segments that do not fit, and vectors that do not', async () => {
  const owner = { kernel, runner: pool, party: 0, macKey };
  const name = { id: 'V', rows: 4, columns: 3 };
  const [whole] = segments(plain(12), 3, [4]);
  assert.ok(whole);
  if (whole === undefined) return;
  const build = (list: readonly MatrixSegment[]) => PooledMatrix.build(owner, name, list);
  assert.is(await code(build([])), 'LENGTH_MISMATCH');
  assert.is(await code(build([whole, whole])), 'LENGTH_MISMATCH');
  assert.is(await code(build([{ ...whole, mac: whole.mac.subarray(8) }])), 'LENGTH_MISMATCH');
  assert.is(await code(build([{ ...whole, e: new Uint8Array(96).fill(255) }])), 'NOT_CANONICAL');
  const matrix = await build([whole]);
  assert.is(await code(matrix.multiply('mac', 'rows', new Uint8Array(32)).run()), 'LENGTH_MISMATCH');
  assert.is(await code(matrix.multiply('mac', 'rows', new Uint8Array(24).fill(255)).run()), 'NOT_CANONICAL');
  assert.is(await code(matrix.multiply('mac', 'rows', new Uint8Array(24)).run()), 'none');
  matrix.close();
});

test('a closed matrix finishes what has begun and refuses the rest', async () => {
  const [rows, columns] = [900, 150];
  const data = plain(rows * columns);
  const matrix = await PooledMatrix.build(
    { kernel, runner: pool, party: 0, macKey },
    { id: 'V', rows, columns },
    segments(data, columns, [rows]),
  );
  const x = random(rows);
  const begun = matrix.multiply('mac', 'columns', x.toBytes()).run();
  const late = matrix.multiply('mac', 'columns', x.toBytes());
  matrix.close();
  matrix.close();
  const y = arena.alloc(columns);
  const shares = data.mac.add(data.e.scale(macKey.span));
  kernel.matTVecInto(shares.span, rows, columns, x.span, y);
  assert.equal(await begun, kernel.toBytes(y));
  assert.is(await code(late.run()), 'RELEASED');
});

test('the memory of closed matrices is given back', async () => {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  const [rows, columns] = [5000, 1000];
  const zeros = new Uint8Array(8 * rows * columns);
  const segment = { rows, e: zeros, value: zeros, mac: zeros };
  const before = process.memoryUsage().rss;
  for (let k = 0; k < 4; k++) {
    const owner = { kernel, runner: pool, party: 0, macKey };
    const matrix = await PooledMatrix.build(owner, { id: `V${k}`, rows, columns }, [segment]);
    const x = new Uint8Array(8 * columns);
    await Promise.all(
      (['public', 'value', 'mac'] as const).map((operand) => matrix.multiply(operand, 'rows', x).run()),
    );
    matrix.close();
  }
  let grown = Number.POSITIVE_INFINITY;
  for (let wait = 0; wait < 100 && grown > 200; wait++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    if (typeof collect === 'function') collect(); // this thread's handles; the workers' are theirs to drop
    grown = (process.memoryUsage().rss - before) / 2 ** 20;
  }
  assert.ok(grown <= 200, `four matrices of 114 MiB were closed, yet ${Math.round(grown)} MiB are held`);
});

test.run();
