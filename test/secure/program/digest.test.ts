import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { Kernel } from '../../../src/kernel/index.js';
import { build } from '../../../src/secure/program/build.js';
import { defineProgram } from '../../../src/secure/program/define.js';
import { digestOf } from '../../../src/secure/program/digest.js';
import { instantiate } from '../../../src/secure/program/instance.js';
import { integers, uint } from '../../../src/secure/program/table.js';

const test = suite('secure/program/digest');
const kernel = await Kernel.load();

function digest(summand: number, places: readonly number[], rows = 3): string {
  const program = defineProgram({
    name: 'p',
    description: 'for a test',
    parameters: z.strictObject({}),
    maxRows: () => 10,
    dataset: () => ({ x: uint(10) }),
    query: () => ({}),
    outputs: () => ({ x: integers(places.length) }),
    setup: ({ data }) => ({ x: data.blocks.x.column(0).gather(places) }),
    body: ({ kept }) => ({ x: kept.x.add(summand) }),
  });
  const shape = { rows, owners: [{ client: 'a', from: 0, to: rows }] };
  return Buffer.from(digestOf(kernel, build(instantiate(program), shape))).toString('hex');
}

test('equal programs have equal fingerprints, others have others', () => {
  const one = digest(1, [0, 1]);
  assert.is(one.length, 64);
  assert.is(digest(1, [0, 1]), one);
  assert.is.not(digest(2, [0, 1]), one);
  assert.is.not(digest(1, [1, 0]), one);
  assert.is.not(digest(1, [0, 1], 4), one);
});

test.run();
