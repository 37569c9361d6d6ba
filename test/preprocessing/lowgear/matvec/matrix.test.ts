// A party's own products with its share of a matrix, in several pieces.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Kernel } from '../../../../src/kernel/index.js';
import { Vector } from '../../../../src/math/vector.js';
import { P } from '../../../../src/params.js';
import { macRows, multiplyRows, ownRows } from '../../../../src/preprocessing/lowgear/matvec/matrix.js';
import { InlineRunner, type TaskRunner } from '../../../../src/preprocessing/tasks.js';
import { Shares } from '../../../../src/sharing/shares.js';
import { randomIntegers } from '../../../kernel/ring-oracle.js';
import { maskMatrix } from '../../../support/masks.js';
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
const [entries, macs] = [1, 5].map((salt) => randomIntegers(shape.rows * shape.columns, P, salt)) as [
  bigint[],
  bigint[],
];
const masks = new Shares(Vector.fromBigInts(arena, entries), Vector.fromBigInts(arena, macs));

const vectorOf = (values: readonly bigint[]) => Vector.fromBigInts(arena, [...values]);
const bytes = (values: readonly bigint[]) => vectorOf(values).toBytes();
const one = vectorOf([1n]);

for (const orientation of ['rows', 'columns'] as const) {
  const length = orientation === 'rows' ? shape.columns : shape.rows;

  test(`several vectors at once, ${orientation}: own rows are those of V less E`, async () => {
    const matrix = maskMatrix({ party: 1, macKey: one, runner }, 'R', shape.columns, masks);
    assert.is(matrix.rows, shape.rows);
    const vectors = [2, 3].map((salt) => randomIntegers(length, P, salt));
    const pieces = ownRows(matrix, one);
    const products = await multiplyRows(
      { kernel, runner },
      { pieces, columns: shape.columns },
      orientation,
      vectors.map(bytes),
    );
    const e = Vector.zeros(arena, 0).concat(...matrix.pieces.map((piece) => Vector.fromBytes(arena, piece.e)));
    const own = masks.value.sub(e).toBigInts();
    const expected = vectors.flatMap((x) => product(own, shape, orientation, x));
    assert.equal(Vector.fromBytes(arena, products).toBigInts(), expected);
  });

  test(`the MAC shares of a product are the product of the masks' MAC shares, ${orientation}`, async () => {
    const macKey = vectorOf(randomIntegers(1, P, 6));
    const matrix = maskMatrix({ party: 0, macKey, runner }, 'R', shape.columns, masks);
    const x = randomIntegers(length, P, 4);
    const pieces = macRows(matrix, macKey);
    const result = await multiplyRows({ kernel, runner }, { pieces, columns: shape.columns }, orientation, [bytes(x)]);
    assert.equal(Vector.fromBytes(arena, result).toBigInts(), product(macs, shape, orientation, x));
  });
}

test.run();
