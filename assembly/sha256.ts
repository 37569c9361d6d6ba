// SHA-256 [FIPS180]; buffering is the caller's. A message schedule in SIMD was no faster.

const K: usize = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
], 16);

const INITIAL: usize = memory.data<u32>(
  [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19],
  16,
);

@inline function bigSigma0(x: u32): u32 { return rotr<u32>(x, 2) ^ rotr<u32>(x, 13) ^ rotr<u32>(x, 22); }
@inline function bigSigma1(x: u32): u32 { return rotr<u32>(x, 6) ^ rotr<u32>(x, 11) ^ rotr<u32>(x, 25); }
@inline function choose(e: u32, f: u32, g: u32): u32 { return g ^ (e & (f ^ g)); }
@inline function majority(a: u32, b: u32, c: u32): u32 { return (a & b) | (c & (a | b)); }
@inline function smallSigma0(x: u32): u32 { return rotr<u32>(x, 7) ^ rotr<u32>(x, 18) ^ (x >> 3); }
@inline function smallSigma1(x: u32): u32 { return rotr<u32>(x, 17) ^ rotr<u32>(x, 19) ^ (x >> 10); }

/** Sets the 8 words at `state` to the initial value. */
export function sha256Start(state: usize): void { memory.copy(state, INITIAL, 32); }

/** Absorbs `blocks` blocks of 64 bytes; w is scratch of 256 bytes for the message schedule. */
export function sha256Blocks(state: usize, data: usize, blocks: usize, w: usize): void {
  for (const end = data + (blocks << 6); data < end; data += 64) {
    for (let i: usize = 0; i < 64; i += 4) store<u32>(w + i, bswap<u32>(load<u32>(data + i)));
    for (let at = w + 64; at < w + 256; at += 4) {
      const mixed = smallSigma0(load<u32>(at - 60)) + smallSigma1(load<u32>(at - 8));
      store<u32>(at, load<u32>(at - 64) + load<u32>(at - 28) + mixed);
    }
    compress(state, w);
  }
}

/**
 * Pads and absorbs the last `filled` < 64 bytes at `data` (which needs room for 128) of a message of `total` bytes, and
 * makes the state big-endian: the digest.
 */
export function sha256Finish(state: usize, data: usize, filled: usize, total: f64, w: usize): void {
  const padded: usize = filled + 9 > 64 ? 128 : 64;
  store<u8>(data + filled, 0x80);
  memory.fill(data + filled + 1, 0, padded - filled - 1);
  store<u64>(data + padded - 8, bswap<u64>((<u64>total) << 3));
  sha256Blocks(state, data, padded >> 6, w);
  for (let i: usize = 0; i < 32; i += 4) store<u32>(state + i, bswap<u32>(load<u32>(state + i)));
}

/** The first half of a round. */
@inline function first(scheduled: u32, constant: u32, e: u32, f: u32, g: u32, h: u32): u32 {
  return h + bigSigma1(e) + choose(e, f, g) + constant + scheduled;
}

@inline function compress(state: usize, w: usize): void {
  let a = load<u32>(state), b = load<u32>(state, 4), c = load<u32>(state, 8), d = load<u32>(state, 12);
  let e = load<u32>(state, 16), f = load<u32>(state, 20), g = load<u32>(state, 24), h = load<u32>(state, 28);
  for (let k = K; k < K + 256; k += 32, w += 32) {
    let t = first(load<u32>(w), load<u32>(k), e, f, g, h); d += t; h = t + bigSigma0(a) + majority(a, b, c);
    t = first(load<u32>(w, 4), load<u32>(k, 4), d, e, f, g); c += t; g = t + bigSigma0(h) + majority(h, a, b);
    t = first(load<u32>(w, 8), load<u32>(k, 8), c, d, e, f); b += t; f = t + bigSigma0(g) + majority(g, h, a);
    t = first(load<u32>(w, 12), load<u32>(k, 12), b, c, d, e); a += t; e = t + bigSigma0(f) + majority(f, g, h);
    t = first(load<u32>(w, 16), load<u32>(k, 16), a, b, c, d); h += t; d = t + bigSigma0(e) + majority(e, f, g);
    t = first(load<u32>(w, 20), load<u32>(k, 20), h, a, b, c); g += t; c = t + bigSigma0(d) + majority(d, e, f);
    t = first(load<u32>(w, 24), load<u32>(k, 24), g, h, a, b); f += t; b = t + bigSigma0(c) + majority(c, d, e);
    t = first(load<u32>(w, 28), load<u32>(k, 28), f, g, h, a); e += t; a = t + bigSigma0(b) + majority(b, c, d);
  }
  store<u32>(state, load<u32>(state) + a); store<u32>(state, load<u32>(state, 4) + b, 4);
  store<u32>(state, load<u32>(state, 8) + c, 8); store<u32>(state, load<u32>(state, 12) + d, 12);
  store<u32>(state, load<u32>(state, 16) + e, 16); store<u32>(state, load<u32>(state, 20) + f, 20);
  store<u32>(state, load<u32>(state, 24) + g, 24); store<u32>(state, load<u32>(state, 28) + h, 28);
}
