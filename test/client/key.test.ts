import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ClientKey, PUBLIC_KEY_BYTES, SIGNATURE_BYTES, verifyBytes } from '../../src/client/key.js';
import { UsageError } from '../../src/errors.js';

const test = suite('client/key');
const text = Uint8Array.of(1, 2, 3);

test('a key signs, and survives being saved', async () => {
  const key = await ClientKey.generate();
  assert.is(key.publicKey.length, PUBLIC_KEY_BYTES);
  const saved = JSON.parse(JSON.stringify(await key.toJwk()));
  const loaded = await ClientKey.fromJwk(saved);
  assert.equal(loaded.publicKey, key.publicKey);
  const signature = await loaded.sign(text);
  assert.is(signature.length, SIGNATURE_BYTES);
  assert.ok(await verifyBytes(key.publicKey, signature, text));
  assert.not(await verifyBytes(key.publicKey, signature, Uint8Array.of(1, 2, 4)));
});

test('what is no key verifies nothing', async () => {
  for (const publicKey of [new Uint8Array(0), new Uint8Array(65), new Uint8Array(64).fill(4)]) {
    assert.not(await verifyBytes(publicKey, new Uint8Array(SIGNATURE_BYTES), text));
  }
});

test('a key that is no private P-256 key is refused without being quoted', async () => {
  const good = await (await ClientKey.generate()).toJwk();
  const other = await (await ClientKey.generate()).toJwk();
  const { d: _, ...publicOnly } = good;
  for (const jwk of [
    {},
    publicOnly,
    { ...good, d: 'AA' },
    { ...good, x: '!' },
    { ...good, x: other.x!, y: other.y! },
  ]) {
    try {
      await ClientKey.fromJwk(jwk);
      assert.unreachable();
    } catch (error) {
      assert.instance(error, UsageError);
      assert.is((error as UsageError).code, 'INVALID_ARGUMENT');
      assert.not.match(String(error), good.d!);
    }
  }
});

test.run();
