// ChaCha with a chosen number of rounds, four blocks at a time in the lanes of i32x4, and uniform field elements by
// rejection. The original layout, from which [RFC8439] differs in the width of counter and nonce: words 0-3
// constants, 4-11 key, 12-13 counter, 14-15 nonce.
import { P, M61, vM61, vPMinus1 } from './constants';

@inline function rotate16(x: v128): v128 {
  return v128.shuffle<u8>(x, x, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
}
@inline function rotate8(x: v128): v128 {
  return v128.shuffle<u8>(x, x, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14);
}
@inline function rotate(x: v128, n: i32): v128 { return v128.or(i32x4.shl(x, n), i32x4.shr_u(x, 32 - n)); }
@inline function word(state: usize, i: usize): v128 { return v128.load_splat<u32>(state + (i << 2)); }
@inline function plus(x: v128, state: usize, i: usize): v128 { return i32x4.add(x, word(state, i)); }

/** Transposes words i..i+3 of four blocks and stores them, 64 bytes apart. */
@inline function storeFour(o: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab0 = v128.shuffle<u32>(a, b, 0, 4, 1, 5), ab1 = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<u32>(c, d, 0, 4, 1, 5), cd1 = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
  v128.store(o, v128.shuffle<u64>(ab0, cd0, 0, 2)); v128.store(o, v128.shuffle<u64>(ab0, cd0, 1, 3), 64);
  v128.store(o, v128.shuffle<u64>(ab1, cd1, 0, 2), 128); v128.store(o, v128.shuffle<u64>(ab1, cd1, 1, 3), 192);
}

/**
 * Writes `bytes` bytes of key stream to z, from the counter in the state (64 bytes at `state`, unchanged). The 256
 * bytes after the state are scratch. The caller keeps counter word 12 from wrapping.
 */
export function chacha(state: usize, rounds: i32, z: usize, bytes: usize): void {
  const whole = bytes & ~255, rest = bytes - whole, counter = load<u32>(state, 48);
  for (let o: usize = 0; o < whole; o += 256) fourBlocks(state, counter + <u32>(o >> 6), rounds, z + o);
  if (rest) {
    fourBlocks(state, counter + <u32>(whole >> 6), rounds, state + 64);
    memory.copy(z + whole, state + 64, rest);
  }
}

@inline function fourBlocks(state: usize, counter: u32, rounds: i32, o: usize): void {
  const counters = i32x4.add(i32x4.splat(counter), i32x4(0, 1, 2, 3));
  let x0 = word(state, 0), x1 = word(state, 1), x2 = word(state, 2), x3 = word(state, 3);
  let x4 = word(state, 4), x5 = word(state, 5), x6 = word(state, 6), x7 = word(state, 7);
  let x8 = word(state, 8), x9 = word(state, 9), xa = word(state, 10), xb = word(state, 11);
  let xc = counters, xd = word(state, 13), xe = word(state, 14), xf = word(state, 15);
  for (let r = rounds; r > 0; r -= 2) {
    x0 = i32x4.add(x0, x4); xc = rotate16(v128.xor(xc, x0)); x1 = i32x4.add(x1, x5); xd = rotate16(v128.xor(xd, x1));
    x2 = i32x4.add(x2, x6); xe = rotate16(v128.xor(xe, x2)); x3 = i32x4.add(x3, x7); xf = rotate16(v128.xor(xf, x3));
    x8 = i32x4.add(x8, xc); x4 = rotate(v128.xor(x4, x8), 12); x9 = i32x4.add(x9, xd); x5 = rotate(v128.xor(x5, x9), 12);
    xa = i32x4.add(xa, xe); x6 = rotate(v128.xor(x6, xa), 12); xb = i32x4.add(xb, xf); x7 = rotate(v128.xor(x7, xb), 12);
    x0 = i32x4.add(x0, x4); xc = rotate8(v128.xor(xc, x0)); x1 = i32x4.add(x1, x5); xd = rotate8(v128.xor(xd, x1));
    x2 = i32x4.add(x2, x6); xe = rotate8(v128.xor(xe, x2)); x3 = i32x4.add(x3, x7); xf = rotate8(v128.xor(xf, x3));
    x8 = i32x4.add(x8, xc); x4 = rotate(v128.xor(x4, x8), 7); x9 = i32x4.add(x9, xd); x5 = rotate(v128.xor(x5, x9), 7);
    xa = i32x4.add(xa, xe); x6 = rotate(v128.xor(x6, xa), 7); xb = i32x4.add(xb, xf); x7 = rotate(v128.xor(x7, xb), 7);
    x0 = i32x4.add(x0, x5); xf = rotate16(v128.xor(xf, x0)); x1 = i32x4.add(x1, x6); xc = rotate16(v128.xor(xc, x1));
    x2 = i32x4.add(x2, x7); xd = rotate16(v128.xor(xd, x2)); x3 = i32x4.add(x3, x4); xe = rotate16(v128.xor(xe, x3));
    xa = i32x4.add(xa, xf); x5 = rotate(v128.xor(x5, xa), 12); xb = i32x4.add(xb, xc); x6 = rotate(v128.xor(x6, xb), 12);
    x8 = i32x4.add(x8, xd); x7 = rotate(v128.xor(x7, x8), 12); x9 = i32x4.add(x9, xe); x4 = rotate(v128.xor(x4, x9), 12);
    x0 = i32x4.add(x0, x5); xf = rotate8(v128.xor(xf, x0)); x1 = i32x4.add(x1, x6); xc = rotate8(v128.xor(xc, x1));
    x2 = i32x4.add(x2, x7); xd = rotate8(v128.xor(xd, x2)); x3 = i32x4.add(x3, x4); xe = rotate8(v128.xor(xe, x3));
    xa = i32x4.add(xa, xf); x5 = rotate(v128.xor(x5, xa), 7); xb = i32x4.add(xb, xc); x6 = rotate(v128.xor(x6, xb), 7);
    x8 = i32x4.add(x8, xd); x7 = rotate(v128.xor(x7, x8), 7); x9 = i32x4.add(x9, xe); x4 = rotate(v128.xor(x4, x9), 7);
  }
  storeFour(o, plus(x0, state, 0), plus(x1, state, 1), plus(x2, state, 2), plus(x3, state, 3));
  storeFour(o + 16, plus(x4, state, 4), plus(x5, state, 5), plus(x6, state, 6), plus(x7, state, 7));
  storeFour(o + 32, plus(x8, state, 8), plus(x9, state, 9), plus(xa, state, 10), plus(xb, state, 11));
  storeFour(o + 48, i32x4.add(xc, counters), plus(xd, state, 13), plus(xe, state, 14), plus(xf, state, 15));
}

/**
 * Keeps the low 61 bits of each of n random words and moves those below p to the front, in order.
 * @returns how many were kept. A rejection (probability 2^-40 per word) is visible in the time; it tells nothing about
 * the words that are kept.
 */
export function sample(z: usize, n: usize): usize {
  const end = z + (n << 3), vectorEnd = z + ((n & ~1) << 3);
  let rejected = i64x2.splat(0), at = z;
  for (; at < vectorEnd; at += 16) {
    const v = v128.and(v128.load(at), vM61());
    v128.store(at, v);
    rejected = v128.or(rejected, i64x2.gt_s(v, vPMinus1()));
  }
  let bad: bool = v128.any_true(rejected);
  if (at < end) {
    const v = load<u64>(at) & M61;
    store<u64>(at, v);
    bad = bad || v >= P;
  }
  if (!bad) return n;
  let to = z;
  for (at = z; at < end; at += 8) {
    const v = load<u64>(at);
    if (v < P) { store<u64>(to, v); to += 8; }
  }
  memory.fill(to, 0, end - to);
  return (to - z) >> 3;
}
