import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hash } from '../../src/crypto/hash.js';
import { Kernel } from '../../src/kernel/index.js';

const kernel = await Kernel.load();
const bytes = (text: string) => new TextEncoder().encode(text);
const hex = (digest: Uint8Array) => Buffer.from(digest).toString('hex');

const test = suite('crypto: hash');

test('it is SHA-256 over 64-bit little-endian lengths and contents', () => {
  const length = (n: number) => Buffer.from([n, 0, 0, 0, 0, 0, 0, 0]);
  const input = Buffer.concat([length(6), bytes('dömai'), length(2), bytes('ab'), length(0)]);
  assert.is(hex(hash(kernel, 'dömai', bytes('ab'), bytes(''))), createHash('sha256').update(input).digest('hex'));
});

test('domain, cuts, order and empty parts all matter', () => {
  const digests = [
    hash(kernel, 'a', bytes('bc')),
    hash(kernel, 'ab', bytes('c')),
    hash(kernel, 'a', bytes('b'), bytes('c')),
    hash(kernel, 'a', bytes('c'), bytes('b')),
    hash(kernel, 'a', bytes('bc'), bytes('')),
    hash(kernel, 'a', bytes(''), bytes('bc')),
    hash(kernel, 'a'),
    hash(kernel, ''),
  ].map(hex);
  assert.is(new Set(digests).size, digests.length);
});

test.run();
