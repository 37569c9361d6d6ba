import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadPrograms } from '../../../src/cli/compose/program-modules.js';
import { Programs } from '../../../src/cli/compose/programs.js';
import { UsageError } from '../../../src/errors.js';

const test = suite('cli/compose/program-modules');
const folder = mkdtempSync(join(tmpdir(), 'tessera-programs-'));

test.after(() => rmSync(folder, { recursive: true, force: true }));

/** A definition without imports, with one field replaced. */
function moduleText(change: Record<string, string> = {}): string {
  const parts = {
    name: `'auction'`,
    description: `'the highest bid'`,
    parameters: `{ safeParse: (data) => ({ success: true, data }) }`,
    maxRows: '() => 10',
    dataset: `() => ({ bid: { type: 'uint', bits: 8, width: 1, keepBits: false } })`,
    query: '() => ({})',
    outputs: '() => ({ sum: { length: 1, fraction: 0 } })',
    body: '({ data }) => ({ sum: data.blocks.bid.column(0).sum() })',
    ...change,
  };
  const fields = Object.entries(parts).map(([name, text]) => `${name}: ${text}`);
  return `{ ${fields.join(', ')} }`;
}

let files = 0;
function file(text: string, ending = 'mjs'): string {
  const name = `module-${++files}.${ending}`;
  writeFileSync(join(folder, name), text);
  return name;
}

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof UsageError && error.code === 'CONFIG_INVALID') return error.message;
    throw error;
  }
  return 'none';
}

test("an operator's module gives one program or several", async () => {
  const [one] = await loadPrograms(file(`export default ${moduleText()}`), folder);
  assert.is(one?.name, 'auction');
  assert.is(one?.instantiate({}).outputs.sum?.length, 1);
  const several = `export default [${moduleText()}, ${moduleText({ name: `'second'` })}]`;
  assert.equal(
    (await loadPrograms(file(several), folder)).map(({ name }) => name),
    ['auction', 'second'],
  );
});

test('they stand beside the programs of this build, under names of their own', async () => {
  const programs = await Programs.with([file(`export default ${moduleText()}`)], folder);
  assert.ok(programs.names.includes('recommender') && programs.names.includes('auction'));
  assert.is(programs.maker('auction')?.({}).outputs, 1);
  assert.is(programs.maker('nothing'), undefined);
  for (const name of ['recommender', 'benchmarking']) {
    const taken = file(`export default ${moduleText({ name: `'${name}'` })}`);
    assert.match(await refusal(Programs.with([taken], folder)), `there is a program ${name} already`);
  }
});

test('what is no program is refused with its file', async () => {
  const wrong: [text: string, expected: string][] = [
    ['export const auction = 1;', 'expected a default export'],
    ['export default [];', 'at least one program'],
    ['export default 7;', 'expected defineProgram'],
    [`export default ${moduleText({ body: '7' })}`, 'in body: expected a function'],
    [`export default ${moduleText({ parameters: '{}' })}`, 'in parameters: expected a zod schema'],
    [`export default [${moduleText()}, ${moduleText({ name: `'a b'` })}]`, 'in program 1.name'],
    ['export default {', 'cannot be loaded'],
    [`import 'no-such-package-anywhere'; export default 1;`, 'cannot be loaded'],
    [`throw new Error('why not')`, 'cannot be loaded (why not)'],
  ];
  for (const [text, expected] of wrong) {
    const name = file(text);
    const message = await refusal(loadPrograms(name, folder));
    assert.match(message, name);
    assert.match(message, expected);
  }
  assert.match(await refusal(loadPrograms(file('export default 1', 'rs'), folder)), 'compile it first');
});

test.run();
