// Integers wider than a word: the masked messages of proofs. One of 88 bits is l0 + 2^31 l1 + 2^62 l2, l0 and l1 of
// 31 bits, l2 signed of 26: in [-2^87, 2^87), and every such integer has one form. N of them are three planes of N
// lanes.
import { montgomery, productHigh, productLow, splat } from './modular';
import { N, RESIDUE_BYTES } from './size';

const M31: i64 = 0x7fffffff;

/** z = the top bits of n random lanes: x >> shift, with (signed = 1) or without sign. n a multiple of 4. */
export function lanesShift(x: usize, z: usize, n: usize, shift: i32, signed: i32): void {
  const end = z + (n << 2);
  if (signed) for (; z < end; z += 16, x += 16) v128.store(z, i32x4.shr_s(v128.load(x), shift));
  else for (; z < end; z += 16, x += 16) v128.store(z, i32x4.shr_u(v128.load(x), shift));
}

/** wide += low + 2^31 high, i64 planes at `sum` as wideAddRotations leaves them; the result must fit 94 bits. */
export function wideAddSum(wide: usize, sum: usize): void {
  const plane = RESIDUE_BYTES, high = N << 3;
  for (const end = wide + plane; wide < end; wide += 4, sum += 8) {
    const a = <i64>load<u32>(wide) + load<i64>(sum);
    const b = <i64>load<u32>(wide + plane) + load<i64>(sum + high) + (a >> 31);
    store<u32>(wide, <u32>(a & M31));
    store<u32>(wide + plane, <u32>(b & M31));
    store<i32>(wide + 2 * plane, load<i32>(wide + 2 * plane) + <i32>(b >> 31));
  }
}

/** Is each of N wide integers in its form and in [-2^87 + margin 2^61, 2^87 - margin 2^61)? */
export function wideInRange(wide: usize, margin: i32): i32 {
  const plane = RESIDUE_BYTES, zero = i32x4.splat(0);
  const least = i32x4.splat(margin - (1 << 26)), beyond = i32x4.splat((1 << 26) - margin);
  const smallest = i32x4.splat(-(1 << 25)), largest = i32x4.splat((1 << 25) - 1);
  let bad = zero;
  for (const end = wide + plane; wide < end; wide += 16) {
    const l0 = v128.load(wide), l1 = v128.load(wide + plane), l2 = v128.load(wide + 2 * plane);
    bad = v128.or(bad, v128.or(i32x4.lt_s(l0, zero), i32x4.lt_s(l1, zero)));
    bad = v128.or(bad, v128.or(i32x4.lt_s(l2, smallest), i32x4.gt_s(l2, largest)));
    const halves = i32x4.add(i32x4.add(l2, l2), i32x4.shr_u(l1, 30)); // the integer over 2^61, rounded down
    bad = v128.or(bad, v128.or(i32x4.lt_s(halves, least), i32x4.ge_s(halves, beyond)));
  }
  return v128.any_true(bad) ? 0 : 1;
}

/** Is each of N signed lanes in [least, beyond)? */
export function smallInRange(x: usize, least: i32, beyond: i32): i32 {
  const low = i32x4.splat(least), high = i32x4.splat(beyond);
  let bad = i32x4.splat(0);
  for (const end = x + RESIDUE_BYTES; x < end; x += 16) {
    const v = v128.load(x);
    bad = v128.or(bad, v128.or(i32x4.lt_s(v, low), i32x4.ge_s(v, high)));
  }
  return v128.any_true(bad) ? 0 : 1;
}

/**
 * wide / p + e modulo `primes` primes, e any signed lanes. Table, 32 bytes per prime: q, qInverse; 1/p, 2^31/p, 2^62/p
 * and 1 in Montgomery form; -2^87/p - 2^31, which takes back that l2 and e are made positive first; a pad. Below 5q.
 */
export function ringEncodeWide(wide: usize, e: usize, z: usize, primes: i32, table: usize): void {
  const end = z + RESIDUE_BYTES, tableEnd = table + (<usize>primes << 5), plane = RESIDUE_BYTES;
  const bit25 = i32x4.splat(1 << 25), bit31 = i32x4.splat(1 << 31);
  for (; z < end; z += 16, wide += 16, e += 16) {
    const l0 = v128.load(wide), l1 = v128.load(wide + plane), l2 = i32x4.add(v128.load(wide + 2 * plane), bit25);
    const error = v128.xor(v128.load(e), bit31);
    for (let k = table, to = z; k < tableEnd; k += 32, to += RESIDUE_BYTES) {
      let w = splat(k + 8), low = productLow(l0, w), high = productHigh(l0, w);
      w = splat(k + 12); low = i64x2.add(low, productLow(l1, w)); high = i64x2.add(high, productHigh(l1, w));
      w = splat(k + 16); low = i64x2.add(low, productLow(l2, w)); high = i64x2.add(high, productHigh(l2, w));
      w = splat(k + 20); low = i64x2.add(low, productLow(error, w)); high = i64x2.add(high, productHigh(error, w));
      v128.store(to, i32x4.add(montgomery(low, high, splat(k), splat(k + 4)), splat(k + 24)));
    }
  }
}
