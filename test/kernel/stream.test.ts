// ChaCha against published vectors, streams cut in any way, and rejection sampling with words forced to be rejected.
import { createCipheriv } from 'node:crypto';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Kernel } from '../../src/kernel/index.js';
import { instantiate } from '../../src/kernel/load.js';
import { fillUniform, type WordSource } from '../../src/kernel/stream.js';
import { P } from '../../src/params.js';
import { throwsUsage } from './throws.js';
import { runs, same } from './values.js';

const kernel = await Kernel.load();
const arena = kernel.newArena();
const memory = new WebAssembly.Memory({ initial: 4, maximum: 65535 });
const raw = await instantiate('plain', memory);
const STATE = 65536;
const OUT = 2 * 65536;

const LOW61 = (1n << 61n) - 1n;
const seedOf = (first: number) => Uint8Array.from({ length: 32 }, (_, i) => (first + 7 * i) & 255);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** Key stream with a state of constants, key and the last 16 bytes (counter and nonce). */
function keyStream(rounds: number, key: Uint8Array, last16: Uint8Array, bytes: number): Uint8Array {
  const state = new Uint8Array(memory.buffer, STATE, 64);
  state.set(new TextEncoder().encode('expand 32-byte k'), 0);
  state.set(key, 16);
  state.set(last16, 48);
  raw.chacha(STATE, rounds, OUT, bytes);
  return new Uint8Array(memory.buffer, OUT, bytes).slice();
}

const test = suite('kernel: streams');

test('20 rounds give the block of RFC 8439, section 2.3.2', () => {
  const key = Uint8Array.from({ length: 32 }, (_, i) => i);
  const last = Buffer.from('01000000000000090000004a00000000', 'hex');
  const expected =
    '10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4' +
    'ed2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e';
  assert.is(hex(keyStream(20, key, last, 64)), expected);
});

test('20 rounds agree with node:crypto at every length around the groups of blocks', () => {
  const [key, last] = [seedOf(3), Uint8Array.from({ length: 16 }, (_, i) => (i < 4 ? 9 - i : 11 * i))];
  for (const n of [1, 8, 63, 64, 65, 255, 256, 257, 511, 512, 1000, 4096 + 8]) {
    const expected = createCipheriv('chacha20', key, last).update(new Uint8Array(n));
    assert.is(hex(keyStream(20, key, last, n)), hex(expected), `${n} bytes`);
  }
});

test('12 rounds give the published key streams (zero key and zero nonce)', () => {
  const expected =
    '9bf49a6a0755f953811fce125f2683d50429c3bb49e074147e0089a52eae155f' +
    '0564f879d27ae3c02ce82834acfa8c793a629f2ca0de6919610be82f411326be';
  assert.is(hex(keyStream(12, new Uint8Array(32), new Uint8Array(16), 64)), expected);
  assert.is(hex(kernel.expandBytes(new Uint8Array(32), 0, 64)), expected);
});

test('long streams agree with one call of the core', () => {
  const whole = keyStream(12, seedOf(9), Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0), 100_000);
  assert.is(hex(kernel.expandBytes(seedOf(9), 3, 100_000)), hex(whole));
});

test('a stream is the same however much of it is taken, and differs by seed and by both halves of its number', () => {
  const whole = kernel.expandBytes(seedOf(1), 5, 1000);
  for (const n of [0, 1, 7, 8, 64, 255, 256, 257, 999]) {
    assert.is(hex(kernel.expandBytes(seedOf(1), 5, n)), hex(whole.slice(0, n)));
  }
  const others = [
    kernel.expandBytes(seedOf(2), 5, 32),
    kernel.expandBytes(seedOf(1), 6, 32),
    kernel.expandBytes(seedOf(1), 5 + 2 ** 32, 32),
    kernel.expandBytes(seedOf(1), 5 + 2 ** 52, 32),
    whole.slice(0, 32),
  ].map(hex);
  assert.is(new Set(others).size, others.length);
});

test('elements are the low 61 bits of the words of the stream', () => {
  for (const n of [0, 1, 2, 7, 8, 9, 31, 32, 33, 4095, 4096, 4097, 9000]) {
    arena.scope(() => {
      const z = arena.alloc(n);
      kernel.expandInto(seedOf(4), 77, z);
      const words = new BigUint64Array(kernel.expandBytes(seedOf(4), 77, 8 * n).buffer);
      same(
        kernel.toBigInts(z),
        Array.from(words, (word) => word & LOW61),
        `${n} elements`,
      );
    });
  }
});

/** A source of these words, then of 1, 2, 3, ...; each call yields at most `most`. */
function sourceOf(words: readonly bigint[], most: number): WordSource {
  return (first, count, z) => {
    const taken = Math.min(count, most);
    const target = new BigUint64Array(memory.buffer, z, taken);
    for (let i = 0; i < taken; i++) target[i] = words[first + i] ?? BigInt(first + i - words.length + 1);
    return taken;
  };
}

test('rejected words are skipped in order, wherever they are and however the source is cut', () => {
  const word = fc.oneof(
    fc.constantFrom(P, P + 1n, LOW61, (1n << 64n) - 1n, 0n, P - 1n, (5n << 61n) | (P - 1n), (7n << 61n) | P),
    fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  );
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 40 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 9 }),
      (words, n, most) => {
        const kept = words.map((w) => w & LOW61).filter((w) => w < P);
        const expected = [...kept, ...Array.from({ length: n }, (_, i) => BigInt(i + 1))].slice(0, n);
        const target = new BigUint64Array(memory.buffer, OUT, n + 1);
        target[n] = 99n;
        fillUniform(raw, sourceOf(words, most), OUT, n);
        same([...target], [...expected, 99n], `${n} elements`);
      },
    ),
    runs(300),
  );
});

test('the seed is wiped after use', () => {
  const seed = seedOf(200);
  kernel.expandInto(seed, 1, arena.alloc(10));
  kernel.expandBytes(seed, 1, 300);
  const everything = Buffer.from(kernel.view(arena.alloc(1)).buffer);
  assert.is(everything.indexOf(Buffer.from(seed)), -1);
});

test('seeds of another length and odd stream numbers are refused', () => {
  const z = arena.alloc(1);
  throwsUsage(() => kernel.expandInto(new Uint8Array(31), 0, z), 'INVALID_ARGUMENT');
  for (const stream of [-1, 0.5, 2 ** 53])
    throwsUsage(() => kernel.expandInto(seedOf(0), stream, z), 'INVALID_ARGUMENT');
});

test.run();
