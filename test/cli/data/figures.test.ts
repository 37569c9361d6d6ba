import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { benchmarkParameters } from '../../../src/apps/benchmarking/parameters.js';
import { encodeFigures } from '../../../src/apps/benchmarking/quantise.js';
import { type Bounds, loadFigures } from '../../../src/cli/data/figures.js';
import { UsageError } from '../../../src/errors.js';

const EXAMPLE = fileURLToPath(new URL('../../../../examples/data/benchmarking/figures.csv', import.meta.url));

const test = suite<{ folder: string }>('cli data figures');
test.before(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'tessera-figures-'));
});
test.after(async ({ folder }) => rm(folder, { recursive: true }));

async function write(folder: string, text: string): Promise<string> {
  const path = join(folder, 'figures.csv');
  await writeFile(path, text);
  return path;
}

test('the example has thirty companies, and its metrics are parameters that encode its figures', async () => {
  const { companies, figures, metrics, companyNames } = await loadFigures(EXAMPLE);
  assert.is(companies, 30);
  assert.is(companyNames[29], 'company 30');
  const p = benchmarkParameters({ metrics: [...metrics] });
  assert.is(encodeFigures(figures, p).length, 30 * metrics.length);
  assert.equal([p.metrics[0]!.name, p.metrics[0]!.unit, p.metrics[0]!.role], ['staff', 'full-time posts', 'input']);
});

test('names, units, roles and numbers are understood as documented', async ({ folder }) => {
  const path = await write(
    folder,
    'sales, energy [MWh] : input ,company,mood []:other,same\n1e3,-2.5,A,.5,7\n2,3,"B, Inc.",+1.,7\n',
  );
  const { metrics, figures, companyNames } = await loadFigures(path, { mood: [0, 10] });
  assert.equal(metrics, [
    { name: 'sales', unit: '', role: 'output', min: 2, max: 1000 },
    { name: 'energy', unit: 'MWh', role: 'input', min: -2.5, max: 3 },
    { name: 'mood', unit: '', role: 'other', min: 0, max: 10 },
    { name: 'same', unit: '', role: 'output', min: 7, max: 8 },
  ]);
  assert.equal([...figures], [1000, -2.5, 0.5, 7, 2, 3, 1, 7]);
  assert.equal(companyNames, ['A', 'B, Inc.']);
});

const refused: readonly (readonly [title: string, text: string, message: string, bounds?: Record<string, Bounds>])[] = [
  ['an empty file', '', 'found an empty file'],
  ['no company column', 'sales\n1\n', 'line 1: expected a column company'],
  ['no metric', 'company\nA\n', 'expected 1 to 64 columns of figures, found 0'],
  ['a metric twice', 'company,a:input,a:output\nA,1,2\n', 'expected one column a, found several'],
  ['a metric without a name', 'company,[MWh]\nA,1\n', 'line 1: column 2: expected a metric like'],
  ['no companies', 'company,a\n', 'expected at least one company below the header'],
  ['no name', 'company,a\nA,1\n,2\n', 'line 3: company: expected 1 to 80 characters'],
  ['a word for a figure', 'company,a,b\nA,1,2\nB,1,POISON\n', 'line 3: b: expected a number'],
  ['an empty figure', 'company,a\nA,\n', 'line 2: a: expected a number'],
  ['a figure that is no number of JavaScript', `company,a\nA,${'9'.repeat(400)}\n`, 'line 2: a: expected a figure'],
  ['a figure outside given bounds', 'company,a\nA,4.5\n', 'line 2: a: expected a figure from 0 to 4', { a: [0, 4] }],
  ['a missing field', 'company,a,b\nA,1\n', 'line 2: expected 3 fields, found 2'],
];
for (const [title, text, message, bounds] of refused) {
  test(`${title} is refused, and line and column are named but no figure`, async ({ folder }) => {
    const path = await write(folder, text);
    try {
      await loadFigures(path, bounds);
    } catch (error) {
      assert.instance(error, UsageError);
      assert.is((error as UsageError).code, 'DATA_INVALID');
      assert.ok((error as UsageError).message.includes(message), (error as UsageError).message);
      assert.not.match((error as UsageError).message, /POISON|4\.5/);
      return;
    }
    assert.unreachable('expected DATA_INVALID');
  });
}

test.run();
