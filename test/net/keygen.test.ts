import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadClientConfig, loadDealerConfig, loadPartyConfig } from '../../src/net/config.js';
import { pinsOf } from '../../src/net/identities.js';
import { keygen } from '../../src/net/keygen.js';
import { PeerMesh } from '../../src/net/peers.js';
import { HttpsClient } from '../../src/net/request.js';
import { PartyServer } from '../../src/net/server.js';
import { codeOf, greet, sessionId } from './deployment.js';

const test = suite<{ dir: string }>('keygen');
test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'tessera-keygen-'));
});
test.after.each(({ dir }) => rm(dir, { recursive: true }));

test('what keygen writes is what parties, dealer and clients load, and they connect with it', async ({ dir }) => {
  const basePort = 20_000 + Math.floor(Math.random() * 20_000);
  await keygen({ dir, parties: 2, basePort, dealer: true });
  const configs = await Promise.all([0, 1].map((i) => loadPartyConfig(join(dir, `party-${i}.json`))));
  const servers = await Promise.all(
    configs.map((config) => PartyServer.listen({ ...config, pins: pinsOf(config.peers, config.dealer) })),
  );
  const starting = configs.map((config, i) =>
    PeerMesh.start(config, { server: servers[i] as PartyServer, startTimeoutMs: 5000 }),
  );
  const meshes = await Promise.all(starting);
  const session = sessionId();
  await greet(meshes.map((mesh) => mesh.open(session)));

  servers[0]?.route('GET', '/who', ({ peer }) => ({ status: 200, body: JSON.stringify(peer) }));
  const dealer = await loadDealerConfig(join(dir, 'dealer.json'));
  const clients = await loadClientConfig(join(dir, 'parties.json'));
  const [first] = clients.parties;
  if (first === undefined) throw new Error('no party');
  const asDealer = new HttpsClient({ ...dealer, ...dealer.parties[0], url: first.url });
  const asClient = new HttpsClient({ ca: clients.ca, url: first.url });
  const who = async (client: HttpsClient) =>
    Buffer.from((await client.request({ method: 'GET', path: '/who' })).body).toString();
  assert.is(await who(asDealer), '{"role":"dealer"}');
  assert.is(await who(asClient), 'null');
  await Promise.all([asDealer.close(), asClient.close(), ...meshes.map((mesh) => mesh.close())]);
  await Promise.all(servers.map((server) => server.close()));
});

test('keys are readable by their owner only, and the key of the authority is nowhere', async ({ dir }) => {
  const files = await keygen({
    dir: join(dir, 'new'),
    parties: 3,
    hosts: ['a.example', 'b.example', '::1'],
    basePort: 9000,
    dealer: false,
  });
  assert.is(files.length, 1 + 3 * 4 + 1);
  for (const file of files) {
    const text = await readFile(file, 'utf8');
    assert.is(text.includes('PRIVATE KEY'), file.endsWith('.key'), file);
    assert.is((await stat(file)).mode & 0o777, /[.-]key$/.test(file) ? 0o600 : 0o644, file);
  }
  const { parties } = JSON.parse(await readFile(join(dir, 'new', 'parties.json'), 'utf8'));
  assert.equal(
    parties.map(({ url }: { url: string }) => url),
    ['https://a.example:9000', 'https://b.example:9001', 'https://[::1]:9002'],
  );
});

test('nothing is overwritten', async ({ dir }) => {
  await keygen({ dir, parties: 2, basePort: 9000, dealer: false });
  const key = await readFile(join(dir, 'party-1.key'), 'utf8');
  assert.is(await codeOf(keygen({ dir, parties: 2, basePort: 9000, dealer: true })), 'CONFIG_INVALID');
  assert.is(await readFile(join(dir, 'party-1.key'), 'utf8'), key);
  assert.is(await codeOf(stat(join(dir, 'dealer.key'))), 'ENOENT');
});

test('numbers and hosts that do not fit are CONFIG_INVALID', async ({ dir }) => {
  const base = { dir, parties: 2, basePort: 9000, dealer: false };
  for (const change of [
    { parties: 1 },
    { parties: 2.5 },
    { basePort: 65535 },
    { hosts: ['a', 'b', 'c'] },
    { hosts: ['a b'] },
  ]) {
    assert.is(await codeOf(keygen({ ...base, ...change })), 'CONFIG_INVALID', JSON.stringify(change));
  }
  assert.is(await codeOf(keygen({ ...base, dir: '/dev/null/keys' })), 'CONFIG_INVALID');
});

test.run();
