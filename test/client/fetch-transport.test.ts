import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Fetch, FetchTransport } from '../../src/client/fetch-transport.js';
import type { ClientRequest } from '../../src/client/transport.js';
import { ChannelError } from '../../src/errors.js';

const test = suite('client/fetch-transport');

const request = (change: Partial<ClientRequest> = {}): ClientRequest => ({
  method: 'POST',
  path: '/v1/x',
  headers: { a: 'b' },
  body: Uint8Array.of(1, 2),
  maxAnswerBytes: 4,
  signal: new AbortController().signal,
  ...change,
});

async function codeOf(fetching: Fetch, change: Partial<ClientRequest> = {}, party = 0): Promise<string> {
  try {
    await new FetchTransport(['https://a.example'], 30, fetching).request(party, request(change));
    return 'none';
  } catch (error) {
    return error instanceof ChannelError ? error.code : String(error);
  }
}

test("a request goes to the party's origin and comes back with status, body and statistics", async () => {
  const seen: [string, RequestInit][] = [];
  const fetching: Fetch = async (url, init) => {
    seen.push([url, init]);
    return new Response(Uint8Array.of(7, 8), { status: 409, headers: { 'tessera-stats': '{}' } });
  };
  const transport = new FetchTransport(['https://a.example', 'https://b.example'], 1000, fetching);
  const answer = await transport.request(1, request());
  assert.equal(answer, { status: 409, body: Uint8Array.of(7, 8), stats: '{}' });
  await transport.request(0, request({ method: 'GET' }));
  assert.is(seen[0]![0], 'https://b.example/v1/x');
  assert.equal(seen[0]![1].body, Uint8Array.of(1, 2));
  assert.is(seen[1]![1].body, undefined);
});

test('failures are typed', async () => {
  const never: Fetch = (_, { signal }) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
      if (signal?.aborted) reject(signal.reason);
      setTimeout(() => undefined, 100);
    });
  assert.is(await codeOf(async () => Promise.reject(new TypeError('failed'))), 'UNREACHABLE');
  assert.is(await codeOf(never), 'TIMEOUT');
  assert.is(await codeOf(never, { signal: AbortSignal.abort() }), 'CLOSED');
  assert.is(await codeOf(async () => new Response(new Uint8Array(5))), 'FRAME_TOO_LARGE');
  assert.is(await codeOf(never, {}, 1), 'UNREACHABLE');
  assert.is(await codeOf(async () => new Response(null)), 'none');
});

test.run();
