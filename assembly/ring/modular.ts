// Arithmetic modulo a prime q, 0.9 * 2^28 < q < 2^28, in the four lanes of an i32x4. Values are *lazy*: any
// representative below a stated multiple of q, at most 15 q < 2^32; *canonical* means below q. Branch-free.

/** Lane-wise high halves of the 64-bit products. */
@inline export function mulHigh(x: v128, y: v128): v128 {
  return v128.shuffle<u32>(i64x2.extmul_low_i32x4_u(x, y), i64x2.extmul_high_i32x4_u(x, y), 1, 3, 5, 7);
}

/** The four products of 32-bit lanes as 64-bit lanes: of lanes 0, 1 and of lanes 2, 3. */
@inline export function productLow(x: v128, y: v128): v128 { return i64x2.extmul_low_i32x4_u(x, y); }
@inline export function productHigh(x: v128, y: v128): v128 { return i64x2.extmul_high_i32x4_u(x, y); }

/** One 32-bit word in all four lanes. */
@inline export function splat(address: usize): v128 { return v128.load_splat<u32>(address); }

/**
 * x k mod q, below 2q, for any x < 2^32, by Shoup's trick: k < q canonical, kShoup = floor(2^32 k / q). The estimated
 * quotient floor(x kShoup / 2^32) is the true one or one less.
 */
@inline export function shoup(x: v128, k: v128, kShoup: v128, q: v128): v128 {
  return i32x4.sub(i32x4.mul(x, k), i32x4.mul(mulHigh(x, kShoup), q));
}

/** Subtracts m where the lane is m or more: below 2m becomes below m. */
@inline export function fold(x: v128, m: v128): v128 { return i32x4.min_u(x, i32x4.sub(x, m)); }

/** Lanes below 16q to canonical. */
@inline export function canonicalLanes(x: v128, q: v128, q2: v128, q4: v128, q8: v128): v128 {
  return fold(fold(fold(fold(x, q8), q4), q2), q);
}

/**
 * T / 2^32 mod q in (0, T / 2^32 + q] for 64-bit sums T (low: lanes 0, 1; high: lanes 2, 3), by Montgomery:
 * qInverse q = 1 mod 2^32, so T - m q has low half 0 and the halves subtract without borrow.
 */
@inline export function montgomery(low: v128, high: v128, q: v128, qInverse: v128): v128 {
  const m = i32x4.mul(v128.shuffle<u32>(low, high, 0, 2, 4, 6), qInverse);
  return i32x4.add(i32x4.sub(v128.shuffle<u32>(low, high, 1, 3, 5, 7), mulHigh(m, q)), q);
}
