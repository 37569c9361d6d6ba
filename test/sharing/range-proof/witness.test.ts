import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { TesseraError } from '../../../src/errors.js';
import { completeValues, rowsOf } from '../../../src/io/complete.js';
import { Vector } from '../../../src/math/vector.js';
import { P } from '../../../src/params.js';
import type { Statement } from '../../../src/sharing/range-proof/statement.js';
import { type BlockValues, Witness } from '../../../src/sharing/range-proof/witness.js';
import { codeOf, kernel } from '../../io/support.js';

const test = suite('io/witness');

const statement: Statement = {
  blocks: [
    { name: 'x', width: 2 },
    { name: 'd', width: 6 },
    { name: 's', width: 5 },
    { name: 'c', width: 3 },
  ],
  constraints: [
    { kind: 'member', block: 'd', values: [0, 1, 2, 3] },
    { kind: 'member', block: 's', values: [0, 1, 2, 3] },
    { kind: 'member', block: 'c', values: [-1, 0, 1] },
    { kind: 'digits', block: 'x', digits: 'd', base: 4, count: 3 },
    { kind: 'normBound', block: 'x', slack: 's', base: 4, count: 5, bound: 1000 },
    { kind: 'rowSum', block: 'c', equals: 0 },
  ],
};
const HONEST = completeValues(statement, 2, { x: Uint8Array.of(3, 31, 0, 17), c: Int8Array.of(1, -1, 0, 0, 0, 0) });

test('missing digits and slacks are filled in', () => {
  assert.equal(Array.from(HONEST.d!), [3, 0, 0, 3, 3, 1, 0, 0, 0, 1, 0, 1]);
  const slack = [1000 - 9 - 961, 1000 - 289];
  const read = (row: number) =>
    Array.from(HONEST.s!)
      .slice(5 * row, 5 * row + 5)
      .reduceRight((sum, d) => 4 * sum + d, 0);
  assert.equal([read(0), read(1)], slack);
  new Witness(statement, 2, HONEST);
});

test('given digits are kept, not replaced', () => {
  const d = new Uint8Array(12);
  assert.is(completeValues(statement, 2, { ...HONEST, d }).d, d);
});

test('values that do not fit their digits or norm are refused by name and row', () => {
  for (const x of [
    [64, 0],
    [-1, 0],
    [0.5, 0],
    [31, 31],
  ]) {
    assert.is(
      codeOf(() => completeValues(statement, 1, { x, c: [0, 0, 0] })),
      'DATA_INVALID',
    );
  }
});

test('rows are counted from the blocks, which must agree', () => {
  assert.is(rowsOf(statement, HONEST), 2);
  assert.is(rowsOf(statement, { x: [1, 2, 3, 4, 5, 6] }), 3);
  assert.is(
    codeOf(() => rowsOf(statement, { x: [1, 2, 3] })),
    'DATA_INVALID',
  );
  assert.is(
    codeOf(() => rowsOf(statement, { x: [1, 2], c: [0, 0, 0, 0, 0, 0] })),
    'DATA_INVALID',
  );
  assert.is(
    codeOf(() => rowsOf(statement, {})),
    'DATA_INVALID',
  );
  assert.is(
    codeOf(() => rowsOf(statement, { y: [1] })),
    'INVALID_ARGUMENT',
  );
});

const SECRET = 987_654_321;
const LIES: Record<string, BlockValues> = {
  'a missing block': { x: HONEST.x!, d: HONEST.d!, s: HONEST.s! },
  'a block that is too short': { ...HONEST, c: Int8Array.of(1, -1, 0) },
  'a value outside its set': { ...HONEST, c: [1, -1, 0, 0, SECRET, -SECRET] },
  'a value below its set': { ...HONEST, c: [1, -1, 0, 0, -2, 2] },
  'a fraction': { ...HONEST, c: Float64Array.of(1, -1, 0, 0, 0.5, -0.5) },
  'not a number': { ...HONEST, x: [Number.NaN, 31, 0, 17] },
  'digits of another value': { ...HONEST, x: [3, 31, SECRET, 17] },
  'a wrong slack': { ...HONEST, s: Uint8Array.of(...HONEST.s!).with(0, 1) },
  'a row that adds up to something else': { ...HONEST, c: [1, 0, 0, 0, 0, 0] },
};

for (const [lie, values] of Object.entries(LIES)) {
  test(`an honest client refuses ${lie} before anything is sent, without quoting a value`, () => {
    try {
      new Witness(statement, 2, values);
      assert.unreachable();
    } catch (error) {
      assert.instance(error, TesseraError);
      assert.is((error as TesseraError).code, 'DATA_INVALID');
      assert.not.match((error as TesseraError).message, String(SECRET));
    }
  });
}

test('every kind of array gives the same field elements', () => {
  const arena = kernel.newArena();
  const free: Statement = { blocks: [{ name: 'x', width: 4 }], constraints: [] };
  const plain = [0, 1, 100, 7];
  const kinds = [plain, Int8Array.from(plain), Uint8Array.from(plain), Int16Array.from(plain), Uint16Array.from(plain)];
  for (const x of [...kinds, Int32Array.from(plain), Uint32Array.from(plain), Float64Array.from(plain)]) {
    const z = arena.alloc(3);
    new Witness(free, 1, { x }).load(kernel, 'x', 1, 4, z);
    assert.equal(new Vector(arena, z).toBigInts(), [1n, 100n, 7n]);
  }
  const z = arena.alloc(2);
  new Witness(free, 1, { x: [0, -1, -(2 ** 52), 0] }).load(kernel, 'x', 1, 3, z);
  assert.equal(new Vector(arena, z).toBigInts(), [P - 1n, P - 2n ** 52n]);
  arena.release();
});

test.run();
