import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../src/errors.js';
import { createAuthority, issueCertificate } from '../../src/net/certificates.js';
import { loadClientConfig, loadPartyConfig } from '../../src/net/config.js';
import { keygen } from '../../src/net/keygen.js';

const test = suite<{ dir: string; file: string }>('config');
test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'tessera-config-'));
  context.file = join(context.dir, 'party-0.json');
  await keygen({ dir: context.dir, parties: 3, basePort: 9000, dealer: true });
});
test.after.each(({ dir }) => rm(dir, { recursive: true }));

async function complaint(loading: Promise<unknown>): Promise<string> {
  const error: unknown = await loading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UsageError)) throw new Error(`expected a UsageError, got ${String(error)}`);
  assert.is(error.code, 'CONFIG_INVALID');
  return error.message;
}

test('a written configuration has its defaults, its certificates and an absolute data directory', async ({
  dir,
  file,
}) => {
  const config = await loadPartyConfig(file);
  assert.equal(
    [config.registration, config.clients, config.origins, config.limits, config.service],
    ['open', [], [], {}, {}],
  );
  assert.match(config.certificate, /BEGIN CERTIFICATE/);
  assert.is(config.data, join(dir, 'party-0.data'));
});

const MISTAKES: readonly [string, (config: Record<string, unknown>) => void, RegExp][] = [
  ['a missing field', (c) => delete c.listen, /party-0\.json: field "listen".*tessera keygen/],
  [
    'a port that is text',
    (c) => Object.assign(c, { listen: { host: 'x', port: '9000' } }),
    /field "listen\.port": .*number/,
  ],
  ['a misspelt limit', (c) => Object.assign(c, { limits: { frameByte: 1 } }), /field "limits".*frameByte/],
  ['a negative limit', (c) => Object.assign(c, { limits: { frameBytes: -1 } }), /field "limits\.frameBytes"/],
  [
    'a URL without TLS',
    (c) => Object.assign(c.peers as object, { 0: { id: 1, url: 'http://a', fingerprint: 'ab'.repeat(32) } }),
    /"peers\.0\.url": .*https/,
  ],
  [
    'a short fingerprint',
    (c) => Object.assign((c.peers as object[])[0] ?? {}, { fingerprint: 'ab' }),
    /fingerprint": .*64/,
  ],
  [
    'itself among the peers',
    (c) => Object.assign((c.peers as object[])[0] ?? {}, { id: 0 }),
    /"peers": expected every party from 0 to 2 except 0 once, got 0, 2/,
  ],
  ['a missing peer', (c) => (c.peers as object[]).pop(), /"peers": expected every party/],
  ['an unknown registration', (c) => Object.assign(c, { registration: 'all' }), /field "registration"/],
  [
    'a certificate that is not there',
    (c) => Object.assign(c, { certificate: 'x.pem' }),
    /"certificate": x\.pem cannot be read \(ENOENT\)/,
  ],
  [
    'a certificate that is none',
    (c) => Object.assign(c, { certificate: 'party-0.json' }),
    /"certificate": .* PEM certificate/,
  ],
  [
    "another party's key",
    (c) => Object.assign(c, { key: 'party-1.key' }),
    /"key": expected party-1\.key to hold the private key of party-0\.pem/,
  ],
  ['a key that is none', (c) => Object.assign(c, { key: 'ca.pem' }), /"key": /],
];

for (const [what, spoil, expected] of MISTAKES) {
  test(`${what} is reported with file and field`, async ({ file }) => {
    const config = JSON.parse(await readFile(file, 'utf8'));
    spoil(config);
    await writeFile(file, JSON.stringify(config));
    assert.match(await complaint(loadPartyConfig(file)), expected);
  });
}

test('a certificate of another authority is reported', async ({ dir, file }) => {
  await writeFile(join(dir, 'ca.pem'), (await createAuthority()).certificate);
  assert.match(await complaint(loadPartyConfig(file)), /expected party-0\.pem to be signed by ca\.pem/);
});

test('an expired certificate is reported', async ({ dir, file }) => {
  const authority = await createAuthority();
  const { certificate, key } = await issueCertificate(authority, { commonName: 'party-0', validDays: -0.5 });
  await writeFile(join(dir, 'ca.pem'), authority.certificate);
  await writeFile(join(dir, 'party-0.pem'), certificate);
  await writeFile(join(dir, 'party-0.key'), key);
  assert.match(await complaint(loadPartyConfig(file)), /expected party-0\.pem to be valid/);
});

test('a file that is missing or not JSON is reported', async ({ dir, file }) => {
  assert.match(await complaint(loadPartyConfig(join(dir, 'nothing.json'))), /nothing\.json: cannot be read \(ENOENT\)/);
  await writeFile(file, '{');
  assert.match(await complaint(loadPartyConfig(file)), /party-0\.json: is not JSON/);
  await writeFile(file, '[]');
  assert.match(await complaint(loadPartyConfig(file)), /the file: /);
  assert.match(await complaint(loadClientConfig(file)), /party-0\.json/);
});

test.run();
