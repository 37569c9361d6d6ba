import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ChannelError, SecurityAbort, UsageError } from '../../src/errors.js';
import { PEER_PATH } from '../../src/net/http2-options.js';
import { type Api, rawRequest, startApi } from './api.js';
import { codeOf, sleep } from './deployment.js';

const internal: unknown[] = [];
const bodies: number[] = [];
let gone = 0;

const test = suite<{ api: Api }>('PartyServer');
test.before(async (context) => {
  const limits = { bodyBytes: 1 << 20, pendingBytes: 3 << 20, stallMs: 300 };
  const api = await startApi({
    limits,
    origins: ['https://page.example'],
    onInternalError: (error) => internal.push(error),
  });
  const { server } = api;
  server.route('POST', '/echo/:name', ({ params, query, body }) => ({
    status: 200,
    headers: { 'x-name': params.name ?? '', 'x-query': query.get('q') ?? '' },
    body,
  }));
  server.route('POST', '/count', ({ body }) => {
    bodies.push(body.length);
    return { status: 204 };
  });
  server.route('GET', '/who', ({ peer, remote }) => ({ status: 200, body: JSON.stringify({ peer, remote }) }));
  server.route('GET', '/fail/:how', ({ params }) => {
    if (params.how === 'usage') throw new UsageError('UNKNOWN_DATASET', 'expected a dataset, got none');
    if (params.how === 'channel') throw new ChannelError('TIMEOUT', 'expected a peer');
    if (params.how === 'abort') throw new SecurityAbort('MAC_CHECK_FAILED', 'expected a sum of 0');
    throw new TypeError('seed 0123456789');
  });
  server.route('GET', '/long', async ({ signal }) => {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, 450);
      signal.addEventListener('abort', () => {
        gone++;
        clearTimeout(timer);
        resolve();
      });
    });
    return { status: 200, body: '"done"' };
  });
  const refuse = () => {
    throw new UsageError('UNKNOWN_CLIENT', 'expected a registered client');
  };
  server.route('POST', '/guarded', () => ({ status: 200 }), { admit: refuse });
  server.route('POST', '/small', () => ({ status: 200 }), { maxBodyBytes: 10 });
  context.api = api;
});
test.after(({ api }) => api.close());

test('a handler gets parameters, query and body, and answers with bytes', async ({ api }) => {
  const body = new Uint8Array(100_000).fill(7);
  const answer = await api.client().request({ method: 'POST', path: '/echo/a%20b?q=1', body });
  assert.is(answer.status, 200);
  assert.equal([answer.headers['x-name'], answer.headers['x-query']], ['a b', '1']);
  assert.ok(Buffer.from(answer.body).equals(body));
  assert.is(answer.body.byteOffset % 8, 0);
});

test('errors of handlers become their status and code; foreign errors keep their text to themselves', async ({
  api,
}) => {
  const status = async (path: string) => (await rawRequest(api, { ':path': path }))?.headers[':status'];
  assert.equal(
    await Promise.all(['usage', 'channel', 'abort', 'other'].map((how) => status(`/fail/${how}`))),
    [404, 503, 409, 500],
  );
  const answer = await rawRequest(api, { ':path': '/fail/other' });
  assert.equal(JSON.parse(answer?.body ?? ''), { code: 'INTERNAL', message: 'internal error' });
  assert.ok(internal.length === 2 && internal[0] instanceof TypeError);
});

test('unknown paths are 404, other methods 405, undecodable parameters 404', async ({ api }) => {
  const status = async (headers: Record<string, string>) => (await rawRequest(api, headers))?.headers[':status'];
  assert.is(await status({ ':path': '/nothing' }), 404);
  assert.is(await status({ ':path': '/who', ':method': 'DELETE' }), 405);
  assert.is(await status({ ':path': '/echo/%FF', ':method': 'POST' }), 404);
});

test('a body needs a true length within the limit', async ({ api }) => {
  const post = async (headers: Record<string, string | number>, bytes: number) => {
    const answer = await rawRequest(api, { ':method': 'POST', ':path': '/echo/x', ...headers }, (s) =>
      s.end(Buffer.alloc(bytes)),
    );
    return answer?.headers[':status'];
  };
  assert.is(await post({}, 5), 411);
  assert.is(await post({ 'content-length': (1 << 20) + 1 }, (1 << 20) + 1), 413);
  assert.is(await post({ 'content-length': 11, ':path': '/small' }, 11), 413);
  assert.is(await post({ 'content-length': 10, ':path': '/small' }, 10), 200);
  assert.is.not(await post({ 'content-length': 9 }, 5), 200);
  assert.is.not(await post({ 'content-length': 3 }, 5), 200);
});

test('a request can be refused by its head, before the body is there', async ({ api }) => {
  const headers = { ':method': 'POST', ':path': '/guarded', 'content-length': 1000 };
  const answer = await rawRequest(api, headers, (stream) => stream.write('x'));
  assert.is(answer?.headers[':status'], 403);
});

test('pinned certificates have a role, all other callers are nobody', async ({ api }) => {
  const who = async (options: object) => {
    const { body } = await api.client(options).request({ method: 'GET', path: '/who' });
    return JSON.parse(Buffer.from(body).toString()).peer;
  };
  assert.equal(await who(api.peer), { role: 'party', id: 1 });
  assert.equal(await who(api.dealer), { role: 'dealer' });
  assert.is(await who(api.unpinned), null);
  assert.is(await who({}), null);
});

test('the path of the peers is closed to everybody else', async ({ api }) => {
  const post = { ':method': 'POST', ':path': PEER_PATH };
  assert.is((await rawRequest(api, post))?.headers[':status'], 403);
  assert.is(await codeOf(api.client(api.dealer).request({ method: 'POST', path: PEER_PATH })), 'REFUSED');
});

test('a client that goes away in the middle of its body has no effect', async ({ api }) => {
  bodies.length = 0;
  for (const leave of ['close', 'destroy'] as const) {
    await rawRequest(api, { ':method': 'POST', ':path': '/count', 'content-length': 1000 }, (stream) => {
      stream.write(Buffer.alloc(500));
      setTimeout(() => stream[leave](), 20);
    });
  }
  await api.client().request({ method: 'POST', path: '/count', body: new Uint8Array(3) });
  assert.equal(bodies, [3]);
});

test('a client that stops in the middle of its body is cut off, and others are served meanwhile', async ({ api }) => {
  bodies.length = 0;
  const stuck = rawRequest(api, { ':method': 'POST', ':path': '/count', 'content-length': 1000 }, (stream) =>
    stream.write('x'),
  );
  const client = api.client();
  for (let k = 0; k < 5; k++) await client.request({ method: 'POST', path: '/count', body: new Uint8Array(k) });
  assert.equal(bodies, [0, 1, 2, 3, 4]);
  assert.is(await stuck, undefined);
});

test('a client that does not read its answer is cut off', async ({ api }) => {
  const size = 1 << 20;
  const answer = await rawRequest(api, { ':method': 'POST', ':path': '/echo/x', 'content-length': size }, (stream) => {
    stream.end(Buffer.alloc(size));
    stream.on('response', () => stream.pause());
    setTimeout(() => stream.resume(), 900);
  });
  assert.ok((answer?.body.length ?? 0) < size);
});

test('a handler may take longer than a stalled body is allowed to', async ({ api }) => {
  const { body } = await api.client().request({ method: 'GET', path: '/long' });
  assert.is(Buffer.from(body).toString(), '"done"');
});

test('a handler learns that its caller has gone', async ({ api }) => {
  gone = 0;
  await rawRequest(api, { ':path': '/long' }, (stream) => setTimeout(() => stream.close(), 30));
  await sleep(30);
  assert.is(gone, 1);
});

test('bodies together are bounded; room is given back', async ({ api }) => {
  const upload = (send: number) =>
    rawRequest(api, { ':method': 'POST', ':path': '/count', 'content-length': 1 << 20 }, (s) =>
      s.write(Buffer.alloc(send)),
    );
  const many = await Promise.all(Array.from({ length: 4 }, () => upload((1 << 20) - 1)));
  assert.is(many.filter((answer) => Number(answer?.headers[':status']) === 503).length, 1);
  await api.client().request({ method: 'POST', path: '/count', body: new Uint8Array(1 << 20) });
});

test('only listed origins may call from web pages', async ({ api }) => {
  const preflight = (origin: string) => rawRequest(api, { ':method': 'OPTIONS', ':path': '/who', origin });
  const listed = (await preflight('https://page.example'))?.headers;
  assert.is(listed?.['access-control-allow-origin'], 'https://page.example');
  assert.is(listed?.['access-control-allow-methods'], 'GET');
  assert.is((await preflight('https://other.example'))?.headers['access-control-allow-origin'], undefined);
});

test('an address in use is UNREACHABLE with the address', async ({ api }) => {
  const { server, own, ca } = api;
  const again = startApi({ ...own, ca, listen: { host: '127.0.0.1', port: server.port } });
  assert.match(String(await again.catch((error: unknown) => error)), /127\.0\.0\.1:\d+, got EADDRINUSE/);
});

test.run();
