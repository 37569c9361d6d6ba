// BLAKE3 [OANW20] of a power of two of whole chunks (1024 bytes each), four chunks, or four parents, at a time in the
// lanes of i32x4. That is all that polynomials need: one of 64 KiB is a perfect binary tree over 64 chunks. Some six
// times as fast as SHA-256 here, which would otherwise be most of the cost of a proof.

const IV: usize = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
], 16);

/** Where each round finds its sixteen message words: offsets into the transposed block. */
const SCHEDULE: usize = memory.data<u8>([
  0, 16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240,
  32, 96, 48, 160, 112, 0, 64, 208, 16, 176, 192, 80, 144, 224, 240, 128,
  48, 64, 160, 192, 208, 32, 112, 224, 96, 80, 144, 0, 176, 240, 128, 16,
  160, 112, 192, 144, 224, 48, 208, 240, 64, 0, 176, 32, 80, 128, 16, 96,
  192, 208, 144, 176, 240, 160, 224, 128, 112, 32, 80, 48, 0, 16, 96, 64,
  144, 224, 176, 80, 128, 192, 240, 16, 208, 48, 0, 160, 32, 96, 64, 112,
  176, 240, 80, 0, 16, 144, 128, 96, 224, 160, 32, 192, 48, 64, 112, 208,
], 16);

const ROUNDS: usize = 7;
const CHUNK_BYTES: usize = 1024;
const BLOCK_BYTES: usize = 64;
const CHUNK_START: u32 = 1, CHUNK_END: u32 = 2, PARENT: u32 = 4, ROOT: u32 = 8;

/** Bytes of scratch: four states and a transposed block; the chaining values follow. */
const STATE_BYTES: usize = 128;
const MESSAGE_BYTES: usize = 256;

@inline function right16(x: v128): v128 {
  return v128.shuffle<u8>(x, x, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
}
@inline function right8(x: v128): v128 {
  return v128.shuffle<u8>(x, x, 1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);
}
@inline function right12(x: v128): v128 { return v128.or(i32x4.shr_u(x, 12), i32x4.shl(x, 20)); }
@inline function right7(x: v128): v128 { return v128.or(i32x4.shr_u(x, 7), i32x4.shl(x, 25)); }
@inline function splat(i: usize): v128 { return v128.load_splat<u32>(IV + (i << 2)); }
@inline function word(m: usize, s: usize, i: usize): v128 { return v128.load(m + <usize>load<u8>(s + i)); }

/** The transpose of a 4 x 4 matrix of words whose rows are `stride` bytes apart. */
@inline function transposeInto(x: usize, stride: usize, z: usize, zStride: usize): void {
  const a = v128.load(x), b = v128.load(x + stride), c = v128.load(x + 2 * stride), d = v128.load(x + 3 * stride);
  const ab0 = v128.shuffle<u32>(a, b, 0, 4, 1, 5), ab1 = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<u32>(c, d, 0, 4, 1, 5), cd1 = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
  v128.store(z, v128.shuffle<u64>(ab0, cd0, 0, 2));
  v128.store(z + zStride, v128.shuffle<u64>(ab0, cd0, 1, 3));
  v128.store(z + 2 * zStride, v128.shuffle<u64>(ab1, cd1, 0, 2));
  v128.store(z + 3 * zStride, v128.shuffle<u64>(ab1, cd1, 1, 3));
}

/**
 * Four blocks at x, x + stride, ...: state h, 8 vectors, becomes the compressed one. Lane i has counter `counter` +
 * i.
 */
function compress(h: usize, x: usize, stride: usize, m: usize, counters: v128, flags: u32): void {
  for (let k: usize = 0; k < BLOCK_BYTES; k += 16) transposeInto(x + k, stride, m + (k << 2), 16);
  let v0 = v128.load(h), v1 = v128.load(h, 16), v2 = v128.load(h, 32), v3 = v128.load(h, 48);
  let v4 = v128.load(h, 64), v5 = v128.load(h, 80), v6 = v128.load(h, 96), v7 = v128.load(h, 112);
  let v8 = splat(0), v9 = splat(1), va = splat(2), vb = splat(3);
  let vc = counters, vd = i32x4.splat(0), ve = i32x4.splat(<i32>BLOCK_BYTES), vf = i32x4.splat(<i32>flags);
  for (let s = SCHEDULE; s < SCHEDULE + 16 * ROUNDS; s += 16) {
    v0 = i32x4.add(i32x4.add(v0, v4), word(m, s, 0)); vc = right16(v128.xor(vc, v0));
    v8 = i32x4.add(v8, vc); v4 = right12(v128.xor(v4, v8));
    v0 = i32x4.add(i32x4.add(v0, v4), word(m, s, 1)); vc = right8(v128.xor(vc, v0));
    v8 = i32x4.add(v8, vc); v4 = right7(v128.xor(v4, v8));
    v1 = i32x4.add(i32x4.add(v1, v5), word(m, s, 2)); vd = right16(v128.xor(vd, v1));
    v9 = i32x4.add(v9, vd); v5 = right12(v128.xor(v5, v9));
    v1 = i32x4.add(i32x4.add(v1, v5), word(m, s, 3)); vd = right8(v128.xor(vd, v1));
    v9 = i32x4.add(v9, vd); v5 = right7(v128.xor(v5, v9));
    v2 = i32x4.add(i32x4.add(v2, v6), word(m, s, 4)); ve = right16(v128.xor(ve, v2));
    va = i32x4.add(va, ve); v6 = right12(v128.xor(v6, va));
    v2 = i32x4.add(i32x4.add(v2, v6), word(m, s, 5)); ve = right8(v128.xor(ve, v2));
    va = i32x4.add(va, ve); v6 = right7(v128.xor(v6, va));
    v3 = i32x4.add(i32x4.add(v3, v7), word(m, s, 6)); vf = right16(v128.xor(vf, v3));
    vb = i32x4.add(vb, vf); v7 = right12(v128.xor(v7, vb));
    v3 = i32x4.add(i32x4.add(v3, v7), word(m, s, 7)); vf = right8(v128.xor(vf, v3));
    vb = i32x4.add(vb, vf); v7 = right7(v128.xor(v7, vb));
    v0 = i32x4.add(i32x4.add(v0, v5), word(m, s, 8)); vf = right16(v128.xor(vf, v0));
    va = i32x4.add(va, vf); v5 = right12(v128.xor(v5, va));
    v0 = i32x4.add(i32x4.add(v0, v5), word(m, s, 9)); vf = right8(v128.xor(vf, v0));
    va = i32x4.add(va, vf); v5 = right7(v128.xor(v5, va));
    v1 = i32x4.add(i32x4.add(v1, v6), word(m, s, 10)); vc = right16(v128.xor(vc, v1));
    vb = i32x4.add(vb, vc); v6 = right12(v128.xor(v6, vb));
    v1 = i32x4.add(i32x4.add(v1, v6), word(m, s, 11)); vc = right8(v128.xor(vc, v1));
    vb = i32x4.add(vb, vc); v6 = right7(v128.xor(v6, vb));
    v2 = i32x4.add(i32x4.add(v2, v7), word(m, s, 12)); vd = right16(v128.xor(vd, v2));
    v8 = i32x4.add(v8, vd); v7 = right12(v128.xor(v7, v8));
    v2 = i32x4.add(i32x4.add(v2, v7), word(m, s, 13)); vd = right8(v128.xor(vd, v2));
    v8 = i32x4.add(v8, vd); v7 = right7(v128.xor(v7, v8));
    v3 = i32x4.add(i32x4.add(v3, v4), word(m, s, 14)); ve = right16(v128.xor(ve, v3));
    v9 = i32x4.add(v9, ve); v4 = right12(v128.xor(v4, v9));
    v3 = i32x4.add(i32x4.add(v3, v4), word(m, s, 15)); ve = right8(v128.xor(ve, v3));
    v9 = i32x4.add(v9, ve); v4 = right7(v128.xor(v4, v9));
  }
  v128.store(h, v128.xor(v0, v8)); v128.store(h, v128.xor(v1, v9), 16);
  v128.store(h, v128.xor(v2, va), 32); v128.store(h, v128.xor(v3, vb), 48);
  v128.store(h, v128.xor(v4, vc), 64); v128.store(h, v128.xor(v5, vd), 80);
  v128.store(h, v128.xor(v6, ve), 96); v128.store(h, v128.xor(v7, vf), 112);
}

@inline function start(h: usize): void {
  for (let i: usize = 0; i < 8; i++) v128.store(h + (i << 4), splat(i));
}

/** The four states as chaining values of 32 bytes at z. */
@inline function finish(h: usize, z: usize): void {
  transposeInto(h, 16, z, 32);
  transposeInto(h + 64, 16, z + 16, 32);
}

/**
 * The hash, 32 bytes at z, of `chunks` chunks at x, a power of two, at least 4. Scratch: 384 + 32 chunks bytes, at
 * least 640.
 */
export function blake3(x: usize, chunks: usize, scratch: usize, z: usize): void {
  const h = scratch, m = h + STATE_BYTES, values = m + MESSAGE_BYTES;
  for (let chunk: usize = 0; chunk < chunks; chunk += 4, x += 4 * CHUNK_BYTES) {
    const counters = i32x4.add(i32x4.splat(<i32>chunk), i32x4(0, 1, 2, 3));
    start(h);
    for (let at: usize = 0; at < CHUNK_BYTES; at += BLOCK_BYTES) {
      const flags = (at == 0 ? CHUNK_START : 0) | (at == CHUNK_BYTES - BLOCK_BYTES ? CHUNK_END : 0);
      compress(h, x + at, CHUNK_BYTES, m, counters, flags);
    }
    finish(h, values + (chunk << 5));
  }
  // Parents overwrite what they were made of. Below four of them the other lanes hold nothing of meaning.
  for (let parents = chunks >> 1; parents > 0; parents >>= 1) {
    const flags = PARENT | (parents == 1 ? ROOT : 0);
    for (let i: usize = 0; i < parents; i += 4) {
      start(h);
      compress(h, values + (i << 6), BLOCK_BYTES, m, i32x4.splat(0), flags);
      finish(h, values + (i << 5));
    }
  }
  memory.copy(z, values, 32);
}
