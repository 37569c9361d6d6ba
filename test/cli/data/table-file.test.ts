import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readQueryFile, readTableFile } from '../../../src/cli/data/table-file.js';
import { UsageError } from '../../../src/errors.js';
import { any, oneHot, type Table, uint } from '../../../src/secure/program/table.js';

const test = suite('cli/data/table-file');
const folder = mkdtempSync(join(tmpdir(), 'tessera-tables-'));
const table: Table = { age: uint(8), wage: any(20, 2), kind: oneHot(3) };

test.after(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof UsageError && error.code === 'DATA_INVALID') return error.message;
    throw error;
  }
  return 'none';
}

test('a CSV file has a column per value, in any order', async () => {
  const path = file('a.csv', 'kind,wage[1],wage[0],age,name\n2,-5,7,30,anna\n0,1,2,31,ben\n');
  assert.equal(await readTableFile(path, table), [
    { age: 30, wage: [7, -5], kind: 2 },
    { age: 31, wage: [2, 1], kind: 0 },
  ]);
});

test('a one-hot block may have a column per bit', async () => {
  const path = file('b.csv', 'kind[0],kind[1],kind[2],wage[0],wage[1],age\n0,1,0,1,2,3\n');
  assert.equal(await readQueryFile(path, table), { age: 3, wage: [1, 2], kind: [0, 1, 0] });
});

test('a JSON file is taken as it is', async () => {
  assert.equal(await readTableFile(file('c.json', '[{"age":1}]'), table), [{ age: 1 }]);
  assert.equal(await readQueryFile(file('d.json', '{"age":1}'), table), { age: 1 });
});

test('what cannot be read is refused with file and line, and no field is quoted', async () => {
  for (const [name, text, expected] of [
    ['e.csv', 'age,wage[0],kind\n', 'e.csv, line 1: expected a column wage[1], as wage has 2 values'],
    ['f.csv', 'wage[0],wage[1],kind\n', 'expected a column age'],
    ['g.csv', 'age,age,wage[0],wage[1],kind\n1,1,1,1,1\n', 'expected one column age'],
    ['h.csv', 'age,wage[0],wage[1],kind\n1,2,secret,0\n', 'h.csv, line 2: wage: expected a whole number'],
    ['i.csv', 'age,wage[0],wage[1],kind\n1,2,,0\n', 'found nothing'],
    ['j.json', '{"age": secret}', 'j.json: expected JSON'],
    ['k.txt', '', 'ends in .json or .csv'],
  ] as const) {
    const message = await refusal(readTableFile(file(name, text), table));
    assert.ok(message.includes(expected), message);
    assert.not.match(message, 'secret');
  }
  const two = file('l.csv', 'age,wage[0],wage[1],kind\n1,2,3,0\n1,2,3,0\n');
  assert.match(await refusal(readQueryFile(two, table)), 'expected one row, found 2');
  assert.match(await refusal(readTableFile(join(folder, 'none.json'), table)), 'expected a readable file');
});

test.run();
