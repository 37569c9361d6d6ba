// Arithmetic in F_p, p = 2^61 - 2^21 + 1, on canonical u64, scalar and two lanes at a time. Branch-free.
// A product is split as x = x0 + 2^31 x1 (31 and 30 bits): x y = ll + 2^31 m + 2^62 hh, and 2^61 = 2^21 - 1 folds the
// part above 2^61 back. Every bound below is a worst case; 64-bit lanes never overflow.
import { M30, M31, M40, M61, P, v2P, vLanes31, vM30, vM40, vM61, vP, vPMinus1 } from './constants';

/** Canonical t mod p for t < 2p. */
@inline export function subtractOnce(t: u64): u64 {
  const u = t - P;
  return u + (P & <u64>(<i64>u >> 63));
}

/** Canonical t mod p for any u64: t < 2^61 + 7 * 2^21 after one fold. */
@inline export function reduce64(t: u64): u64 {
  const top = t >> 61;
  return subtractOnce((t & M61) + (top << 21) - top);
}

@inline export function addScalar(x: u64, y: u64): u64 { return subtractOnce(x + y); }

@inline export function subScalar(x: u64, y: u64): u64 {
  const u = x - y;
  return u + (P & <u64>(<i64>u >> 63));
}

/**
 * low + 2^61 high mod p, for low < 2^63 and high < 2^62 + 2^40: 2^61 high = 2^21 high - high, and the part of high
 * above 2^40, top <= 2^22, folds once more. With high = 2^40 top + rest the sum is at least
 * 2p - top (2^40 - 2^21 + 1) >= 2^43 - 2^23 and below 2^63 + 2^62 + 2^61 + 2^44: it never leaves a u64.
 */
@inline export function reduceWide(low: u64, high: u64): u64 {
  const top = high >> 40;
  return reduce64(low + 2 * P - high - top + (((high & M40) + top) << 21));
}

@inline export function mulScalar(x: u64, y: u64): u64 { return mulAddScalar(x, y, 0); }

/** x y + c; ll < 2^62 and m < 2^62, so low < 2^63 and high < 2^61 + 2^33. */
@inline export function mulAddScalar(x: u64, y: u64, c: u64): u64 {
  const x0 = x & M31, x1 = x >> 31, y0 = y & M31, y1 = y >> 31;
  const m = x0 * y1 + x1 * y0;
  return reduceWide(c + x0 * y0 + ((m & M30) << 31), ((x1 * y1) << 1) + (m >> 30));
}

/** c + d b + e a, one reduction. ll < 2^63, m < 2^63, hh < 2^61, so low < 3 * 2^61 and high < 2^62 + 2^34. */
@inline export function twoProductsScalar(c: u64, d: u64, b: u64, e: u64, a: u64): u64 {
  const d0 = d & M31, d1 = d >> 31, b0 = b & M31, b1 = b >> 31, e0 = e & M31, e1 = e >> 31, a0 = a & M31, a1 = a >> 31;
  const ll = d0 * b0 + e0 * a0, m = d0 * b1 + d1 * b0 + e0 * a1 + e1 * a0, hh = d1 * b1 + e1 * a1;
  return reduceWide(c + (ll & M61) + ((m & M30) << 31), (hh << 1) + (m >> 30) + (ll >> 61));
}

// ---- two lanes ---------------------------------------------------------------------------------------------------

/** Lanes t < 2p to canonical. */
@inline export function vSubtractOnce(t: v128): v128 {
  return i64x2.sub(t, v128.and(i64x2.gt_s(t, vPMinus1()), vP()));
}

@inline export function vAdd(x: v128, y: v128): v128 { return vSubtractOnce(i64x2.add(x, y)); }

@inline export function vSub(x: v128, y: v128): v128 {
  return i64x2.add(i64x2.sub(x, y), v128.and(i64x2.gt_s(y, x), vP()));
}

@inline export function vReduce64(t: v128): v128 {
  const top = i64x2.shr_u(t, 61);
  return vSubtractOnce(i64x2.sub(i64x2.add(v128.and(t, vM61()), i64x2.shl(top, 21)), top));
}

/** reduceWide in two lanes. */
@inline function vReduceWide(low: v128, high: v128): v128 {
  const top = i64x2.shr_u(high, 40);
  return vReduce64(i64x2.add(
    i64x2.sub(i64x2.add(low, v2P()), i64x2.add(high, top)),
    i64x2.shl(i64x2.add(v128.and(high, vM40()), top), 21),
  ));
}

/** Low limbs (31 bits) of the four elements in u, v, as i32x4. */
@inline export function lowLimbs(u: v128, v: v128): v128 {
  return v128.and(v128.shuffle<u32>(u, v, 0, 2, 4, 6), vLanes31());
}

/** High limbs (30 bits) of the four elements in u, v, as i32x4. */
@inline export function highLimbs(u: v128, v: v128): v128 {
  return v128.shuffle<u32>(i64x2.shl(u, 1), i64x2.shl(v, 1), 1, 3, 5, 7);
}

/** Products of the lower (or upper) two of four 32-bit lanes. */
@inline export function times(upper: bool, x: v128, y: v128): v128 {
  return upper ? i64x2.extmul_high_i32x4_u(x, y) : i64x2.extmul_low_i32x4_u(x, y);
}

/** c + x y for the lower or upper two of four split elements; bounds as mulAddScalar. */
@inline export function vMulAdd(upper: bool, x0: v128, x1: v128, y0: v128, y1: v128, c: v128): v128 {
  const m = i64x2.add(times(upper, x0, y1), times(upper, x1, y0)), hh = times(upper, x1, y1);
  return vReduceWide(
    i64x2.add(i64x2.add(times(upper, x0, y0), c), i64x2.shl(v128.and(m, vM30()), 31)),
    i64x2.add(i64x2.add(hh, hh), i64x2.shr_u(m, 30)),
  );
}

/** x y, as vMulAdd without an addend. */
@inline export function vMul(upper: bool, x0: v128, x1: v128, y0: v128, y1: v128): v128 {
  const m = i64x2.add(times(upper, x0, y1), times(upper, x1, y0)), hh = times(upper, x1, y1);
  return vReduceWide(
    i64x2.add(times(upper, x0, y0), i64x2.shl(v128.and(m, vM30()), 31)),
    i64x2.add(i64x2.add(hh, hh), i64x2.shr_u(m, 30)),
  );
}

/** c + d b + e a for the lower or upper two of four split elements; bounds as twoProductsScalar. */
@inline export function vTwoProducts(
  upper: bool, c: v128, d0: v128, d1: v128, b0: v128, b1: v128, e0: v128, e1: v128, a0: v128, a1: v128,
): v128 {
  const ll = i64x2.add(times(upper, d0, b0), times(upper, e0, a0));
  const hh = i64x2.add(times(upper, d1, b1), times(upper, e1, a1));
  const m = i64x2.add(
    i64x2.add(times(upper, d0, b1), times(upper, d1, b0)),
    i64x2.add(times(upper, e0, a1), times(upper, e1, a0)),
  );
  return vReduceWide(
    i64x2.add(i64x2.add(c, v128.and(ll, vM61())), i64x2.shl(v128.and(m, vM30()), 31)),
    i64x2.add(i64x2.add(i64x2.add(hh, hh), i64x2.shr_u(ll, 61)), i64x2.shr_u(m, 30)),
  );
}
