import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { UsageError } from '../../../src/errors.js';
import { defineProgram } from '../../../src/secure/program/define.js';
import { canonicalJson, instantiate } from '../../../src/secure/program/instance.js';
import { bit, integers, member, type OutputForm, oneHot, type Table, uint } from '../../../src/secure/program/table.js';
import { survey } from './survey.js';

const test = suite('secure/program/instance');

interface Parts {
  name?: string;
  maxRows?: number;
  dataset?: Table;
  query?: Table;
  outputs?: Record<string, OutputForm>;
}

function define({ name = 'p', maxRows = 10, dataset = { x: bit() }, query = {}, outputs = { y: integers(1) } }: Parts) {
  return defineProgram({
    name,
    description: 'for a test',
    parameters: z.strictObject({}),
    maxRows: () => maxRows,
    dataset: () => dataset,
    query: () => query,
    outputs: () => outputs,
    body: () => ({}),
  });
}

function refusal(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof UsageError && error.code === 'INVALID_ARGUMENT') return error.message;
    throw error;
  }
  return 'none';
}

test('parameters are checked by the program and get their defaults', () => {
  const program = instantiate(survey, { kinds: 2 });
  assert.is(program.parameters, '{"kinds":2,"least":2}');
  assert.is(program.dataset.kind.width, 2);
  assert.equal(program.residentBlocks[0], 'age');
  assert.match(
    refusal(() => instantiate(survey, { kinds: 0 })),
    'program survey, parameters: kinds',
  );
  assert.match(
    refusal(() => instantiate(survey, { sorts: 2 })),
    'program survey, parameters',
  );
  assert.match(
    refusal(() => instantiate(survey, 'text')),
    'program survey, parameters',
  );
});

test('equal parameters have one text, whatever the order of their keys', () => {
  assert.is(canonicalJson({ b: [1, { d: 1, c: 2 }], a: null }), '{"a":null,"b":[1,{"c":2,"d":1}]}');
  assert.match(
    refusal(() => canonicalJson({ big: 1n })),
    'what JSON can hold',
  );
});

test('a definition that cannot work is refused with the place', () => {
  const wrong: [Parts, string][] = [
    [{ name: 'a b' }, 'a name is'],
    [{ maxRows: 0 }, 'program p: expected a largest number of rows'],
    [{ dataset: {} }, 'at least one block in the dataset'],
    [{ dataset: { 'a b': bit() } }, 'dataset, block "a b"'],
    [{ dataset: { x: uint(53) } }, 'block "x": expected 1 to 52 bits, got 53'],
    [{ dataset: { x: uint(8), xDigits: bit() } }, 'needs the name xDigits'],
    [{ dataset: { x: uint(8, { width: 1 << 19 }) } }, 'too many for one block'],
    [{ query: { x: oneHot(0) } }, 'query, block "x": expected a width'],
    [{ query: { x: member([]) } }, 'query, block "x": expected 1 to 64 members'],
    [{ query: { x: member([1, 1]) } }, 'all different'],
    [{ query: { x: member([0, 70_000]) } }, 'at most 65535 apart'],
    [{ outputs: {} }, 'expected 1 to'],
    [{ outputs: { y: integers(0) } }, 'output "y": expected a length'],
    [{ outputs: { y: { length: 1, fraction: 60 } } }, 'output "y": expected a fraction'],
  ];
  for (const [parts, text] of wrong)
    assert.match(
      refusal(() => instantiate(define(parts))),
      text,
    );
});

test.run();
