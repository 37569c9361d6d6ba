import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findTests } from './discover.js';

const test = suite('test runner: discovery');
const root = mkdtempSync(join(tmpdir(), 'tessera-discover-'));
const compiled = join(root, 'out', 'test');
const sources = join(root, 'test');

function touch(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
  }
}

test.before(() => {
  for (const name of ['b', 'a/one', 'a/two']) {
    touch(join(compiled, `${name}.test.js`), join(sources, `${name}.test.ts`));
  }
  touch(join(compiled, 'helper.js'), join(compiled, 'a', 'gone.test.js'), join(compiled, 'b.test.js.map'));
});
test.after(() => rmSync(root, { recursive: true, force: true }));

test('tests are found in all folders, in order, and helpers are not tests', async () => {
  const { tests } = await findTests(compiled, sources);
  assert.equal(
    tests.map(({ name }) => name),
    ['a/one', 'a/two', 'b'],
  );
});

test('a filter keeps the names that contain it', async () => {
  const { tests } = await findTests(compiled, sources, 'a/');
  assert.equal(
    tests.map(({ name }) => name),
    ['a/one', 'a/two'],
  );
});

test('a compiled test whose source is gone is reported and not run', async () => {
  const { tests, stale } = await findTests(compiled, sources);
  assert.not.ok(tests.some(({ name }) => name === 'a/gone'));
  assert.is(stale.length, 1);
  assert.match(stale[0] ?? '', 'gone.test.js');
});

test.run();
