// Dividing the seven dropped primes, D their product, out of a polynomial with randomised rounding: floor(c / D + r)
// modulo the three kept primes. With r uniform in [0, 1) this is floor((c + f) / D) for f uniform in [0, D): the
// rounding is the flooding noise. Residues are scaled with precomputed fractions [HPS19].
//
// With y_j = c (D/d_j)^-1 mod d_j and [c] = c mod D: [c] = sum y_j D/d_j - a D, so modulo a kept prime
// floor(c/D + r) = c/D - sum y_j/d_j + floor(sum y_j/d_j + r). The last floor is taken in fixed point with 59 bits; per
// prime two constants, floor(2^59/d) and the 32 bits after them, so the sum is below its true value by at most
// 2^-59 + 7 * 2^28 * 2^-91, and an r of 59 bits rounds up too rarely by at most that.
//
// The mask. What is masked must be uniform modulo p *before* the division: c + y, y the integer in [0, q) with p y =
// m modulo q, m uniform in [0, p). Then y/D = -b/p modulo the kept primes, plus b/p, plus m/(p D), for b = -m/D mod
// p, which is uniform, too. So: draw b, add -b/p to the residues *and the fraction b/p to the rounding* (the third
// term is below 1/D). Leaving the fraction out would shift the noise by a function of the mask, of the size of the
// rounding itself.
//
// Input: N times the coefficients (what ringInverse leaves), below 2q. Random: N words, 59 bits of each are used.
// Tables of u32. `dropped`, 24 bytes per dropped prime: d, (D/d)^-1/N mod d, its companion, floor(2^59/d), the next
// 32 bits, a pad. `kept`, 64 bytes per kept prime: q, qInverse, 1/(D N) in Montgomery form, -1/p, companion, -2^31/p,
// companion, a pad, then -1/d_j in Montgomery form.
import { fold, montgomery, productHigh, productLow, shoup, splat } from './modular';
import { DROPPED, KEPT, RESIDUE_BYTES } from './size';

const MASKS: usize = memory.data<u64>([(1 << 59) - 1, 0x7fffffff7fffffff], 8);

@inline function bits59(): v128 { return v128.load_splat<u64>(MASKS); }
@inline function low31(): v128 { return v128.load_splat<u64>(MASKS, 8); }

/** floor(2^59 b / p) or one less, for words b below p: b/4 (1 + 2^-40 + ...). */
@inline function fraction(b: v128): v128 { return i64x2.shr_u(i64x2.add(b, i64x2.shr_u(b, 40)), 2); }

/**
 * z = floor(c/D + r + b/p) - b/p, canonical, modulo the kept primes. c: ten polynomials; b: the mask, N words below
 * p; z: three.
 */
export function ringRescaleMasked(c: usize, random: usize, b: usize, z: usize, dropped: usize, kept: usize): void {
  rescale(true, c, c + KEPT * RESIDUE_BYTES, random, b, z, dropped, kept);
}

/**
 * What the dropped primes contribute: z = floor([c]/D + r) - [c]/D modulo the kept primes, below 2q. `c`: the seven
 * dropped polynomials. The caller adds c/D, which needs no transform of its kept polynomials.
 */
export function ringRescaleTail(c: usize, random: usize, z: usize, dropped: usize, kept: usize): void {
  rescale(false, 0, c, random, 0, z, dropped, kept);
}

@inline function rescale(
  masked: bool, c: usize, tail: usize, random: usize, b: usize, z: usize, dropped: usize, kept: usize,
): void {
  const droppedEnd = dropped + 24 * DROPPED, kept1 = kept + 64, kept2 = kept + 128;
  for (const end = z + RESIDUE_BYTES; z < end; z += 16, tail += 16, random += 32) {
    let sumLow = v128.and(v128.load(random), bits59()), sumHigh = v128.and(v128.load(random, 16), bits59());
    let restLow = i64x2.splat(0), restHigh = restLow;
    let low0 = restLow, high0 = restLow, low1 = restLow, high1 = restLow, low2 = restLow, high2 = restLow;
    if (masked) {
      let x = v128.load(c), k = splat(kept + 8);
      low0 = productLow(x, k); high0 = productHigh(x, k);
      x = v128.load(c + RESIDUE_BYTES); k = splat(kept1 + 8);
      low1 = productLow(x, k); high1 = productHigh(x, k);
      x = v128.load(c + 2 * RESIDUE_BYTES); k = splat(kept2 + 8);
      low2 = productLow(x, k); high2 = productHigh(x, k);
      c += 16;
      sumLow = i64x2.add(sumLow, fraction(v128.load(b)));
      sumHigh = i64x2.add(sumHigh, fraction(v128.load(b, 16)));
    }
    for (let d = dropped, at = tail, j: usize = 32; d < droppedEnd; d += 24, at += RESIDUE_BYTES, j += 4) {
      const prime = splat(d), y = fold(shoup(v128.load(at), splat(d + 4), splat(d + 8), prime), prime);
      let k = splat(d + 12);
      sumLow = i64x2.add(sumLow, productLow(y, k)); sumHigh = i64x2.add(sumHigh, productHigh(y, k));
      k = splat(d + 16);
      restLow = i64x2.add(restLow, productLow(y, k)); restHigh = i64x2.add(restHigh, productHigh(y, k));
      k = splat(kept + j);
      low0 = i64x2.add(low0, productLow(y, k)); high0 = i64x2.add(high0, productHigh(y, k));
      k = splat(kept1 + j);
      low1 = i64x2.add(low1, productLow(y, k)); high1 = i64x2.add(high1, productHigh(y, k));
      k = splat(kept2 + j);
      low2 = i64x2.add(low2, productLow(y, k)); high2 = i64x2.add(high2, productHigh(y, k));
    }
    sumLow = i64x2.add(sumLow, i64x2.shr_u(restLow, 32));
    sumHigh = i64x2.add(sumHigh, i64x2.shr_u(restHigh, 32));
    const floor = i32x4.shr_u(v128.shuffle<u32>(sumLow, sumHigh, 1, 3, 5, 7), 27);
    if (masked) {
      const u = v128.load(b), v = v128.load(b, 16);
      const b0 = v128.and(v128.shuffle<u32>(u, v, 0, 2, 4, 6), low31());
      const b1 = v128.shuffle<u32>(i64x2.shl(u, 1), i64x2.shl(v, 1), 1, 3, 5, 7);
      storeMasked(z, low0, high0, floor, b0, b1, kept);
      storeMasked(z + RESIDUE_BYTES, low1, high1, floor, b0, b1, kept1);
      storeMasked(z + 2 * RESIDUE_BYTES, low2, high2, floor, b0, b1, kept2);
      b += 32;
    } else {
      storeTail(z, low0, high0, floor, kept);
      storeTail(z + RESIDUE_BYTES, low1, high1, floor, kept1);
      storeTail(z + 2 * RESIDUE_BYTES, low2, high2, floor, kept2);
    }
  }
}

/** 1.6q from the sum of eight products, 9 from the floor, 2q + 2q from the mask. */
@inline function storeMasked(z: usize, low: v128, high: v128, floor: v128, b0: v128, b1: v128, k: usize): void {
  const q = splat(k), q2 = i32x4.shl(q, 1), q4 = i32x4.shl(q, 2);
  const mask = i32x4.add(shoup(b0, splat(k + 12), splat(k + 16), q), shoup(b1, splat(k + 20), splat(k + 24), q));
  const sum = i32x4.add(i32x4.add(montgomery(low, high, q, splat(k + 4)), floor), mask);
  v128.store(z, fold(fold(fold(sum, q4), q2), q));
}

@inline function storeTail(z: usize, low: v128, high: v128, floor: v128, k: usize): void {
  v128.store(z, i32x4.add(montgomery(low, high, splat(k), splat(k + 4)), floor));
}
