import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { xoshiro128 } from '../../src/apps/prng.js';

const test = suite('apps prng');

/** The authors' reference code, in BigInt. */
function* reference(state: readonly number[]): Generator<number> {
  const mask = 0xffffffffn;
  const s = state.map(BigInt) as [bigint, bigint, bigint, bigint];
  const rotl = (x: bigint, k: bigint) => ((x << k) | (x >> (32n - k))) & mask;
  for (;;) {
    yield Number((rotl((s[1] * 5n) & mask, 7n) * 9n) & mask);
    const t = (s[1] << 9n) & mask;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 11n);
  }
}

/** FNV-1a of the text, then four splitmix32 outputs, in BigInt. */
function seeded(text: string): number[] {
  const mask = 0xffffffffn;
  let state = 0x811c9dc5n;
  for (const byte of new TextEncoder().encode(text)) state = ((state ^ BigInt(byte)) * 0x01000193n) & mask;
  const out = Array.from({ length: 4 }, () => {
    state = (state + 0x9e3779b9n) & mask;
    let z = state;
    z = ((z ^ (z >> 16n)) * 0x85ebca6bn) & mask;
    z = ((z ^ (z >> 13n)) * 0xc2b2ae35n) & mask;
    return Number(z ^ (z >> 16n));
  });
  out[3] = (out[3]! | 1) >>> 0;
  return out;
}

test('it is xoshiro128** on the seeded state, for seeds of text and number', () => {
  for (const seed of ['', 'a', 'tessera', 0, 1, -1, 4_294_967_295]) {
    const next = xoshiro128(seed);
    const expected = reference(seeded(String(seed)));
    for (let i = 0; i < 200; i++) assert.is(next(), expected.next().value, `seed ${seed}, output ${i}`);
  }
});

test.run();
