import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eraseSegment, fileName } from '../../../src/preprocessing/store/shelf.js';
import { MemoryFiles } from './memory-files.js';

const test = suite('store, shelf');
const ID = 'ab'.repeat(32);
const MIB = 2 ** 20;

test('a large file goes in slices, after its beginning was overwritten', async () => {
  const files = new MemoryFiles();
  files.put(fileName(ID), new Uint8Array(20 * MIB).fill(1));
  await eraseSegment({ files }, ID, 20 * MIB);
  const verbs = files.log.map((line) => line.split(' ')[0]);
  assert.equal(verbs, ['wipe', 'cut', 'cut', 'remove']);
  assert.equal(files.names(), []);
});

test('a file that is gone already is no error', async () => {
  await eraseSegment({ files: new MemoryFiles() }, ID, 20 * MIB);
});

test.run();
