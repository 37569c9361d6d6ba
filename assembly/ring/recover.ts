// From residues modulo the three kept primes, q' their product, to the field: w = v + a modulo q' stands for m/p + e,
// so p w modulo q', centred, is m + p e, and that modulo p is m. With y_i = p w (q'/q_i)^-1 mod q_i the centred
// integer is sum y_i q'/q_i - n q', n = sum y_i/q_i rounded to nearest in fixed point with 56 bits: exact as long as
// the integer is below q' (1/2 - 2^-26) in size.
//
// Table of u32, 24 bytes per prime: q, p (q'/q)^-1 mod q, companion, floor(2^56/q), and f q'/q mod p as 31 and 30
// bits; f is a public factor of the result. `low`, `high`: -f q' mod p in the same way. v may carry a factor that the
// table takes back.
import { vM30, vM61, vP, vPMinus1 } from '../constants';
import { fold, productHigh, productLow, shoup, splat } from './modular';
import { FIELD_BYTES, KEPT, RESIDUE_BYTES } from './size';

const HALF: u64 = 1 << 55;

/** z = f m, N canonical words. v: three polynomials below 2q; a: three, canonical. */
export function ringRecover(v: usize, a: usize, z: usize, table: usize, low: u32, high: u32): void {
  const tableEnd = table + 24 * KEPT, half = i64x2.splat(HALF), zero = i64x2.splat(0);
  const turnLow = i32x4.splat(low), turnHigh = i32x4.splat(high);
  for (const end = z + FIELD_BYTES; z < end; z += 32, v += 16, a += 16) {
    let turns0 = half, turns1 = half, l0 = zero, l1 = zero, h0 = zero, h1 = zero;
    for (let k = table, at = v, add = a; k < tableEnd; k += 24, at += RESIDUE_BYTES, add += RESIDUE_BYTES) {
      const q = splat(k), w = i32x4.add(v128.load(at), v128.load(add));
      const y = fold(shoup(w, splat(k + 4), splat(k + 8), q), q);
      let c = splat(k + 12);
      turns0 = i64x2.add(turns0, productLow(y, c)); turns1 = i64x2.add(turns1, productHigh(y, c));
      c = splat(k + 16);
      l0 = i64x2.add(l0, productLow(y, c)); l1 = i64x2.add(l1, productHigh(y, c));
      c = splat(k + 20);
      h0 = i64x2.add(h0, productLow(y, c)); h1 = i64x2.add(h1, productHigh(y, c));
    }
    const n = i32x4.shr_u(v128.shuffle<u32>(turns0, turns1, 1, 3, 5, 7), 24);
    l0 = i64x2.add(l0, productLow(n, turnLow)); l1 = i64x2.add(l1, productHigh(n, turnLow));
    h0 = i64x2.add(h0, productLow(n, turnHigh)); h1 = i64x2.add(h1, productHigh(n, turnHigh));
    v128.store(z, reduce(l0, h0)); v128.store(z, reduce(l1, h1), 16);
  }
}

/**
 * low + 2^31 high mod p for low, high < 2^61: 2^61 = 2^21 - 1 folds the bits of high above 30, then what is above
 * 2^61.
 */
@inline function reduce(low: v128, high: v128): v128 {
  let top = i64x2.shr_u(high, 30);
  const sum = i64x2.add(i64x2.add(low, i64x2.shl(v128.and(high, vM30()), 31)), i64x2.sub(i64x2.shl(top, 21), top));
  top = i64x2.shr_u(sum, 61);
  const folded = i64x2.add(v128.and(sum, vM61()), i64x2.sub(i64x2.shl(top, 21), top));
  return i64x2.sub(folded, v128.and(i64x2.gt_s(folded, vPMinus1()), vP()));
}
