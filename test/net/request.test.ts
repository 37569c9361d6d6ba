import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SecurityAbort, UsageError } from '../../src/errors.js';
import { fingerprint } from '../../src/net/certificates.js';
import { type Api, startApi } from './api.js';
import { codeOf, sleep } from './deployment.js';
import { TcpProxy } from './tcp-proxy.js';

const HUGE = 100 * 1024 * 1024;
let calls = 0;

const test = suite<{ api: Api }>('HttpsClient');
test.before(async (context) => {
  const api = await startApi();
  const { server } = api;
  server.route('POST', '/length', ({ body }) => ({ status: 200, body: `${body.length} ${body[0]} ${body.at(-1)}` }));
  server.route('GET', '/huge', () => ({ status: 200, body: new Uint8Array(HUGE).fill(5) }));
  server.route('GET', '/usage', () => {
    throw new UsageError('UNKNOWN_PROGRAM', 'expected a known program, got "x"');
  });
  server.route('POST', '/abort', () => {
    throw new SecurityAbort('WRONG_KEY', 'expected another key');
  });
  server.route('GET', '/teapot', () => ({ status: 418, body: JSON.stringify({ code: 'TEAPOT', message: 'x' }) }));
  server.route('GET', '/never', () => new Promise(() => undefined));
  server.route('POST', '/stuck', () => new Promise(() => undefined));
  server.route('POST', '/slow', async () => {
    calls++;
    await sleep(100);
    return { status: 200 };
  });
  server.route('POST', '/small', () => ({ status: 200 }), { maxBodyBytes: 10 });
  context.api = api;
});
test.after(({ api }) => api.close());

test('100 MB go up and 100 MB come down, at the same time', async ({ api }) => {
  const client = api.client();
  const body = new Uint8Array(HUGE).fill(3);
  const [up, down] = await Promise.all([
    client.request({ method: 'POST', path: '/length', body }),
    client.request({ method: 'GET', path: '/huge' }),
  ]);
  assert.is(Buffer.from(up.body).toString(), `${HUGE} 3 3`);
  assert.is(down.body.length, HUGE);
  assert.is(down.body[HUGE - 1], 5);
});

test('many small uploads and a long download share one connection without hanging', async ({ api }) => {
  const client = api.client();
  const body = new Uint8Array(1 << 20).fill(1);
  const uploads = Array.from({ length: 60 }, () => client.request({ method: 'POST', path: '/length', body }));
  const [down, ...ups] = await Promise.all([
    client.request({ method: 'GET', path: '/huge', timeoutMs: 10_000 }),
    ...uploads,
  ]);
  assert.is(down.body.length, HUGE);
  assert.is(ups.length, 60);
});

test('calls do not wait for each other', async ({ api }) => {
  const client = api.client();
  const start = performance.now();
  await Promise.all(
    Array.from({ length: 20 }, () => client.request({ method: 'POST', path: '/slow', body: new Uint8Array(9) })),
  );
  assert.ok(performance.now() - start < 1000);
});

test('the error in an answer is the typed error of the service', async ({ api }) => {
  const client = api.client();
  const usage: unknown = await client.request({ method: 'GET', path: '/usage' }).catch((error: unknown) => error);
  assert.instance(usage, UsageError);
  assert.is((usage as UsageError).message, 'expected a known program, got "x"');
  const abort: unknown = await client.request({ method: 'POST', path: '/abort' }).catch((error: unknown) => error);
  assert.instance(abort, SecurityAbort);
  assert.is(await codeOf(client.request({ method: 'GET', path: '/teapot' })), 'REFUSED');
});

test('an upload that is refused early fails with the reason, whatever its length', async ({ api }) => {
  const client = api.client();
  for (const length of [11, 1 << 20, 64 << 20]) {
    const call = client.request({ method: 'POST', path: '/small', body: new Uint8Array(length) });
    assert.is(await codeOf(call), 'LIMIT_EXCEEDED', `${length} bytes`);
  }
  for (const length of [10, 2 << 20]) {
    const path = length === 10 ? '/small' : '/length';
    assert.is((await client.request({ method: 'POST', path, body: new Uint8Array(length) })).status, 200);
  }
});

test('an answer that does not come in time is TIMEOUT, and the connection stays usable', async ({ api }) => {
  const client = api.client();
  assert.is(await codeOf(client.request({ method: 'GET', path: '/never', timeoutMs: 50 })), 'TIMEOUT');
  assert.is((await client.request({ method: 'POST', path: '/length', body: new Uint8Array(1) })).status, 200);
});

test('a response above the limit is FRAME_TOO_LARGE', async ({ api }) => {
  const client = api.client({ maxResponseBytes: 1000 });
  assert.is(await codeOf(client.request({ method: 'GET', path: '/huge' })), 'FRAME_TOO_LARGE');
  assert.is((await client.request({ method: 'POST', path: '/length', body: new Uint8Array(1) })).status, 200);
});

test('nobody listening is UNREACHABLE, an unknown authority or another pin REFUSED', async ({ api }) => {
  const get = (options: object) => codeOf(api.client(options).request({ method: 'GET', path: '/usage' }));
  assert.is(await get({ url: 'https://localhost:1' }), 'UNREACHABLE');
  assert.is(await get({ ca: api.own.certificate }), 'REFUSED');
  assert.is(await get({ fingerprint: fingerprint(api.peer.certificate) }), 'REFUSED');
  assert.is(await get({ fingerprint: fingerprint(api.own.certificate) }), 'UNKNOWN_PROGRAM');
});

test('a lost connection is CLOSED for the calls on it, which are not sent twice; the next call connects anew', async ({
  api,
}) => {
  const proxy = await TcpProxy.to(api.server.port);
  const client = api.client({ url: `https://localhost:${proxy.port}` });
  calls = 0;
  const waiting = Array.from({ length: 3 }, () =>
    codeOf(client.request({ method: 'POST', path: '/slow', body: new Uint8Array(2) })),
  );
  await sleep(50);
  proxy.cut();
  assert.equal(await Promise.all(waiting), ['CLOSED', 'CLOSED', 'CLOSED']);
  await sleep(150);
  assert.is(calls, 3);
  assert.is((await client.request({ method: 'POST', path: '/slow', body: new Uint8Array(2) })).status, 200);
  await client.close();
  await proxy.close();
});

test('calls that run out of time with their bodies on the way end, and the next ones are answered', async ({ api }) => {
  for (const bytes of [10, 200_000, 900_000, 5_000_000, 40_000_000]) {
    const client = api.client();
    const body = new Uint8Array(bytes);
    const waiting = Array.from({ length: 3 }, (_, k) =>
      codeOf(client.request({ method: 'POST', path: '/stuck', body, timeoutMs: 3 + 10 * k })),
    );
    // A connection that one call has given up is given up for all.
    for (const code of await Promise.all(waiting)) assert.ok(code === 'TIMEOUT' || code === 'CLOSED', code);
    assert.is((await client.request({ method: 'POST', path: '/length', body: new Uint8Array(3) })).status, 200);
    await client.close();
  }
});

test('closing the client ends its calls', async ({ api }) => {
  const client = api.client();
  const call = codeOf(client.request({ method: 'GET', path: '/never' }));
  await sleep(30);
  await client.close();
  assert.is(await call, 'CLOSED');
});

test.run();
