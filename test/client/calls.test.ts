import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { noBody, PartyCalls } from '../../src/client/calls.js';
import { ClientKey } from '../../src/client/key.js';
import { verifySignature } from '../../src/client/signing.js';
import type { ClientAnswer, ClientRequest } from '../../src/client/transport.js';
import { ChannelError, TesseraError } from '../../src/errors.js';

const test = suite('client/calls');
const key = await ClientKey.generate();

function callsOf(answer: (party: number, request: ClientRequest) => Promise<ClientAnswer> | ClientAnswer): PartyCalls {
  return new PartyCalls(3, { request: async (party, request) => answer(party, request) }, key);
}

async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    return error instanceof TesseraError ? error.code : String(error);
  }
}

test('every party gets its own body, signed for it', async () => {
  const calls = callsOf(async (party, request) => {
    const headers = Object.fromEntries(Object.entries(request.headers));
    assert.equal(await verifySignature(headers, { ...request, party }), key.publicKey);
    return { status: 200, body: request.body, ...(party === 1 ? { stats: '{"ms":4}' } : {}) };
  });
  const { bodies, stats } = await calls.bytes('/x', (party) => Uint8Array.of(party), 1);
  assert.equal(bodies, [Uint8Array.of(0), Uint8Array.of(1), Uint8Array.of(2)]);
  assert.equal(stats, [undefined, { ms: 4 }, undefined]);
});

test('all parties are asked before any has answered', async () => {
  let asked = 0;
  let go = () => {};
  const all = new Promise<void>((resolve) => {
    go = resolve;
  });
  const calls = callsOf(async () => {
    if (++asked === 3) go();
    await all;
    return { status: 200, body: new Uint8Array(0) };
  });
  await calls.bytes('/x', noBody, 0);
  assert.is(asked, 3);
});

test('an answer of the wrong length or form is a broken answer', async () => {
  const short = callsOf((party) => ({ status: 200, body: new Uint8Array(party === 2 ? 7 : 8) }));
  assert.is(await codeOf(short.bytes('/x', noBody, 8)), 'BAD_FRAME');
  const odd = callsOf(() => ({ status: 200, body: new TextEncoder().encode('{"a":"b"}') }));
  assert.is(await codeOf(odd.json('GET', '/x', noBody, z.object({ a: z.number() }))), 'BAD_FRAME');
  assert.equal(await odd.json('GET', '/x', noBody, z.object({ a: z.string() })), Array(3).fill({ a: 'b' }));
});

test('after the first failure the others are heard a moment and then hung up on', async () => {
  const body = (code: string) => new TextEncoder().encode(JSON.stringify({ code, message: '' }));
  let hungUp = false;
  const calls = callsOf(async (party, { signal }) => {
    if (party === 0) throw new ChannelError('CLOSED', 'gone');
    if (party === 1)
      return await new Promise((resolve) => setTimeout(resolve, 50, { status: 400, body: body('WRONG_STATE') }));
    return await new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        hungUp = true;
        reject(new ChannelError('CLOSED', 'given up'));
      });
    });
  });
  const started = Date.now();
  assert.is(await codeOf(calls.bytes('/x', noBody, 0)), 'WRONG_STATE');
  assert.ok(hungUp);
  assert.ok(Date.now() - started < 3000);
});

test('statistics that are no JSON object are left out', async () => {
  for (const stats of ['', '[', '3', 'null']) {
    const calls = callsOf(() => ({ status: 200, body: new Uint8Array(0), stats }));
    assert.equal((await calls.bytes('/x', noBody, 0)).stats, [undefined, undefined, undefined]);
  }
});

test.run();
