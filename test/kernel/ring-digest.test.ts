// BLAKE3 against hashes that an independent implementation made of the pattern of the official test vectors (byte i is
// i modulo 251).
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Kernel, PolynomialDigest, RESIDUE_WORDS } from '../../src/kernel/index.js';
import { instantiate } from '../../src/kernel/load.js';
import { DEGREE, lanes } from './ring-oracle.js';

const test = suite('kernel: polynomial digests');

const KNOWN: Readonly<Record<number, string>> = {
  4096: '015094013f57a5277b59d8475c0501042c0b642e531b0a1c8f58d2163229e969',
  8192: 'aae792484c8efe4f19e2ca7d371d8c467ffb10748d8a5a1ae579948f718a2a63',
  16384: 'f875d6646de28985646f34ee13be9a576fd515f76b5b0a26bb324735041ddde4',
  65536: '68d647e619a930e7b1082f74f334b0c65a315725569bdc123f0ee11881717bfe',
};

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

test('trees of every size give the known hashes', async () => {
  const memory = new WebAssembly.Memory({ initial: 20, maximum: 65535 });
  const raw = await instantiate('plain', memory);
  const [scratch, result, data] = [0x60000, 0x70000, 0x80000];
  const bytes = new Uint8Array(memory.buffer);
  for (const [length, expected] of Object.entries(KNOWN)) {
    for (let i = 0; i < Number(length); i++) bytes[data + i] = i % 251;
    raw.blake3(data, Number(length) / 1024, scratch, result);
    assert.is(hex(bytes.subarray(result, result + 32)), expected);
  }
});

test('each polynomial of a span has its own hash, which every bit changes', async () => {
  const kernel = await Kernel.load();
  const arena = kernel.newArena();
  const digest = new PolynomialDigest(arena);
  const x = arena.alloc(2 * RESIDUE_WORDS);
  kernel.view(x).set(
    Uint8Array.from({ length: 65536 }, (_, i) => i % 251),
    65536,
  );
  const both = digest.of(x);
  assert.is(both.length, 64);
  assert.is(hex(both.subarray(32)), KNOWN[65536]);
  const seen = new Set([hex(both.subarray(0, 32)), hex(both.subarray(32))]);
  for (const lane of [0, 1, 4095, DEGREE - 1]) {
    lanes(arena, x)[lane]! ^= 1 << (lane % 28);
    seen.add(hex(digest.of(x).subarray(0, 32)));
  }
  assert.is(seen.size, 6);
});

test.run();
