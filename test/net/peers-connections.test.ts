// Finding each other, refusing strangers, losing connections and getting them back.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Credential, issueCertificate } from '../../src/net/certificates.js';
import {
  codeOf,
  Deployment,
  deploy,
  greet,
  greetFrom,
  makePki,
  type Pki,
  sleep,
  startMesh,
  startServer,
} from './deployment.js';
import { TcpProxy } from './tcp-proxy.js';

const test = suite('PeerMesh connections');

test('parties start in any order', async () => {
  const pki = await makePki(3);
  const servers = [await startServer(pki, 0)];
  const early = await startServer(pki, 1);
  const late = await startServer(pki, 2);
  const ports = [servers[0]?.port ?? 0, early.port, late.port];
  await late.close();
  const first = startMesh(pki, 0, servers[0] as (typeof servers)[0], ports);
  await sleep(60);
  const second = startMesh(pki, 1, early, ports);
  await sleep(60);
  const lateAgain = await startServer(pki, 2, ports[2]);
  const meshes = await Promise.all([first, second, startMesh(pki, 2, lateAgain, ports)]);
  const deployment = new Deployment(pki, [...servers, early, lateAgain], meshes);
  await greet(deployment.open());
  await deployment.close();
});

test('a peer that does not come is UNREACHABLE after the limit, by name', async () => {
  const pki = await makePki(2);
  const server = await startServer(pki, 0);
  const starting = startMesh(pki, 0, server, [server.port, 1], { startTimeoutMs: 150 });
  const error: unknown = await starting.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.match(String(error), /to party 1, from party 1 \(.*ECONNREFUSED/);
  assert.is(await codeOf(starting), 'UNREACHABLE');
  await server.close();
});

/** Party 0 expects `expected`, party 1 has `actual`: what becomes of party 0 and of party 1. */
async function mismatch(pki: Pki, actual: Credential): Promise<(string | undefined)[]> {
  const impostor: Pki = { ...pki, credentials: pki.credentials.map((own, id) => (id === 1 ? actual : own)) };
  const servers = [await startServer(pki, 0), await startServer(impostor, 1)] as const;
  const ports = servers.map((server) => server.port);
  const options = { startTimeoutMs: 400 };
  const codes = await Promise.all([
    codeOf(startMesh(pki, 0, servers[0], ports, options)),
    codeOf(startMesh(impostor, 1, servers[1], ports, options)),
  ]);
  await Promise.all(servers.map((server) => server.close()));
  return codes;
}

test('a certificate of another authority is refused by both sides', async () => {
  const [pki, other] = [await makePki(2), await makePki(2)];
  const stranger = other.credentials[1];
  if (stranger === undefined) throw new Error('no credential');
  assert.equal(await mismatch(pki, stranger), ['REFUSED', 'REFUSED']);
});

test('another certificate of the same authority is refused by both sides', async () => {
  const pki = await makePki(2);
  const unpinned = await issueCertificate(pki.authority, { commonName: 'party-1' });
  assert.equal(await mismatch(pki, unpinned), ['REFUSED', 'REFUSED']);
});

test('a peer cannot pass for another peer', async () => {
  const pki = await makePki(3);
  const third = pki.credentials[2];
  if (third === undefined) throw new Error('no credential');
  const [at0] = await mismatch({ ...pki, credentials: pki.credentials.slice(0, 2) }, third);
  assert.is(at0, 'REFUSED');
});

test('a cut connection is CLOSED for the sessions on it; later sessions work again', async () => {
  const proxies: TcpProxy[] = [];
  const reach = async (from: number, to: number, port: number) => {
    if (from !== 0 || to !== 1) return port;
    const proxy = await TcpProxy.to(port);
    proxies.push(proxy);
    return proxy.port;
  };
  const deployment = await deploy(2, { reach });
  const channels = deployment.open();
  await greet(channels);
  const waiting = channels.map((channel) => codeOf(greetFrom(channel)));
  assert.equal(await Promise.all(waiting), [undefined, undefined]);
  const [a, b] = channels;
  if (a === undefined || b === undefined) throw new Error('no channels');
  const pending = codeOf(greetFrom(a));
  for (const proxy of proxies) proxy.cut();
  assert.is(await pending, 'CLOSED');
  assert.is(await codeOf(greetFrom(b)), 'CLOSED');
  await Promise.all(deployment.meshes.map((mesh) => mesh.ready(3000)));
  await greet(deployment.open());
  await deployment.close();
  await Promise.all(proxies.map((proxy) => proxy.close()));
});

test('a network that swallows everything is TIMEOUT', async () => {
  const proxies: TcpProxy[] = [];
  const reach = async (_from: number, _to: number, port: number) => {
    const proxy = await TcpProxy.to(port);
    proxies.push(proxy);
    return proxy.port;
  };
  const deployment = await deploy(2, { reach });
  const channels = deployment.open(100);
  await greet(channels);
  for (const proxy of proxies) proxy.hold();
  const codes = await Promise.all(channels.map((channel) => codeOf(greetFrom(channel))));
  assert.equal(codes, ['TIMEOUT', 'TIMEOUT']);
  for (const proxy of proxies) proxy.cut();
  await deployment.close();
  await Promise.all(proxies.map((proxy) => proxy.close()));
});

test('a party that goes away and comes back is found again by the others', async () => {
  const deployment = await deploy(3);
  const [a, b] = deployment.open();
  if (a === undefined || b === undefined) throw new Error('no channels');
  const waiting = [codeOf(greetFrom(a)), codeOf(greetFrom(b))];
  const port = deployment.servers[2]?.port ?? 0;
  const ports = deployment.servers.map((server) => server.port);
  await deployment.mesh(2).close();
  await deployment.servers[2]?.close();
  assert.equal(await Promise.all(waiting), ['CLOSED', 'CLOSED']);
  const server = await startServer(deployment.pki, 2, port);
  const mesh = await startMesh(deployment.pki, 2, server, ports);
  deployment.servers[2] = server;
  deployment.meshes[2] = mesh;
  await Promise.all(deployment.meshes.map((each) => each.ready(5000)));
  await greet(deployment.open());
  await deployment.close();
});

test('what was sent before a mesh is closed still arrives', async () => {
  const deployment = await deploy(2);
  const [a, b] = deployment.open();
  if (a === undefined || b === undefined) throw new Error('no channels');
  const big = 2 * 1024 * 1024;
  const late = greetFrom(b, big);
  await greetFrom(a, big);
  a.close();
  void deployment.mesh(0).close();
  assert.is((await late)[0]?.length, big);
  await deployment.close();
});

test('abort tells all peers, and a session that one peer loses is over for all', async () => {
  const deployment = await deploy(3);
  const channels = deployment.open();
  const [a, b, c] = channels;
  if (a === undefined || b === undefined || c === undefined) throw new Error('no channels');
  await greet(channels);
  const waiting = [codeOf(greetFrom(b)), codeOf(greetFrom(c))];
  a.abort('MAC_CHECK_FAILED');
  assert.equal(await Promise.all(waiting), ['PEER_ABORTED', 'PEER_ABORTED']);
  await greet(deployment.open());
  await deployment.close();
});

test('sessions count rounds and bytes of the bodies', async () => {
  const deployment = await deploy(3);
  const channels = deployment.open();
  await greet(channels);
  await greet(channels);
  for (const { stats } of channels) assert.equal(stats, { rounds: 2, bytesSent: 32, bytesReceived: 32 });
  await deployment.close();
});

test('misuse is a UsageError and sends nothing', async () => {
  const deployment = await deploy(2, { limits: { frameBytes: 1000 } });
  const channels = deployment.open();
  const [a] = channels;
  if (a === undefined) throw new Error('no channel');
  assert.is(await codeOf(a.exchange([[]], [0])), 'LENGTH_MISMATCH');
  assert.is(await codeOf(a.exchange([[], []], [0, -8])), 'INVALID_ARGUMENT');
  assert.is(await codeOf(a.exchange([[], []], [0, 1001])), 'INVALID_ARGUMENT');
  assert.is(await codeOf(a.exchange([[], [new Uint8Array(1001)]], [0, 0])), 'LIMIT_EXCEEDED');
  assert.is(await codeOf((async () => deployment.mesh(0).open(new Uint8Array(16)))()), 'INVALID_ARGUMENT');
  const first = greetFrom(a);
  assert.is(await codeOf(greetFrom(a)), 'WRONG_STATE');
  const [, b] = channels;
  if (b === undefined) throw new Error('no channel');
  await Promise.all([first, greetFrom(b)]);
  assert.equal(a.stats, { rounds: 1, bytesSent: 8, bytesReceived: 8 });
  await deployment.close();
});

test.run();
