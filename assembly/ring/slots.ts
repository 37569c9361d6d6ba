// The same transform over the field itself, p = 2^61 - 2^21 + 1: it turns the coefficients of a plaintext polynomial
// into its N slots (evaluations at the odd powers of the root, in bit-reversed order) and back. Radix 2, four
// elements at a time in 32-bit halves; the layers of distance 1 and 2 scalar, in one pass. Shoup products whose
// quotient is short by at most three: lanes stay below 8p = 2^64 - 2^24 + 8.
import { P } from '../constants';
import { productHigh, productLow, splat } from './modular';
import { FIELD_BYTES, N } from './size';

const FOUR_P: usize = memory.data<u64>([P << 2], 8);
const M32: u64 = 0xffffffff;

/** Subtracts m = 4p, 2p or p where x < 2m is m or more. */
@inline function fold(x: u64, m: u64): u64 {
  const u = x - m;
  return u + (m & <u64>(<i64>u >> 63));
}

@inline function canonical(x: u64): u64 { return fold(fold(fold(x, P << 2), P << 1), P); }

@inline function foldLanes(x: v128): v128 {
  const m = v128.load_splat<u64>(FOUR_P), u = i64x2.sub(x, m);
  return i64x2.add(u, v128.and(i64x2.shr_s(u, 63), m));
}

/** x w mod p, below 4p, for any x. */
@inline function shoup(x: u64, w: u64, companion: u64): u64 {
  const x0 = x & M32, x1 = x >> 32, s0 = companion & M32, s1 = companion >> 32;
  const quotient = x1 * s1 + ((x1 * s0) >> 32) + ((x0 * s1) >> 32);
  return x * w - (quotient << 61) + (quotient << 21) - quotient;
}

/** x0 w0 + 2^32 cross - quotient p, modulo 2^64. */
@inline function remainder(low: v128, cross: v128, quotient: v128): v128 {
  const minus = i64x2.sub(i64x2.sub(i64x2.shl(quotient, 21), quotient), i64x2.shl(quotient, 61));
  return i64x2.add(i64x2.add(low, cross), minus);
}

/** x w mod p for the elements whose halves are lanes 0, 1 (high = false) or 2, 3 of x0 and x1; below 4p. */
@inline function shoupLanes(high: bool, x0: v128, x1: v128, w0: v128, w1: v128, s0: v128, s1: v128): v128 {
  const cross = i32x4.add(i32x4.mul(x0, w1), i32x4.mul(x1, w0)), zero = i64x2.splat(0);
  if (high) return remainder(
    productHigh(x0, w0), v128.shuffle<u32>(cross, zero, 4, 2, 4, 3),
    quotient(productHigh(x1, s1), productHigh(x1, s0), productHigh(x0, s1)),
  );
  return remainder(
    productLow(x0, w0), v128.shuffle<u32>(cross, zero, 4, 0, 4, 1),
    quotient(productLow(x1, s1), productLow(x1, s0), productLow(x0, s1)),
  );
}

/** The high half of a 128-bit product from three of its partial products, short by at most two. */
@inline function quotient(high: v128, middle0: v128, middle1: v128): v128 {
  return i64x2.add(i64x2.add(high, i64x2.shr_u(middle0, 32)), i64x2.shr_u(middle1, 32));
}

/** The butterflies of two vectors each at x and y: (x + w y, x - w y), lanes below 8p in and out. */
@inline function butterflies(x: usize, y: usize, w0: v128, w1: v128, s0: v128, s1: v128): void {
  const u = v128.load(y), v = v128.load(y, 16), four = v128.load_splat<u64>(FOUR_P);
  const y0 = v128.shuffle<u32>(u, v, 0, 2, 4, 6), y1 = v128.shuffle<u32>(u, v, 1, 3, 5, 7);
  const a = shoupLanes(false, y0, y1, w0, w1, s0, s1), b = shoupLanes(true, y0, y1, w0, w1, s0, s1);
  const c = foldLanes(v128.load(x)), d = foldLanes(v128.load(x, 16));
  v128.store(x, i64x2.add(c, a)); v128.store(x, i64x2.add(d, b), 16);
  v128.store(y, i64x2.add(i64x2.sub(c, a), four)); v128.store(y, i64x2.add(i64x2.sub(d, b), four), 16);
}

/** Coefficients to slots, in place, canonical words in and out. `table`: slotTable of the root. */
export function slotForward(x: usize, table: usize): void {
  let t: usize = FIELD_BYTES, m: usize = 1;
  for (; m < N >> 2; m <<= 1) {
    t >>= 1;
    let at = x;
    for (let i = m; i < m << 1; i++, at += t) {
      const k = table + (i << 4), w0 = splat(k), w1 = splat(k + 4), s0 = splat(k + 8), s1 = splat(k + 12);
      for (const end = at + t; at < end; at += 32) butterflies(at, at + t, w0, w1, s0, s1);
    }
  }
  for (let i = m; i < m << 1; i++, x += 32) lastFour(x, table + (i << 4), table + (i << 5));
}

@inline function lastFour(x: usize, outer: usize, inner: usize): void {
  const w = load<u64>(outer), wShoup = load<u64>(outer, 8), four = P << 2;
  const a = fold(load<u64>(x), four), b = fold(load<u64>(x, 8), four);
  const c = shoup(load<u64>(x, 16), w, wShoup), d = shoup(load<u64>(x, 24), w, wShoup);
  const e = fold(a + c, four), f = fold(a - c + four, four);
  const g = shoup(b + d, load<u64>(inner), load<u64>(inner, 8));
  const h = shoup(b - d + four, load<u64>(inner, 16), load<u64>(inner, 24));
  store<u64>(x, canonical(e + g)); store<u64>(x, canonical(e - g + four), 8);
  store<u64>(x, canonical(f + h), 16); store<u64>(x, canonical(f - h + four), 24);
}

/**
 * Slots to coefficients, in place, canonical words in and out. `table`: slotTable of the inverse root; `inverse` =
 * 1/N mod p and its companion floor(2^64 inverse / p).
 */
export function slotInverse(x: usize, table: usize, inverse: u64, companion: u64): void {
  for (let i = N >> 2, at = x; i < N >> 1; i++, at += 32) firstFour(at, table + (i << 4), table + (i << 5));
  let t: usize = 32;
  for (let m = N >> 3; m > 0; m >>= 1, t <<= 1) {
    let at = x;
    for (let i = m; i < m << 1; i++, at += t) {
      const k = table + (i << 4), w0 = splat(k), w1 = splat(k + 4), s0 = splat(k + 8), s1 = splat(k + 12);
      for (const end = at + t; at < end; at += 32) inverseButterflies(at, at + t, w0, w1, s0, s1);
    }
  }
  for (const end = x + FIELD_BYTES; x < end; x += 8) store<u64>(x, canonical(shoup(load<u64>(x), inverse, companion)));
}

/** Lanes below 4p out. */
@inline function firstFour(x: usize, outer: usize, inner: usize): void {
  const four = P << 2, a = load<u64>(x), b = load<u64>(x, 8), c = load<u64>(x, 16), d = load<u64>(x, 24);
  const ab = fold(a + b, four), cd = fold(c + d, four);
  const e = shoup(a - b + four, load<u64>(inner), load<u64>(inner, 8));
  const f = shoup(c - d + four, load<u64>(inner, 16), load<u64>(inner, 24));
  const w = load<u64>(outer), wShoup = load<u64>(outer, 8);
  store<u64>(x, fold(ab + cd, four)); store<u64>(x, fold(e + f, four), 8);
  store<u64>(x, shoup(ab - cd + four, w, wShoup), 16); store<u64>(x, shoup(e - f + four, w, wShoup), 24);
}

/** (x + y, w (x - y)) on two vectors each, lanes below 4p in and out. */
@inline function inverseButterflies(x: usize, y: usize, w0: v128, w1: v128, s0: v128, s1: v128): void {
  const a = v128.load(x), b = v128.load(x, 16), c = v128.load(y), d = v128.load(y, 16);
  v128.store(x, foldLanes(i64x2.add(a, c))); v128.store(x, foldLanes(i64x2.add(b, d)), 16);
  const four = v128.load_splat<u64>(FOUR_P), u = i64x2.add(i64x2.sub(a, c), four), v = i64x2.add(i64x2.sub(b, d), four);
  const y0 = v128.shuffle<u32>(u, v, 0, 2, 4, 6), y1 = v128.shuffle<u32>(u, v, 1, 3, 5, 7);
  v128.store(y, shoupLanes(false, y0, y1, w0, w1, s0, s1));
  v128.store(y, shoupLanes(true, y0, y1, w0, w1, s0, s1), 16);
}
