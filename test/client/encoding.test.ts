import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fromBase64Url, fromHex, toBase64Url, toHex } from '../../src/client/encoding.js';

const test = suite('client/encoding');

test('base64url is what everybody else writes, and reads back', () => {
  for (let n = 0; n < 70; n++) {
    const bytes = Uint8Array.from({ length: n }, (_, k) => (k * 97 + n * 31) & 255);
    const text = toBase64Url(bytes);
    assert.is(text, Buffer.from(bytes).toString('base64url'));
    assert.equal(fromBase64Url(text), bytes);
  }
});

test('a second spelling of the same bytes is refused', () => {
  for (const text of ['AA=', 'AB', 'A', 'AAB+', 'A B', 'AAA/', 'AAAA\n', 'é'])
    assert.is(fromBase64Url(text), undefined);
});

test('hexadecimal is lower-case and whole', () => {
  assert.is(toHex(Uint8Array.of(0, 255, 16)), '00ff10');
  assert.equal(fromHex('00ff10'), Uint8Array.of(0, 255, 16));
  assert.equal(fromHex(''), new Uint8Array(0));
  for (const text of ['0', 'FF', '0g', ' 00', '00\n']) assert.is(fromHex(text), undefined);
});

test.run();
