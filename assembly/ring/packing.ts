// Residues on the wire: 28 bits each, little-endian, sixteen to 56 bytes.

@inline function pair(at: usize): u64 { return load<u64>(at) & 0x0fffffff | load<u64>(at) >> 32 << 28; }

/** n canonical residues, n a multiple of 16, to 3.5 n bytes. */
export function ringPack(x: usize, z: usize, n: usize): void {
  for (const end = x + (n << 2); x < end; x += 64, z += 56) {
    for (let k: usize = 0; k < 7; k++) store<u64>(z + 7 * k, pair(x + (k << 3)));
    const last = pair(x + 56);
    store<u64>(z, (last << 8) | (pair(x + 48) >> 48), 48);
  }
}

/** The inverse. @returns 1 if all n residues are below q, else 0 */
export function ringUnpack(x: usize, z: usize, n: usize, prime: u32): i32 {
  const q = i32x4.splat(prime);
  let bad = i32x4.splat(0);
  for (const end = z + (n << 2); z < end; z += 64, x += 56) {
    for (let k: usize = 0; k < 7; k++) unpackPair(load<u64>(x + 7 * k), z + (k << 3));
    unpackPair(load<u64>(x, 48) >> 8, z + 56);
    for (let k: usize = 0; k < 64; k += 16) bad = v128.or(bad, i32x4.ge_u(v128.load(z + k), q));
  }
  return v128.any_true(bad) ? 0 : 1;
}

@inline function unpackPair(bits: u64, z: usize): void {
  store<u64>(z, (bits & 0x0fffffff) | (bits >> 28 & 0x0fffffff) << 32);
}
