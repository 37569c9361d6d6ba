// What the store asks of a directory, of the real one and of the one the crash tests use.

import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { directoryFiles } from '../../../src/preprocessing/store/directory.js';
import { type Files, readWhole } from '../../../src/preprocessing/store/files.js';
import { MemoryFiles } from './memory-files.js';

interface Place {
  readonly files: Files;
  readonly path: string;
  readonly remove: () => Promise<void>;
}

const PLACES: Readonly<Record<string, () => Promise<Place>>> = {
  'in memory': async () => ({ files: new MemoryFiles(), path: '', remove: async () => {} }),
  'on disk': async () => {
    const parent = await mkdtemp(join(tmpdir(), 'tessera-files-'));
    const path = join(parent, 'new', 'store');
    return { files: await directoryFiles(path), path, remove: () => rm(parent, { recursive: true }) };
  },
};

async function write(files: Files, name: string, ...parts: number[][]): Promise<void> {
  const writer = await files.create(name);
  if (writer === null) throw new Error(`${name} is taken`);
  for (const part of parts) await writer.append(new Uint8Array(part));
  await writer.sync();
  await writer.close();
}

const content = async (files: Files, name: string) => [...((await readWhole(files, name)) ?? [])];

for (const [where, makePlace] of Object.entries(PLACES)) {
  const test = suite<Place>(`store, files ${where}`);
  test.before.each(async (context) => {
    Object.assign(context, await makePlace());
  });
  test.after.each(({ remove }) => remove());

  test('a file is what was appended to it, and can be read in part', async ({ files }) => {
    await write(files, 'a', [1, 2, 3], [], [4, 5]);
    assert.equal(await content(files, 'a'), [1, 2, 3, 4, 5]);
    const reader = await files.open('a');
    assert.is(reader?.bytes, 5);
    const part = new Uint8Array(2);
    await reader?.read(part, 2);
    assert.equal([...part], [3, 4]);
    const error = await reader?.read(part, 4).catch((thrown: unknown) => thrown);
    assert.instance(error, Error);
    await reader?.close();
  });

  test('a name is given once', async ({ files }) => {
    await write(files, 'a', [1]);
    assert.is(await files.create('a'), null);
    assert.equal(await content(files, 'a'), [1]);
    const all = await Promise.all(Array.from({ length: 5 }, () => files.create('b')));
    assert.is(all.filter((writer) => writer !== null).length, 1);
    for (const writer of all) await writer?.close();
  });

  test('a file that is not there is found missing, and removing it changes nothing', async ({ files }) => {
    assert.is(await files.open('a'), null);
    assert.is(await readWhole(files, 'a'), null);
    assert.not(await files.exists('a'));
    await files.remove('a');
    assert.equal(await files.list(), []);
  });

  test('a link is a second name, and takes none that is taken', async ({ files }) => {
    await write(files, 'a', [1]);
    await write(files, 'b', [2]);
    assert.ok(await files.link('a', 'c'));
    assert.not(await files.link('a', 'b'));
    assert.not(await files.link('x', 'y'));
    await files.remove('a');
    assert.equal(await content(files, 'c'), [1]);
    assert.equal(await content(files, 'b'), [2]);
    assert.equal((await files.list()).sort(), ['b', 'c']);
  });

  test('renaming replaces', async ({ files }) => {
    await write(files, 'a', [1]);
    await write(files, 'b', [2]);
    await files.rename('a', 'b');
    assert.equal(await content(files, 'b'), [1]);
    assert.not(await files.exists('a'));
    await files.syncDirectory();
  });

  test('cutting shortens', async ({ files }) => {
    await write(files, 'a', [1, 2, 3]);
    await files.cut('a', 2);
    assert.equal(await content(files, 'a'), [1, 2]);
  });

  test('wiping overwrites the beginning', async ({ files }) => {
    await write(files, 'a', [1, 2, 3]);
    await files.wipe('a', 2);
    assert.equal(await content(files, 'a'), [0, 0, 3]);
  });

  if (where === 'on disk') {
    test('only the owner may look at it', async ({ files, path }) => {
      await write(files, 'a', [1]);
      assert.is((await stat(path)).mode & 0o777, 0o700);
      assert.is((await stat(join(path, 'a'))).mode & 0o777, 0o600);
    });
  }

  test.run();
}
