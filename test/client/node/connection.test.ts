// Requests that share a connection, and what becomes of them when they are given up in the middle: Node 20 can be made to write empty
// frames for ever, until the memory is full, by how a request is ended. A test that hangs here has found that again.

import { createSecureServer, type Http2SecureServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PartyConnection } from '../../../src/client/node/connection.js';
import { HttpsTransport } from '../../../src/client/node/transport.js';
import type { ClientRequest } from '../../../src/client/transport.js';
import { TesseraError } from '../../../src/errors.js';
import { createAuthority, issueCertificate } from '../../../src/net/certificates.js';
import { TcpProxy } from '../../net/tcp-proxy.js';

const test = suite('client/node/connection');

const authority = await createAuthority();
const { certificate, key } = await issueCertificate(authority, { commonName: 'party' });
const NEVER = new AbortController().signal;

async function serve(
  onStream: (stream: ServerHttp2Stream) => void,
): Promise<{ server: Http2SecureServer; origin: string }> {
  const server = createSecureServer({ cert: certificate, key, settings: { initialWindowSize: 1 << 20 } });
  server.on('sessionError', () => undefined);
  server.on('stream', (stream) => {
    stream.on('error', () => undefined);
    onStream(stream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const post = (bytes: number, signal = NEVER): ClientRequest => ({
  method: 'POST',
  path: '/v1/x',
  headers: {},
  body: new Uint8Array(bytes),
  maxAnswerBytes: 1 << 20,
  signal,
});

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => 'ok',
    (error: unknown) => (error instanceof TesseraError ? error.code : String(error)),
  );
}

test('many requests at once share a few connections, and each gets its own answer, whole', async () => {
  let sessions = 0;
  const { server, origin } = await serve((stream) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const body = Buffer.concat(chunks);
      setTimeout(() => {
        stream.respond({ ':status': 200, 'content-length': body.length });
        stream.end(body);
      }, body.length % 5);
    });
  });
  server.on('session', () => sessions++);
  const transport = new HttpsTransport({ origins: [origin], ca: authority.certificate, connections: 3 });
  const ask = async (k: number) => {
    const body = new Uint8Array(40 + (k % 50)).fill(k);
    const answer = await transport.request(0, { ...post(0), body });
    assert.is(Buffer.compare(answer.body, body), 0);
  };
  for (let round = 0; round < 10; round++)
    await Promise.all(Array.from({ length: 100 }, (_, k) => ask(100 * round + k)));
  assert.is(sessions, 3);
  await transport.close();
  server.close();
});

test('a party that vanishes without a word is noticed, however long its answer may take', async () => {
  const { server, origin } = await serve((stream) => stream.resume());
  const proxy = await TcpProxy.to((server.address() as AddressInfo).port);
  const options = { whom: 'party 0', ca: authority.certificate, pingMs: 60 };
  const far = new PartyConnection({ ...options, origin: `https://127.0.0.1:${proxy.port}` });
  const near = new PartyConnection({ ...options, origin });
  const giveUp = new AbortController();
  const lost = codeOf(far.request(post(0), giveUp.signal));
  const waiting = codeOf(near.request(post(0), giveUp.signal));
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.ok(far.open);
  proxy.hold();
  assert.is(await lost, 'CLOSED');
  assert.not(far.open);
  assert.ok(near.open, 'one that answers pings is waited for');
  giveUp.abort();
  assert.is(await waiting, 'CLOSED');
  near.retire();
  await proxy.close();
  server.close();
});

test('requests may be given up, time out, or lose their connection, at any moment and with any body', async () => {
  const { server, origin } = await serve((stream) => stream.resume());
  for (let k = 0; k < 24; k++) {
    const bytes = [0, 64, 20_000, 300_000, 2_000_000][k % 5]!;
    const options = { origins: [origin], ca: authority.certificate, connections: 1 + (k % 3), timeoutMs: 40 };
    const transport = new HttpsTransport(options);
    const hangUp = new AbortController();
    const asked = Array.from({ length: 8 }, (_, j) =>
      codeOf(transport.request(0, post(bytes, j % 2 ? hangUp.signal : NEVER))),
    );
    await new Promise((resolve) => setTimeout(resolve, (k * 7) % 60));
    if (k % 2) hangUp.abort();
    if (k % 4 > 1) await new Promise((resolve) => setTimeout(resolve, k % 7));
    await transport.close();
    for (const code of await Promise.all(asked)) assert.ok(code === 'CLOSED' || code === 'TIMEOUT', code);
  }
  server.close();
});

test('a refusal is heard although the body is still on its way, and the connection goes on', async () => {
  let streams = 0;
  const { server, origin } = await serve((stream) => {
    streams++;
    stream.respond({ ':status': streams === 1 ? 413 : 200 });
    stream.end('no');
    stream.once('finish', () => stream.close());
    stream.resume();
  });
  const transport = new HttpsTransport({ origins: [origin], ca: authority.certificate, connections: 1 });
  assert.is((await transport.request(0, post(30_000_000))).status, 413);
  assert.is((await transport.request(0, post(3))).status, 200);
  await transport.close();
  server.close();
});

test('calls take turns, as many at once as there may be', async () => {
  const transport = new HttpsTransport({ origins: ['https://127.0.0.1:1'], calls: 2 });
  const leave = [await transport.enter(), await transport.enter()];
  let third = false;
  const waiting = transport.enter().then((end) => {
    third = true;
    end();
  });
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.not.ok(third);
  leave[0]!();
  await waiting;
  leave[1]!();
  const again = await Promise.all([transport.enter(), transport.enter()]);
  for (const end of again) end();
  await transport.close();
});

test.run();
