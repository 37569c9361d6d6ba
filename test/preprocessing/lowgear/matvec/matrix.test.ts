// A party's own products with its share of a matrix, in several pieces.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Kernel } from '../../../../src/kernel/index.js';
import { Vector } from '../../../../src/math/vector.js';
import { P } from '../../../../src/params.js';
import { FlatMaskMatrix, multiplyRows } from '../../../../src/preprocessing/lowgear/matvec/matrix.js';
import { InlineRunner, type TaskRunner } from '../../../../src/preprocessing/tasks.js';
import { randomIntegers } from '../../../kernel/ring-oracle.js';
import { throwsUsage } from '../../../kernel/throws.js';
import { product } from './support.js';

const test = suite('lowgear: products with a matrix of masks');
const kernel = await Kernel.load();
const arena = kernel.newArena();
const inline = new InlineRunner(kernel);

/** Runs inline, cut as if for three threads. */
const runner: TaskRunner = {
  threads: 3,
  run: (task, request) => inline.run(task, request),
  allocate: (bytes) => inline.allocate(bytes),
  forgetShards: () => undefined,
};

const shape = { rows: 31, columns: 7 };
const entries = randomIntegers(shape.rows * shape.columns, P, 1);
const bytes = (values: readonly bigint[]) => Vector.fromBigInts(arena, [...values]).toBytes();

for (const orientation of ['rows', 'columns'] as const) {
  test(`several vectors at once, ${orientation}`, async () => {
    const length = orientation === 'rows' ? shape.columns : shape.rows;
    const vectors = [2, 3].map((salt) => randomIntegers(length, P, salt));
    const matrix = { rows: bytes(entries), columns: shape.columns };
    const products = await multiplyRows({ kernel, runner }, matrix, orientation, vectors.map(bytes));
    const expected = vectors.flatMap((x) => product(entries, shape, orientation, x));
    assert.equal(Vector.fromBytes(arena, products).toBigInts(), expected);
  });

  test(`the MAC shares of a product are the product of the MAC shares, ${orientation}`, async () => {
    const matrix = new FlatMaskMatrix({ kernel, runner }, 'R', shape.columns, bytes(entries), bytes(entries));
    assert.is(matrix.rows, shape.rows);
    const x = randomIntegers(orientation === 'rows' ? shape.columns : shape.rows, P, 4);
    const result = (await matrix.multiplyMac(orientation, bytes(x)).run()) as Uint8Array;
    assert.equal(Vector.fromBytes(arena, result).toBigInts(), product(entries, shape, orientation, x));
  });
}

test('values and MACs of different lengths, or no whole rows, are refused', () => {
  const make = (value: number, mac: number) =>
    new FlatMaskMatrix({ kernel, runner }, 'R', 3, new Uint8Array(value), new Uint8Array(mac));
  throwsUsage(() => make(24, 48), 'LENGTH_MISMATCH');
  throwsUsage(() => make(32, 32), 'LENGTH_MISMATCH');
  throwsUsage(() => make(0, 0), 'LENGTH_MISMATCH');
});

test.run();
