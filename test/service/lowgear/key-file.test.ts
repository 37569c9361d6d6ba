import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { KeyFile, type StoredKey } from '../../../src/service/lowgear/key-file.js';

const test = suite<{ dir: string }>('lowgear: key file');

test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'tessera-key-'));
});
test.after.each(({ dir }) => rm(dir, { recursive: true, force: true }));

const STORE_KEY = new Uint8Array(32).fill(7);
const KEY: StoredKey = {
  keyId: Uint8Array.from({ length: 32 }, (_, i) => i),
  macKey: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 0]),
  starts: 3,
};

test('what was written is read again, and nobody else can read it', async ({ dir }) => {
  const file = new KeyFile(join(dir, 'data'), STORE_KEY);
  assert.is(await file.read(), null);
  await file.write(KEY);
  assert.equal(await new KeyFile(join(dir, 'data'), STORE_KEY).read(), KEY);
  await file.write({ ...KEY, starts: 4 });
  assert.is((await file.read())?.starts, 4);
  assert.is((await stat(join(dir, 'data', 'mac-key'))).mode & 0o777, 0o600);
  assert.is((await stat(join(dir, 'data'))).mode & 0o777, 0o700);
  const sealed = await readFile(join(dir, 'data', 'mac-key'));
  assert.is(sealed.indexOf(Buffer.from(KEY.macKey)), -1);
  assert.is(sealed.indexOf(Buffer.from(KEY.keyId)), -1);
});

test('another store key, a changed byte or a missing one is DATA_INVALID, and the message holds no secret', async ({
  dir,
}) => {
  const file = new KeyFile(dir, STORE_KEY);
  await file.write(KEY);
  const path = join(dir, 'mac-key');
  const sealed = await readFile(path);
  await refused(new KeyFile(dir, new Uint8Array(32)));
  for (const at of [0, 31, 32, 63, 64, 71, 80, sealed.length - 1]) {
    const changed = Buffer.from(sealed);
    changed[at]! ^= 1;
    await writeFile(path, changed);
    await refused(file);
  }
  await writeFile(path, sealed.subarray(1));
  await refused(file);
  await writeFile(path, sealed);
  assert.equal(await file.read(), KEY);
});

async function refused(file: KeyFile): Promise<void> {
  try {
    await file.read();
  } catch (error) {
    assert.ok(error instanceof UsageError && error.code === 'DATA_INVALID');
    assert.not.match(error.message, /01020304|0708/);
    return;
  }
  assert.unreachable('it was read');
}

test.run();
