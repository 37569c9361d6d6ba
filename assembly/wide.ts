// Sums of up to 2048 products a x without a reduction per term ("wrapping product and floating estimate").
//
// x is split as x0 + 2^31 x1. For each limb T = sum a x_i is kept twice: exactly modulo 2^64 (one wrapping i64.mul per
// term) and as a double. The double only has to tell the multiple of 2^64: high = nearest((estimate - low) / 2^64) is
// exact as long as the estimate is off by less than 2^63.
//
// The estimate sums (2^52 + floor(a / 512)) x_i, then subtracts 2^52 sum x_i and multiplies by 512. Worst case of its
// error for n = 2048 terms in two lanes of 1024: a product is below 2^84, so its rounding is at most 2^30; the k-th
// partial sum is below k 2^84, so its rounding is at most k 2^31, together 2^31 * 1024 * 1025 / 2 < 2^50.1 per lane;
// joining the lanes and subtracting the offset (itself exact: an integer below 2^42 times 2^52) add 2^43. Times 512:
// below 2^60.2. The dropped bits of a contribute below 2048 * 2^9 * 2^31 = 2^51, and the subtraction of low and its
// conversion to a double below 2^52. In all below 2^60.3: a factor six of room. Summing in one lane (mattvec.ts) makes
// it below 2^31 * 2048 * 2049 / 2 < 2^52.1, times 512 2^61.1: still below 2^63.
import { TWO64, vMagic } from './constants';
import { addScalar, mulScalar, reduce64 } from './field';

/** Most products in one sum. */
export const CHUNK: usize = 2048;

/** Bytes of the largest prepared chunk of n elements: two offsets, then 64 bytes per pair of elements. */
@inline export function preparedBytes(n: usize): usize { return 16 + (((min(n, CHUNK) + 1) & ~1) << 5); }

/** The v-th of a list of 32-bit addresses. */
@inline export function addressAt(list: usize, v: usize): usize { return <usize>load<u32>(list + (v << 2)); }

const OFFSET: f64 = 4503599627370496.0; // 2^52

/** The doubles 2^52 + floor(a / 512). */
@inline export function toDoubles(a: v128): v128 { return v128.or(i64x2.shr_u(a, 9), vMagic()); }

@inline export function toDouble(a: u64): f64 { return <f64><i64>(a >> 9) + OFFSET; }

@inline export function lanes(v: v128): f64 { return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1); }

/**
 * Prepares n <= 2048 elements x. At `to`: the offsets 2^52 sum x0, 2^52 sum x1; then per pair (j, j+1) the integers
 * x0_j x1_j x0_j+1 x1_j+1 and the doubles x0_j x0_j+1 | x1_j x1_j+1. With n odd the missing element is 0.
 */
export function prepare(x: usize, n: usize, to: usize): void {
  let sum0: u64 = 0, sum1: u64 = 0, record = to + 16;
  for (let j: usize = 0; j < n; j += 2, x += 16, record += 64) {
    const u = load<u64>(x), u0 = u & 0x7fffffff, u1 = u >> 31;
    let v: u64 = 0;
    if (j + 1 < n) v = load<u64>(x, 8);
    const v0 = v & 0x7fffffff, v1 = v >> 31;
    store<u64>(record, u0); store<u64>(record, u1, 8); store<u64>(record, v0, 16); store<u64>(record, v1, 24);
    store<f64>(record, <f64><i64>u0, 32); store<f64>(record, <f64><i64>v0, 40);
    store<f64>(record, <f64><i64>u1, 48); store<f64>(record, <f64><i64>v1, 56);
    sum0 += u0 + v0; sum1 += u1 + v1;
  }
  store<f64>(to, <f64><i64>sum0 * OFFSET); store<f64>(to, <f64><i64>sum1 * OFFSET, 8);
}

/**
 * T mod p from T mod 2^64 and the estimate T / 512; T < 2^103, so high (2^24 - 8) < 2^63. The low word is converted as
 * a signed number, whose multiple of 2^64 is one more if its top bit is set: unsigned conversion branches on that bit.
 */
@inline export function recover(low: u64, estimate: f64): u64 {
  const signedHigh = <u64><i64>nearest((estimate * 512.0 - <f64><i64>low) * (1.0 / 18446744073709551616.0));
  const high = signedHigh - (low >> 63);
  return addScalar(reduce64(low), reduce64(high * TWO64));
}

/** T0 + 2^31 T1 mod p; the estimates still carry their offsets. */
@inline export function recoverBoth(
  low0: u64, low1: u64, estimate0: f64, estimate1: f64, offset0: f64, offset1: f64,
): u64 {
  return addScalar(recover(low0, estimate0 - offset0), mulScalar(recover(low1, estimate1 - offset1), 1 << 31));
}
