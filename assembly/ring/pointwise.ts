// Products and sums, position by position, of polynomials modulo one 28-bit prime. A right factor "in Montgomery
// form" is canonical and multiplied by 2^32; `qInverse` q = 1 mod 2^32. Unless said otherwise lanes are below 12q
// (what a transform leaves) and results are canonical. z may be an input.
import { canonicalLanes, fold, montgomery, productHigh, productLow, shoup } from './modular';
import { RESIDUE_BYTES } from './size';

/** z = x, canonical; lanes below 16q. */
export function ringCanonical(x: usize, z: usize, prime: u32): void {
  const q = i32x4.splat(prime), q2 = i32x4.shl(q, 1), q4 = i32x4.shl(q, 2), q8 = i32x4.shl(q, 3);
  for (const end = z + RESIDUE_BYTES; z < end; z += 16, x += 16) {
    v128.store(z, canonicalLanes(v128.load(x), q, q2, q4, q8));
  }
}

/** z = x + y, both canonical. */
export function ringAdd(x: usize, y: usize, z: usize, prime: u32): void {
  const q = i32x4.splat(prime);
  for (const end = z + RESIDUE_BYTES; z < end; z += 16, x += 16, y += 16) {
    v128.store(z, fold(i32x4.add(v128.load(x), v128.load(y)), q));
  }
}

/** z = x - y, both canonical. */
export function ringSub(x: usize, y: usize, z: usize, prime: u32): void {
  const q = i32x4.splat(prime);
  for (const end = z + RESIDUE_BYTES; z < end; z += 16, x += 16, y += 16) {
    v128.store(z, fold(i32x4.add(i32x4.sub(v128.load(x), v128.load(y)), q), q));
  }
}

/** z = k x, k < q with its Shoup companion; any lanes. */
export function ringScale(x: usize, k: u32, companion: u32, z: usize, prime: u32): void {
  const q = i32x4.splat(prime), factor = i32x4.splat(k), shoups = i32x4.splat(companion);
  for (const end = z + RESIDUE_BYTES; z < end; z += 16, x += 16) {
    v128.store(z, fold(shoup(v128.load(x), factor, shoups, q), q));
  }
}

/** z += k x; x: any lanes. */
export function ringAxpy(x: usize, k: u32, companion: u32, z: usize, prime: u32): void {
  const q = i32x4.splat(prime), q2 = i32x4.shl(q, 1), q4 = i32x4.shl(q, 2), q8 = i32x4.shl(q, 3);
  const factor = i32x4.splat(k), shoups = i32x4.splat(companion);
  for (const end = z + RESIDUE_BYTES; z < end; z += 16, x += 16) {
    const y = i32x4.add(v128.load(z), shoup(v128.load(x), factor, shoups, q));
    v128.store(z, canonicalLanes(y, q, q2, q4, q8));
  }
}

/** z = x c, below 2q; c in Montgomery form. */
export function ringMultiply(x: usize, c: usize, z: usize, prime: u32, qInverse: u32): void {
  const q = i32x4.splat(prime), inverse = i32x4.splat(qInverse);
  for (const end = z + RESIDUE_BYTES; z < end; z += 16, x += 16, c += 16) {
    const a = v128.load(x), b = v128.load(c);
    v128.store(z, montgomery(productLow(a, b), productHigh(a, b), q, inverse));
  }
}

/** z += x c; c in Montgomery form. */
export function ringMultiplyAdd(x: usize, c: usize, z: usize, prime: u32, qInverse: u32): void {
  const q = i32x4.splat(prime), q2 = i32x4.shl(q, 1), q4 = i32x4.shl(q, 2), q8 = i32x4.shl(q, 3);
  const inverse = i32x4.splat(qInverse);
  for (const end = z + RESIDUE_BYTES; z < end; z += 16, x += 16, c += 16) {
    const a = v128.load(x), b = v128.load(c);
    const sum = i32x4.add(montgomery(productLow(a, b), productHigh(a, b), q, inverse), v128.load(z));
    v128.store(z, canonicalLanes(sum, q, q2, q4, q8));
  }
}

/** z0 += x c0 and z1 += x c1; c in Montgomery form, z below 2q before and after. */
export function ringAccumulate(x: usize, c0: usize, c1: usize, z0: usize, z1: usize, prime: u32, qInverse: u32): void {
  const q = i32x4.splat(prime), q2 = i32x4.splat(prime << 1), inverse = i32x4.splat(qInverse);
  for (const end = z0 + RESIDUE_BYTES; z0 < end; z0 += 16, z1 += 16, x += 16, c0 += 16, c1 += 16) {
    const a = v128.load(x);
    let b = v128.load(c0);
    const first = montgomery(productLow(a, b), productHigh(a, b), q, inverse); // below 1.75q
    v128.store(z0, fold(i32x4.add(first, v128.load(z0)), q2));
    b = v128.load(c1);
    const second = montgomery(productLow(a, b), productHigh(a, b), q, inverse);
    v128.store(z1, fold(i32x4.add(second, v128.load(z1)), q2));
  }
}

/** z0 = x c0 + y d0 and z1 = x c1 + y d1, below 2q, one reduction each; c and d in Montgomery form. */
export function ringCombine(
  x: usize, c0: usize, c1: usize, y: usize, d0: usize, d1: usize, z0: usize, z1: usize, prime: u32, qInverse: u32,
): void {
  const q = i32x4.splat(prime), q2 = i32x4.splat(prime << 1), inverse = i32x4.splat(qInverse);
  for (const end = z0 + RESIDUE_BYTES; z0 < end; z0 += 16, z1 += 16) {
    const a = v128.load(x), b = v128.load(y);
    let c = v128.load(c0), d = v128.load(d0);
    let low = i64x2.add(productLow(a, c), productLow(b, d)), high = i64x2.add(productHigh(a, c), productHigh(b, d));
    v128.store(z0, fold(montgomery(low, high, q, inverse), q2)); // below 2.5q before
    c = v128.load(c1); d = v128.load(d1);
    low = i64x2.add(productLow(a, c), productLow(b, d)); high = i64x2.add(productHigh(a, c), productHigh(b, d));
    v128.store(z1, fold(montgomery(low, high, q, inverse), q2));
    x += 16; y += 16; c0 += 16; c1 += 16; d0 += 16; d1 += 16;
  }
}
