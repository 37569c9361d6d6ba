// Distributions from uniform random bytes. The uniform ones are exact: a group that holds a value out of range is
// skipped as a whole, which says nothing about those that are kept; the callers supply more bytes until enough was
// written.

/** 255 in every byte, and the 28 lowest bits of every lane. */
const ALL: usize = memory.data<u64>([0xffffffffffffffff, 0x0fffffff0fffffff, 0x001fffff001fffff], 8);

@inline function bits28(): v128 { return v128.load_splat<u64>(ALL, 8); }
@inline function bits21(): v128 { return v128.load_splat<u64>(ALL, 16); }

/**
 * Uniform in {-1, 0, 1}: a byte below 255 modulo 3, less 1; groups of 16. Reads at most `groups` groups of 16 bytes and
 * writes at most `wanted` values, a multiple of 16, as i32. @returns how many were written
 */
export function ringTernary(random: usize, groups: usize, z: usize, wanted: usize): usize {
  const all = v128.load_splat<u64>(ALL), third = i16x8.splat(171), one = i16x8.splat(1), start = z;
  const zEnd = z + (wanted << 2);
  for (const end = random + (groups << 4); random < end && z < zEnd; random += 16) {
    const bytes = v128.load(random);
    if (v128.any_true(i8x16.eq(bytes, all))) continue;
    storeTernary(z, i16x8.extend_low_i8x16_u(bytes), third, one);
    storeTernary(z + 32, i16x8.extend_high_i8x16_u(bytes), third, one);
    z += 64;
  }
  return (z - start) >> 2;
}

/** 171 x / 512 rounds down to x / 3 for x < 256. */
@inline function storeTernary(z: usize, x: v128, third: v128, one: v128): void {
  const quotient = i16x8.shr_u(i16x8.mul(x, third), 9), twice = i16x8.add(quotient, quotient);
  const value = i16x8.sub(i16x8.sub(i16x8.sub(x, quotient), twice), one);
  v128.store(z, i32x4.extend_low_i16x8_s(value));
  v128.store(z, i32x4.extend_high_i16x8_s(value), 16);
}

/** Ones in each lane. */
@inline function popcount(x: v128): v128 {
  return i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(i8x16.popcnt(x)));
}

/**
 * n centred binomial values, n a multiple of 4: the heads of 21 coins less those of 21 others; 8 bytes each, as i32.
 */
export function ringBinomial(random: usize, z: usize, n: usize): void {
  const mask = bits21();
  for (const end = z + (n << 2); z < end; z += 16, random += 32) {
    const heads = popcount(v128.and(v128.load(random), mask)), others = popcount(v128.and(v128.load(random, 16), mask));
    v128.store(z, i32x4.sub(heads, others));
  }
}

/**
 * Uniform modulo q: the low 28 bits of a word, if below q; groups of 4. Reads at most `groups` groups of 16 bytes and
 * writes at most `wanted` values, a multiple of 4. @returns how many were written
 */
export function ringUniform(random: usize, groups: usize, prime: u32, z: usize, wanted: usize): usize {
  const mask = bits28(), q = i32x4.splat(prime), start = z, zEnd = z + (wanted << 2);
  for (const end = random + (groups << 4); random < end && z < zEnd; random += 16) {
    const values = v128.and(v128.load(random), mask);
    if (v128.any_true(i32x4.ge_u(values, q))) continue;
    v128.store(z, values);
    z += 16;
  }
  return (z - start) >> 2;
}
