import { createSecureServer, type Http2SecureServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HttpsTransport } from '../../../src/client/node/transport.js';
import type { ClientRequest } from '../../../src/client/transport.js';
import { TesseraError } from '../../../src/errors.js';
import { createAuthority, issueCertificate } from '../../../src/net/certificates.js';

const test = suite('client/node/transport');

const authority = await createAuthority();
const { certificate, key } = await issueCertificate(authority, { commonName: 'party' });

type Answer = (stream: ServerHttp2Stream, body: Buffer, path: string) => void;

/** A server that reads the whole body and then answers. */
async function serve(answer: Answer): Promise<{ server: Http2SecureServer; origin: string; sessions: () => number }> {
  const server = createSecureServer({ cert: certificate, key });
  let sessions = 0;
  server.on('session', () => sessions++);
  server.on('stream', (stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on('error', () => undefined);
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => answer(stream, Buffer.concat(chunks), String(headers[':path'])));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, sessions: () => sessions };
}

const request = (change: Partial<ClientRequest> = {}): ClientRequest => ({
  method: 'POST',
  path: '/v1/x',
  headers: { 'tessera-client': 'abc' },
  body: Uint8Array.of(1, 2, 3),
  maxAnswerBytes: 64 << 20,
  signal: new AbortController().signal,
  ...change,
});

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'none';
  } catch (error) {
    return error instanceof TesseraError ? error.code : String(error);
  }
}

/** Runs a test with a server and a transport, and closes both. */
async function withServer(
  answer: Answer,
  body: (transport: HttpsTransport, sessions: () => number) => Promise<void>,
  timeoutMs = 10_000,
) {
  const { server, origin, sessions } = await serve(answer);
  const transport = new HttpsTransport({ origins: [origin], ca: authority.certificate, timeoutMs });
  try {
    await body(transport, sessions);
  } finally {
    await transport.close();
    server.close();
  }
}

test('requests travel over HTTP/2 with status, body and statistics, on connections that are kept', async () => {
  const answer: Answer = (stream, body, path) => {
    stream.respond({ ':status': path === '/v1/no' ? 409 : 200, 'tessera-stats': '{"ms":1}' });
    stream.end(Buffer.concat([body, Buffer.from(path)]));
  };
  await withServer(answer, async (transport, sessions) => {
    for (let k = 0; k < 5; k++) {
      const { status, body, stats } = await transport.request(0, request());
      assert.is(status, 200);
      assert.is(stats, '{"ms":1}');
      assert.is(Buffer.from(body).toString('latin1'), '\u0001\u0002\u0003/v1/x');
    }
    assert.is((await transport.request(0, request({ path: '/v1/no' }))).status, 409);
    const got = await transport.request(0, request({ method: 'GET', body: new Uint8Array(0) }));
    assert.is(Buffer.from(got.body).toString(), '/v1/x');
    assert.is(sessions(), 1);
  });
});

test('bulk goes both ways at the same time, unchanged', async () => {
  const words = new Uint8Array(16 << 20).map((_, k) => (k * 31) >> 8);
  const answer: Answer = (stream, body) => {
    stream.respond({ ':status': 200 });
    stream.end(body);
  };
  await withServer(answer, async (transport) => {
    const calls = Array.from({ length: 3 }, () => transport.request(0, request({ body: words })));
    for (const { body } of await Promise.all(calls)) assert.is(Buffer.compare(body, words), 0);
  });
});

test('failures are typed', async () => {
  const silent: Answer = () => undefined;
  await withServer(
    silent,
    async (transport) => assert.is(await codeOf(transport.request(0, request())), 'TIMEOUT'),
    200,
  );
  await withServer(silent, async (transport) => {
    const hangUp = new AbortController();
    const call = codeOf(transport.request(0, request({ signal: hangUp.signal })));
    setTimeout(() => hangUp.abort(), 50);
    assert.is(await call, 'CLOSED');
    assert.is(await codeOf(transport.request(1, request())), 'UNREACHABLE');
  });
  const broken: Answer = (stream) => stream.session?.destroy();
  await withServer(broken, async (transport) => assert.is(await codeOf(transport.request(0, request())), 'CLOSED'));
  const endless: Answer = (stream) => {
    stream.respond({ ':status': 200 });
    stream.end(Buffer.alloc(1 << 20));
  };
  await withServer(endless, async (transport) => {
    assert.is(await codeOf(transport.request(0, request({ maxAnswerBytes: 1000 }))), 'FRAME_TOO_LARGE');
  });
});

test('a party whose certificate another authority signed, or that is not there, cannot be reached', async () => {
  const { server, origin } = await serve((stream) => stream.respond({ ':status': 200 }, { endStream: true }));
  const other = await createAuthority();
  for (const options of [{ origins: [origin], ca: other.certificate }, { origins: [origin] }]) {
    const transport = new HttpsTransport(options);
    assert.is(await codeOf(transport.request(0, request())), 'UNREACHABLE');
    await transport.close();
  }
  server.close();
  const nobody = new HttpsTransport({ origins: ['https://127.0.0.1:1'] });
  assert.is(await codeOf(nobody.request(0, request())), 'UNREACHABLE');
  await nobody.close();
});

test('what is no https origin is refused', () => {
  for (const origin of ['http://a.example', 'a.example', 'https://a.example/path', '']) {
    try {
      new HttpsTransport({ origins: [origin] });
      assert.unreachable();
    } catch (error) {
      assert.is((error as TesseraError).code, 'CONFIG_INVALID');
    }
  }
});

test.run();
