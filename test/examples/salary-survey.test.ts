// The example as a newcomer meets it: it imports the package by its name, which is this build's `dist` here.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { freePorts } from '../../src/cli/demo/ports.js';

const test = suite('examples: salary survey');
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

test('two parties without a dealer, six people and one who asks: the answer is correct', async () => {
  const port = await freePorts('127.0.0.1', 2);
  const { stdout } = await promisify(execFile)('node', ['examples/run-salary-survey.mjs', `${port}`], { cwd: ROOT });
  assert.match(stdout, /6 people have uploaded/);
  assert.match(stdout, /mean 55791\.6\d, median 47250, 3 earn less than 50000\ncorrect\n$/);
});

test.run();
