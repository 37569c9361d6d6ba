import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { UsageError } from '../../../src/errors.js';
import { defineProgram } from '../../../src/secure/program/define.js';
import { runPlain } from '../../../src/secure/program/plain.js';
import { integers, uint } from '../../../src/secure/program/table.js';
import { excluding, person, survey } from './survey.js';

const test = suite('secure/program/plain');

test('a whole program runs in the clear: set-up, body, outputs by name', () => {
  const people = [0, 1, 2, 3, 4].map(person);
  const { outputs, exact } = runPlain(survey, {}, people, { kind: 0, limit: 6 });
  assert.equal(outputs.counts, [2, 2, 1]);
  assert.equal(outputs.mean, [people.reduce((sum, { wage }) => sum + wage[0]! + wage[1]!, 0)]);
  assert.equal(exact.mean, [outputs.mean[0]! * 16].map(BigInt));
  // Sick people whose second score has bit 2, which is all of them; and bit 1 of the limit.
  assert.equal(outputs.same, [3, 1]);
});

test("the asker's own rows are known to the program", () => {
  const rows = [{ x: 5 }, { x: -7 }, { x: 100 }];
  assert.equal(runPlain(excluding, {}, rows, {}).outputs.sum, [98]);
  assert.equal(runPlain(excluding, {}, rows, {}, { own: [{ from: 1, to: 3 }] }).outputs.sum, [5]);
});

test('a value that breaks a range which the program relies on is found, with its place', () => {
  const declared = defineProgram({
    name: 'declared',
    description: 'relies on too much',
    parameters: z.strictObject({}),
    maxRows: () => 10,
    dataset: () => ({ x: uint(10) }),
    query: () => ({}),
    outputs: () => ({ x: integers(1) }),
    setup: ({ data }) => ({ sum: data.blocks.x.column(0).sum().within(0, 100, 'declared') }),
    body: ({ kept }) => ({ x: kept.sum }),
  });
  assert.equal(runPlain(declared, {}, [{ x: 100 }], {}).outputs.x, [100]);
  assert.throws(
    () => runPlain(declared, {}, [{ x: 100 }, { x: 1 }], {}),
    (error: unknown) => error instanceof UsageError && /program declared, setup: within/.test(error.message),
  );
});

test.run();
