// From integers to residues modulo several primes at once, lazy results for a transform (below 12q).
//
// A canonical word x of the field stands for the integer of smallest size, x or x - p: x - p when bit 60 is set. (For
// the 2^20 words between p/2 and 2^60 that is not the smallest, but below 2^60 in size all the same.) It is split as
// x0 + 2^31 x1, 31 and 30 bits.
import { montgomery, productHigh, productLow, shoup, splat } from './modular';
import { RESIDUE_BYTES } from './size';

const LOW_31: usize = memory.data<u32>([0x7fffffff], 4);

@inline function lowLimbs(u: v128, v: v128): v128 {
  return v128.and(v128.shuffle<u32>(u, v, 0, 2, 4, 6), splat(LOW_31));
}

@inline function highLimbs(u: v128, v: v128): v128 {
  return v128.shuffle<u32>(i64x2.shl(u, 1), i64x2.shl(v, 1), 1, 3, 5, 7);
}

/** All ones where bit 60 of the word, bit 29 of its high limb, is set. */
@inline function negative(x1: v128): v128 { return i32x4.shr_s(i32x4.shl(x1, 2), 31); }

/**
 * The centred integers of N words at x, modulo `primes` primes. Table, 16 bytes per prime: q, 2^31 mod q, its
 * companion, -p mod q. x0 < 2^31 < 8.1 q, so results stay below 11.1 q.
 */
export function ringLift(x: usize, z: usize, primes: i32, table: usize): void {
  const end = z + RESIDUE_BYTES, tableEnd = table + (<usize>primes << 4);
  for (; z < end; z += 16, x += 32) {
    const u = v128.load(x), v = v128.load(x, 16), x0 = lowLimbs(u, v), x1 = highLimbs(u, v), sign = negative(x1);
    for (let k = table, to = z; k < tableEnd; k += 16, to += RESIDUE_BYTES) {
      const high = shoup(x1, splat(k + 4), splat(k + 8), splat(k));
      v128.store(to, i32x4.add(i32x4.add(x0, high), v128.and(sign, splat(k + 12))));
    }
  }
}

/**
 * centred(x) / p + e for N words at x and N small signed integers at e. Table, 32 bytes per prime: q, 1/p, companion,
 * 2^31/p, companion, -1 = -p/p. Below 2q + 2q + q + 2q.
 */
export function ringEncode(x: usize, e: usize, z: usize, primes: i32, table: usize): void {
  const end = z + RESIDUE_BYTES, tableEnd = table + (<usize>primes << 5);
  for (; z < end; z += 16, x += 32, e += 16) {
    const u = v128.load(x), v = v128.load(x, 16), x0 = lowLimbs(u, v), x1 = highLimbs(u, v), sign = negative(x1);
    const error = v128.load(e);
    for (let k = table, to = z; k < tableEnd; k += 32, to += RESIDUE_BYTES) {
      const q = splat(k), low = shoup(x0, splat(k + 4), splat(k + 8), q);
      const high = shoup(x1, splat(k + 12), splat(k + 16), q);
      const value = i32x4.add(i32x4.add(low, high), v128.and(sign, splat(k + 20)));
      v128.store(to, i32x4.add(value, i32x4.add(error, q)));
    }
  }
}

/** N signed integers of size below q, modulo one prime, canonical. */
export function ringSigned(x: usize, z: usize, prime: u32): void {
  const q = i32x4.splat(prime);
  for (const end = z + RESIDUE_BYTES; z < end; z += 16, x += 16) {
    const v = v128.load(x);
    v128.store(z, i32x4.add(v, v128.and(i32x4.shr_s(v, 31), q)));
  }
}

/**
 * n wide integers, n a multiple of 4, from random bits: sum of six 31-bit limbs times 2^31j, minus 2^185, so uniform
 * in [-2^185, 2^185). Per four integers 96 bytes at `random`, limb by limb. Table, 40 bytes per prime: q, qInverse,
 * -2^185, a pad, and the six powers of 2^31 in Montgomery form. Below 5q.
 */
export function ringWide(random: usize, z: usize, n: usize, primes: i32, table: usize): void {
  const mask = splat(LOW_31), end = z + (n << 2), tableEnd = table + <usize>primes * 40;
  for (; z < end; z += 16, random += 96) {
    const a = v128.and(v128.load(random), mask), b = v128.and(v128.load(random, 16), mask);
    const c = v128.and(v128.load(random, 32), mask), d = v128.and(v128.load(random, 48), mask);
    const e = v128.and(v128.load(random, 64), mask), f = v128.and(v128.load(random, 80), mask);
    for (let k = table, to = z; k < tableEnd; k += 40, to += RESIDUE_BYTES) {
      let w = splat(k + 16), low = productLow(a, w), high = productHigh(a, w);
      w = splat(k + 20); low = i64x2.add(low, productLow(b, w)); high = i64x2.add(high, productHigh(b, w));
      w = splat(k + 24); low = i64x2.add(low, productLow(c, w)); high = i64x2.add(high, productHigh(c, w));
      w = splat(k + 28); low = i64x2.add(low, productLow(d, w)); high = i64x2.add(high, productHigh(d, w));
      w = splat(k + 32); low = i64x2.add(low, productLow(e, w)); high = i64x2.add(high, productHigh(e, w));
      w = splat(k + 36); low = i64x2.add(low, productLow(f, w)); high = i64x2.add(high, productHigh(f, w));
      v128.store(to, i32x4.add(montgomery(low, high, splat(k), splat(k + 4)), splat(k + 8)));
    }
  }
}
