import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { completeValues } from '../../../src/io/complete.js';
import { Witness } from '../../../src/io/witness.js';
import { encodeQuery, encodeRows } from '../../../src/secure/program/encode.js';
import { instantiate } from '../../../src/secure/program/instance.js';
import type { Rows } from '../../../src/secure/program/rows.js';
import { person, survey } from './survey.js';

const test = suite('secure/program/encode');
const program = instantiate(survey);
type D = typeof program.dataset;

function refusal(rows: unknown): string {
  try {
    encodeRows(program.dataset, rows as Rows<D>);
  } catch (error) {
    if (error instanceof UsageError && error.code === 'DATA_INVALID') return error.message;
    throw error;
  }
  return 'none';
}

test('records become blocks that satisfy the statement', () => {
  const { rows, values } = encodeRows(program.dataset, [person(1), person(2)]);
  assert.is(rows, 2);
  assert.equal([...(values.wage ?? [])], [10, 1, 20, 1]);
  assert.equal([...(values.kind ?? [])], [0, 1, 0, 0, 0, 1]);
  assert.equal([...(values.sick ?? [])], [0, 1]);
  assert.equal([...(values.note ?? [])], [-1, -2]);
  new Witness(program.uploadStatement, rows, completeValues(program.uploadStatement, rows, values));
});

test('vectors per block are the same rows', () => {
  const people = [person(1), person(2), person(3)];
  const { values } = encodeRows(program.dataset, people);
  assert.equal(encodeRows(program.dataset, values as Rows<D>), { rows: 3, values });
});

test('a query is one row', () => {
  const values = encodeQuery(program.query, { kind: [false, true, false], limit: 7 });
  assert.equal(values, { kind: Uint8Array.of(0, 1, 0), limit: Uint8Array.of(7) });
  assert.equal(encodeQuery({}, {}), {});
});

test('what does not fit the table is refused with its block and row', () => {
  const wrong: [change: object, text: string][] = [
    [{ age: 256 }, 'age: row 1: expected whole numbers of 8 bits'],
    [{ age: 1.5 }, 'age: row 1'],
    [{ age: '7' }, 'age: row 1'],
    [{ age: null }, 'age: row 1'],
    [{ wage: [1] }, 'wage: row 1: expected 2 values, got 1'],
    [{ sick: 2 }, 'sick: row 1: expected bits'],
    [{ kind: 3 }, 'kind: row 1: expected a place of 0 to 2'],
    [{ kind: [1, 1, 0] }, 'kind: row 1: expected exactly one 1'],
    [{ mood: 2 }, 'mood: row 1: expected members of -1, 0, 1'],
    [{ note: 2 ** 20 }, 'note: row 1'],
    [{ more: 1 }, 'row 1: expected the blocks age'],
    [{ age: undefined }, 'age: row 1'],
  ];
  for (const [change, text] of wrong) assert.match(refusal([person(0), { ...person(1), ...change }]), text);
  const { age, ...without } = person(1);
  assert.match(refusal([person(age), without]), 'row 1: expected values for block age');
  assert.match(refusal([person(0), 7]), 'row 1: expected a record');
  assert.match(refusal([]), 'at least one row');
  assert.match(refusal('text'), 'an array of rows');
});

test('vectors that do not fit are refused, too', () => {
  const { values } = encodeRows(program.dataset, [person(1), person(2)]);
  for (const [change, text] of [
    [{ wage: [1, 2, 3] }, 'wage: expected whole rows of 2 values'],
    [{ wage: [1, 2] }, 'wage: expected 2 rows as in the other blocks, got 1'],
    [{ kind: [0, 1, 0, 1, 1, 0] }, 'kind: row 1: expected exactly one 1'],
    [{ age: [1, 300] }, 'age: row 1'],
    [{ age: 5 }, 'an array of rows'],
  ] as const) {
    assert.match(refusal({ ...values, ...change }), text);
  }
});

test('no refusal quotes a value', () => {
  const secret = 987654321;
  assert.not.match(refusal([{ ...person(1), age: secret }]), `${secret}`);
  assert.not.match(refusal([{ ...person(1), age: `${secret}` }]), `${secret}`);
});

test.run();
