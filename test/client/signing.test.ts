import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ClientKey } from '../../src/client/key.js';
import {
  CLIENT_HEADER,
  SIGNATURE_HEADER,
  type SignedRequest,
  signRequest,
  verifySignature,
} from '../../src/client/signing.js';
import { SecurityAbort } from '../../src/errors.js';

const test = suite('client/signing');

const key = await ClientKey.generate();
const request: SignedRequest = { party: 0, method: 'POST', path: '/v1/uploads/00', body: Uint8Array.of(1, 2, 3) };
const headers = await signRequest(key, request);

async function code(given: Readonly<Record<string, unknown>>, asked: SignedRequest): Promise<string | undefined> {
  try {
    await verifySignature(given, asked);
    return undefined;
  } catch (error) {
    assert.instance(error, SecurityAbort);
    return (error as SecurityAbort).code;
  }
}

test('a signed request shows whose it is', async () => {
  assert.equal(await verifySignature(headers, request), key.publicKey);
  const empty = { ...request, method: 'GET', body: new Uint8Array(0) };
  assert.equal(await verifySignature(await signRequest(key, empty), empty), key.publicKey);
});

test('a signature holds for one party, method, path and body', async () => {
  for (const change of [
    { party: 1 },
    { method: 'GET' },
    { path: '/v1/uploads/01' },
    { body: Uint8Array.of(1, 2, 4) },
    { body: new Uint8Array(0) },
  ]) {
    assert.is(await code(headers, { ...request, ...change }), 'WRONG_KEY');
  }
});

test('a line break cannot move text from one field to another', async () => {
  const sly = { ...request, method: 'POST\n/v1', path: '/x' };
  const signed = await signRequest(key, sly);
  assert.is(await code(signed, sly), 'WRONG_KEY');
  assert.is(await code(signed, { ...sly, method: 'POST', path: '/v1\n/x' }), 'WRONG_KEY');
});

test('the key of somebody else, a missing header and rubbish are refused', async () => {
  const other = await signRequest(await ClientKey.generate(), request);
  const mixed = { ...headers, [CLIENT_HEADER]: other[CLIENT_HEADER] };
  const signature = headers[SIGNATURE_HEADER]!;
  for (const given of [
    mixed,
    {},
    { [CLIENT_HEADER]: headers[CLIENT_HEADER] },
    { [SIGNATURE_HEADER]: signature },
    { ...headers, [CLIENT_HEADER]: 'AAAA' },
    { ...headers, [CLIENT_HEADER]: 'A'.repeat(87) },
    { ...headers, [SIGNATURE_HEADER]: '' },
    { ...headers, [SIGNATURE_HEADER]: 'A'.repeat(86) },
    { ...headers, [SIGNATURE_HEADER]: `${signature}=` },
    { ...headers, [SIGNATURE_HEADER]: [signature] },
    { ...headers, [SIGNATURE_HEADER]: 7 },
    { ...headers, [CLIENT_HEADER]: 'x'.repeat(10_000) },
  ]) {
    assert.is(await code(given, request), 'WRONG_KEY');
  }
});

test('a body in memory that threads share is signed alike', async () => {
  const shared = new Uint8Array(new SharedArrayBuffer(3));
  shared.set(request.body);
  assert.equal(await verifySignature(headers, { ...request, body: shared }), key.publicKey);
});

test.run();
