import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { completeValues } from '../../src/io/complete.js';
import type { Statement } from '../../src/io/statement.js';
import { Witness } from '../../src/io/witness.js';
import { codeOf } from './support.js';

const test = suite('io/complete');

test('digits of large bases take wider arrays, and large numbers keep all their digits', () => {
  const statement: Statement = {
    blocks: [
      { name: 'x', width: 1 },
      { name: 'd', width: 3 },
    ],
    constraints: [{ kind: 'digits', block: 'x', digits: 'd', base: 2 ** 16, count: 3 }],
  };
  const x = [2 ** 48 - 1, 0x123456789abc];
  const values = completeValues(statement, 2, { x });
  assert.equal(values.d, Uint16Array.of(0xffff, 0xffff, 0xffff, 0x9abc, 0x5678, 0x1234));
  new Witness(statement, 2, values);
  assert.is(
    codeOf(() => completeValues(statement, 1, { x: [2 ** 48] })),
    'DATA_INVALID',
  );
});

test('digits of a block that is itself filled in are filled in too, in the order of the constraints', () => {
  const statement: Statement = {
    blocks: [
      { name: 'x', width: 1 },
      { name: 'bytes', width: 2 },
      { name: 'nibbles', width: 4 },
    ],
    constraints: [
      { kind: 'digits', block: 'x', digits: 'bytes', base: 256, count: 2 },
      { kind: 'digits', block: 'bytes', digits: 'nibbles', base: 16, count: 2 },
    ],
  };
  const values = completeValues(statement, 1, { x: [0xabcd] });
  assert.equal(Array.from(values.bytes!), [0xcd, 0xab]);
  assert.equal(Array.from(values.nibbles!), [0xd, 0xc, 0xb, 0xa]);
});

test('a block that is missing and no digits stays missing', () => {
  const statement: Statement = {
    blocks: [{ name: 'x', width: 1 }],
    constraints: [{ kind: 'rowSum', block: 'x', equals: 0 }],
  };
  assert.equal(completeValues(statement, 1, {}), {});
});

test.run();
