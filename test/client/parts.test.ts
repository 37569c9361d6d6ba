import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sliceRows, splitRows } from '../../src/client/parts.js';
import { codeOf } from '../io/support.js';

const test = suite('client/parts');
const statement = {
  blocks: [
    { name: 'a', width: 3 },
    { name: 'b', width: 1 },
  ],
  constraints: [],
};

test('parts cover all rows in order, as many rows as fit', () => {
  assert.equal(splitRows(statement, 10, 16), [
    { from: 0, to: 4 },
    { from: 4, to: 8 },
    { from: 8, to: 10 },
  ]);
  assert.equal(splitRows(statement, 2), [{ from: 0, to: 2 }]);
  assert.is(splitRows(statement, 1_000_000).length, 4);
  assert.equal(splitRows(statement, 2, 1), [
    { from: 0, to: 1 },
    { from: 1, to: 2 },
  ]);
  assert.is(
    codeOf(() => splitRows(statement, 2, 0)),
    'INVALID_ARGUMENT',
  );
});

test('a part of typed arrays shares their memory', () => {
  const a = Uint8Array.from({ length: 9 }, (_, k) => k);
  const part = sliceRows(statement, { a, b: [7, 8, 9] }, { from: 1, to: 3 });
  assert.equal(part, { a: Uint8Array.of(3, 4, 5, 6, 7, 8), b: [8, 9] });
  assert.is((part.a as Uint8Array).buffer, a.buffer);
});

test.run();
