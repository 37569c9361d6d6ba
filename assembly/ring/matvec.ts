// Sums of products modulo one 28-bit prime over many pairs, for products of a matrix with encrypted vectors. The
// factors lie *interleaved*: N/16 chunks, a chunk holding the same 16 lanes of all factors one after the other, so
// that a sum over the pairs stays in registers and memory is read once and in order. Both factors canonical, so that
// a sum of 64-bit products needs a single reduction.
import { canonicalLanes, fold, montgomery, productHigh, productLow, shoup, splat } from './modular';
import { RESIDUE_BYTES } from './size';

/**
 * z = k x, canonical, 64 bytes at z, the next 64 `stride` bytes later, and so on; k < q with its Shoup companion; x:
 * any lanes.
 */
export function ringInterleave(x: usize, k: u32, companion: u32, z: usize, stride: usize, prime: u32): void {
  const q = i32x4.splat(prime), factor = i32x4.splat(k), shoups = i32x4.splat(companion);
  for (const end = x + RESIDUE_BYTES; x < end; x += 64, z += stride) {
    v128.store(z, fold(shoup(v128.load(x), factor, shoups, q), q));
    v128.store(z, fold(shoup(v128.load(x, 16), factor, shoups, q), q), 16);
    v128.store(z, fold(shoup(v128.load(x, 32), factor, shoups, q), q), 32);
    v128.store(z, fold(shoup(v128.load(x, 48), factor, shoups, q), q), 48);
  }
}

/**
 * z0 = sum a_t c0_t and z1 = sum a_t c1_t over n <= 224 pairs, canonical. a: chunks of n times 64 bytes; c: chunks of
 * n times 128 bytes, those of c0_t before those of c1_t, in Montgomery form. (n q^2 < 2^64, and the reduced sum is
 * below n q / 16 + q < 16q.)
 */
export function ringSumProducts(a: usize, c: usize, n: usize, z0: usize, z1: usize, prime: u32, qInverse: u32): void {
  const q = i32x4.splat(prime), q2 = i32x4.splat(prime << 1), q4 = i32x4.splat(prime << 2), q8 = i32x4.splat(prime << 3);
  const inverse = i32x4.splat(qInverse), chunk = n << 6;
  for (const end = z0 + RESIDUE_BYTES; z0 < end; z0 += 64, z1 += 64, a += chunk, c += chunk << 1) {
    for (let k: usize = 0; k < 64; k += 16) {
      let low0 = i64x2.splat(0), high0 = low0, low1 = low0, high1 = low0;
      for (let x = a + k, y = c + k, last = x + chunk; x < last; x += 64, y += 128) {
        const u = v128.load(x), v = v128.load(y), w = v128.load(y, 64);
        low0 = i64x2.add(low0, productLow(u, v)); high0 = i64x2.add(high0, productHigh(u, v));
        low1 = i64x2.add(low1, productLow(u, w)); high1 = i64x2.add(high1, productHigh(u, w));
      }
      v128.store(z0 + k, canonicalLanes(montgomery(low0, high0, q, inverse), q, q2, q4, q8));
      v128.store(z1 + k, canonicalLanes(montgomery(low1, high1, q, inverse), q, q2, q4, q8));
    }
  }
}

/**
 * The same for left factors in X^16. a: ceil(n/16) polynomials as ringForwardSixteen leaves them, canonical, 16 factors each.
 */
export function ringSumSixteen(a: usize, c: usize, n: usize, z0: usize, z1: usize, prime: u32, qInverse: u32): void {
  const q = i32x4.splat(prime), q2 = i32x4.splat(prime << 1), q4 = i32x4.splat(prime << 2), q8 = i32x4.splat(prime << 3);
  const inverse = i32x4.splat(qInverse), chunk = n << 7;
  for (const end = z0 + RESIDUE_BYTES; z0 < end; z0 += 64, z1 += 64, a += 64, c += chunk) {
    for (let k: usize = 0; k < 64; k += 32) {
      let low0 = i64x2.splat(0), high0 = low0, low1 = low0, high1 = low0;
      let low2 = low0, high2 = low0, low3 = low0, high3 = low0;
      let y = c + k, left = n;
      for (let f = a; left > 0; f += RESIDUE_BYTES) {
        const count = min<usize>(left, 16);
        left -= count;
        for (let x = f, last = f + (count << 2); x < last; x += 4, y += 128) {
          const u = splat(x), v = v128.load(y), w = v128.load(y, 64), v2 = v128.load(y, 16), w2 = v128.load(y, 80);
          low0 = i64x2.add(low0, productLow(u, v)); high0 = i64x2.add(high0, productHigh(u, v));
          low1 = i64x2.add(low1, productLow(u, w)); high1 = i64x2.add(high1, productHigh(u, w));
          low2 = i64x2.add(low2, productLow(u, v2)); high2 = i64x2.add(high2, productHigh(u, v2));
          low3 = i64x2.add(low3, productLow(u, w2)); high3 = i64x2.add(high3, productHigh(u, w2));
        }
      }
      v128.store(z0 + k, canonicalLanes(montgomery(low0, high0, q, inverse), q, q2, q4, q8));
      v128.store(z1 + k, canonicalLanes(montgomery(low1, high1, q, inverse), q, q2, q4, q8));
      v128.store(z0 + k, canonicalLanes(montgomery(low2, high2, q, inverse), q, q2, q4, q8), 16);
      v128.store(z1 + k, canonicalLanes(montgomery(low3, high3, q, inverse), q, q2, q4, q8), 16);
    }
  }
}
