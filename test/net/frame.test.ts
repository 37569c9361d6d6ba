import { Packr } from 'msgpackr';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeHeader, encodeAbort, encodeRound, MAX_HEADER_BYTES, PREFIX_BYTES } from '../../src/net/frame.js';

const test = suite('frame');
const packr = new Packr({ useRecords: false });
const session = Uint8Array.from({ length: 32 }, (_, k) => 255 - k);
const key = Buffer.from(session).toString('hex');
const headerOf = (frame: Buffer) => frame.subarray(PREFIX_BYTES, PREFIX_BYTES + frame.readUInt8(4));

test('a round is its length, its header and its parts one after the other', () => {
  const frame = encodeRound(session, 300, [Uint8Array.of(1, 2), new Uint8Array(0), Uint8Array.of(3)], 3);
  assert.is(frame.readUInt32LE(0), frame.length - 4);
  assert.equal(decodeHeader(headerOf(frame)), { type: 'round', session: key, index: 300 });
  assert.equal([...frame.subarray(-3)], [1, 2, 3]);
});

test('the parts are copied', () => {
  const part = Uint8Array.of(9);
  const frame = encodeRound(session, 0, [part], 1);
  part[0] = 0;
  assert.is(frame.at(-1), 9);
});

test('an abort carries the code and nothing else', () => {
  const frame = encodeAbort(session, 'MAC_CHECK_FAILED');
  assert.equal(decodeHeader(headerOf(frame)), { type: 'abort', session: key, code: 'MAC_CHECK_FAILED' });
  assert.is(frame.length, PREFIX_BYTES + frame.readUInt8(4));
});

test('the largest header fits its length byte', () => {
  assert.ok(encodeRound(session, 0xffffffff, [], 0).length < PREFIX_BYTES + MAX_HEADER_BYTES);
  assert.ok(encodeAbort(session, 'CONFIRMATION_MISMATCH').length < PREFIX_BYTES + MAX_HEADER_BYTES);
});

test('a header that names its session is blamed on it', () => {
  for (const header of [
    { s: session, r: 0, t: 'open' },
    { s: session, r: 2 ** 32, t: 'round' },
    { s: session, r: Number.NaN, t: 'round' },
    { s: session, r: [0], t: 'round' },
    { s: session, c: 5, t: 'abort' },
    { s: session, c: 'constructor', t: 'abort' },
    { s: session, t: 'round' },
    { s: session, r: 0, t: 'round', z: 0 },
  ]) {
    const decoded = decodeHeader(packr.pack(header));
    assert.is(decoded?.type, 'broken', JSON.stringify(header));
    assert.is(decoded?.session, key);
  }
});

test('a header that names no session is not understood at all', () => {
  for (const header of [
    undefined,
    null,
    7,
    'round',
    [session],
    { s: key, r: 0, t: 'round' },
    { s: session.subarray(1) },
    {},
  ]) {
    assert.is(decodeHeader(packr.pack(header)), undefined, String(header));
  }
  for (const bytes of [[], [0xc1], [0xdf, 255, 255, 255, 255], [0xc6, 255, 255, 255, 255], [0x83, 0xa1]]) {
    assert.is(decodeHeader(Uint8Array.from(bytes)), undefined, bytes.join());
  }
});

test.run();
