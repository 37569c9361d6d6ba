import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { treatmentParameters } from '../../../src/apps/hiv-treatment/parameters.js';
import { checkRecords } from '../../../src/apps/hiv-treatment/records.js';
import { loadRecords, type RecordFileOptions } from '../../../src/cli/data/records.js';
import { UsageError } from '../../../src/errors.js';

const EXAMPLE = fileURLToPath(new URL('../../../../examples/data/hiv-treatment/records.csv', import.meta.url));

const test = suite<{ folder: string }>('cli data records');
test.before(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'tessera-records-'));
});
test.after(async ({ folder }) => rm(folder, { recursive: true }));

async function write(folder: string, text: string): Promise<string> {
  const path = join(folder, 'records.csv');
  await writeFile(path, text);
  return path;
}

test('the example has thirty well-formed records with names', async () => {
  const loaded = await loadRecords(EXAMPLE);
  assert.is(loaded.records, 30);
  assert.is(loaded.mutationNames.length, 24);
  assert.is(loaded.mutationNames[0], 'M184V');
  checkRecords(loaded, treatmentParameters({ mutations: 24, treatments: loaded.treatmentNames.length }));
});

test('columns may come in any order, and every other column is a mutation', async ({ folder }) => {
  const path = await write(
    folder,
    '\ufeffK103N,days,record, M184V ,treatment\r\n1,10,7,0,b\r\n\r\n0,4095,8,1,a\r\n1,0,9,1,b\r\n',
  );
  const loaded = await loadRecords(path);
  assert.equal(loaded.mutationNames, ['K103N', 'M184V']);
  assert.equal(loaded.treatmentNames, ['a', 'b']);
  assert.equal([...loaded.mutations], [1, 0, 0, 1, 1, 1]);
  assert.equal([...loaded.treatments], [1, 0, 1]);
  assert.equal([...loaded.days], [10, 4095, 0]);
});

test('numbered treatments are in the order of their numbers, agreed ones in theirs', async ({ folder }) => {
  const path = await write(folder, 'treatment,days,m\n10,1,0\n9,1,0\n');
  assert.equal((await loadRecords(path)).treatmentNames, ['9', '10']);
  const agreed = await loadRecords(path, { treatments: ['10', '8', '9'] });
  assert.equal([...agreed.treatments], [0, 2]);
});

const refused: readonly (readonly [title: string, text: string, message: string, options?: RecordFileOptions])[] = [
  ['an empty file', '', 'line 1: expected a line with the names of the columns, found an empty file'],
  ['no treatment column', 'days,m\n1,0\n', 'line 1: expected the columns treatment and days; missing: treatment'],
  ['no mutation', 'treatment,days,record\na,1,1\n', 'expected 1 to 10000 columns of mutations, found 0'],
  ['a mutation twice', 'treatment,days,m,m\na,1,1,0\n', 'expected one column m, found several'],
  ['a mutation without a name', 'treatment,days,m,\na,1,1,0\n', 'expected a name of 1 to 80 characters for mutation 2'],
  ['no records', 'treatment,days,m\n', 'expected at least one record below the header'],
  ['a mutation that is no bit', 'treatment,days,m,n\na,1,0,1\na,1,0,POISON\n', 'line 3: n: expected 0 or 1'],
  ['a negative time', 'treatment,days,m\na,-1,0\n', 'line 2: days: expected a whole number from 0 to 4095'],
  ['a time that is too long', 'treatment,days,m\na,4096,0\n', 'line 2: days'],
  ['a time above a given bound', 'treatment,days,m\na,8,0\n', 'from 0 to 7', { longestDays: 7 }],
  ['no treatment in a line', 'treatment,days,m\n,1,0\n', 'line 2: treatment: expected 1 to 80 characters'],
  [
    'a treatment nobody agreed on',
    'treatment,days,m\na,1,0\nPOISON,1,0\n',
    'record 2: treatment',
    { treatments: ['a'] },
  ],
  ['a missing field', 'treatment,days,m\na,1\n', 'line 2: expected 3 fields, found 2'],
];
for (const [title, text, message, options] of refused) {
  test(`${title} is refused, and line and column are named but no value`, async ({ folder }) => {
    const path = await write(folder, text);
    try {
      await loadRecords(path, options);
    } catch (error) {
      assert.instance(error, UsageError);
      assert.is((error as UsageError).code, 'DATA_INVALID');
      assert.ok((error as UsageError).message.includes(message), (error as UsageError).message);
      assert.not.match((error as UsageError).message, 'POISON');
      return;
    }
    assert.unreachable('expected DATA_INVALID');
  });
}

test.run();
