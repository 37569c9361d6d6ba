import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createKeyFile, readKeyFile } from '../../../src/cli/client/key-file.js';
import { toBase64Url } from '../../../src/client/encoding.js';
import { tessera } from '../support/terminal.js';

const test = suite('command line: key file');
const folder = mkdtempSync(join(tmpdir(), 'tessera-key-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

async function messageOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'nothing was thrown',
    (error: Error & { code: string }) => `${error.code} ${error.message}`,
  );
}

test('a key is written for its owner only and read again', async () => {
  const path = join(folder, 'alice.key');
  const id = await createKeyFile(path);
  assert.is(statSync(path).mode & 0o777, 0o600);
  assert.is(toBase64Url((await readKeyFile(path)).publicKey), id);
});

test('a key is never overwritten', async () => {
  const path = join(folder, 'bob.key');
  await createKeyFile(path);
  const before = readFileSync(path, 'utf8');
  assert.match(await messageOf(createKeyFile(path)), /^CONFIG_INVALID .*EEXIST/);
  assert.is(readFileSync(path, 'utf8'), before);
});

test('a broken key file is refused without quoting it', async () => {
  const path = join(folder, 'broken.key');
  for (const text of [
    'poison',
    '{"d":"poison"}',
    '{"kty":"EC","crv":"P-256","x":"poison","y":"poison","d":"poison"}',
  ]) {
    writeFileSync(path, text);
    const message = await messageOf(readKeyFile(path));
    assert.match(message, /^CONFIG_INVALID /);
    assert.not.match(message, 'poison');
  }
  assert.match(await messageOf(readKeyFile(join(folder, 'none.key'))), /ENOENT/);
});

test('the command prints the public key and nothing of the private one', async () => {
  const path = join(folder, 'carol.key');
  const { code, out } = await tessera('client', 'keygen', '--key', path);
  assert.is(code, 0);
  const { d } = JSON.parse(readFileSync(path, 'utf8')) as { d: string };
  assert.match(out, toBase64Url((await readKeyFile(path)).publicKey));
  assert.not.match(out, d);
});

test.run();
