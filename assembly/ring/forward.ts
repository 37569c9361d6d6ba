// The negacyclic number-theoretic transform modulo a 28-bit prime: evaluation at the N odd powers of the root. Radix 4,
// Cooley-Tukey, four lanes, Shoup products [Har14]; one conditional subtraction per radix-4 pass keeps lanes below
// 12q. Five passes of two layers each, then one pass that does the last four layers of 16 coefficients in registers.
//
// Output order: position 8g + j holds the value at root^(2 reverse14(8g + reverse3(j)) + 1). Nobody needs another one,
// because all products are position by position.
import { fold, shoup, splat } from './modular';
import { N, RESIDUE_BYTES } from './size';
import { GROUPS_AT } from './tables';

/** In place. Lanes below 12q in, below 12q out. `table`: ringTable of the root. */
export function ringForward(x: usize, table: usize, prime: u32): void {
  ringForwardSixteen(x, table, prime);
  lastLayers(x, table, prime);
}

/**
 * The first ten layers only, of a polynomial sum over r < 16 of X^r P_r(X^16): lane 16 i + r becomes P_r(w_i), where w_i is what
 * X^16 is at the positions 16 i .. 16 i + 15 of the whole transform. Lanes below 12q in and out.
 */
export function ringForwardSixteen(x: usize, table: usize, prime: u32): void {
  let t = RESIDUE_BYTES;
  for (let m: usize = 1; m < N >> 4; m <<= 2) {
    t >>= 2;
    forwardPass(x, t, m, table, prime);
  }
}

@inline function forwardPass(x: usize, t: usize, m: usize, table: usize, prime: u32): void {
  const q = i32x4.splat(prime), q2 = i32x4.splat(prime << 1), q8 = i32x4.splat(prime << 3);
  for (let i = m; i < m << 1; i++, x += 3 * t) {
    const outer = table + (i << 3), inner = table + (i << 4);
    const w = splat(outer), wShoup = splat(outer + 4);
    const u = splat(inner), uShoup = splat(inner + 4), v = splat(inner + 8), vShoup = splat(inner + 12);
    for (const end = x + t; x < end; x += 16) {
      const y = x + 2 * t;
      const a = fold(v128.load(x), q8), b = v128.load(x + t);
      const c = shoup(v128.load(y), w, wShoup, q), d = shoup(v128.load(y + t), w, wShoup, q);
      const aMinus = i32x4.add(i32x4.sub(a, c), q2), bMinus = i32x4.add(i32x4.sub(b, d), q2);
      const aPlus = i32x4.add(a, c), e = shoup(i32x4.add(b, d), u, uShoup, q), f = shoup(bMinus, v, vShoup, q);
      v128.store(x, i32x4.add(aPlus, e));
      v128.store(x + t, i32x4.add(i32x4.sub(aPlus, e), q2));
      v128.store(y, i32x4.add(aMinus, f));
      v128.store(y + t, i32x4.add(i32x4.sub(aMinus, f), q2));
    }
  }
}

/** Layers 11 and 12 on four vectors, 13 and 14 inside two pairs of them. */
@inline function lastLayers(x: usize, table: usize, prime: u32): void {
  const q = i32x4.splat(prime), q2 = i32x4.splat(prime << 1), q8 = i32x4.splat(prime << 3);
  let group = table + GROUPS_AT;
  for (let i = N >> 4; i < N >> 3; i++, x += 64, group += 128) {
    const outer = table + (i << 3), inner = table + (i << 4), w = splat(outer), wShoup = splat(outer + 4);
    const a = fold(v128.load(x), q8), b = v128.load(x, 16);
    const c = shoup(v128.load(x, 32), w, wShoup, q), d = shoup(v128.load(x, 48), w, wShoup, q);
    const aMinus = i32x4.add(i32x4.sub(a, c), q2), bMinus = i32x4.add(i32x4.sub(b, d), q2);
    const aPlus = i32x4.add(a, c), e = shoup(i32x4.add(b, d), splat(inner), splat(inner + 4), q);
    const f = shoup(bMinus, splat(inner + 8), splat(inner + 12), q);
    lastTwo(x, i32x4.add(aPlus, e), i32x4.add(i32x4.sub(aPlus, e), q2), group, q, q2, q8);
    lastTwo(x + 32, i32x4.add(aMinus, f), i32x4.add(i32x4.sub(aMinus, f), q2), group + 64, q, q2, q8);
  }
}

/** Eight coefficients: those of a and b that the next butterflies pair are brought into the same lanes. */
@inline function lastTwo(x: usize, a: v128, b: v128, group: usize, q: v128, q2: v128, q8: v128): void {
  const u = fold(v128.shuffle<u32>(a, b, 0, 1, 4, 5), q8);
  const v = shoup(v128.shuffle<u32>(a, b, 2, 3, 6, 7), v128.load(group), v128.load(group, 16), q);
  const plus = i32x4.add(u, v), minus = i32x4.add(i32x4.sub(u, v), q2);
  const c = v128.shuffle<u32>(plus, minus, 0, 2, 4, 6);
  const d = shoup(v128.shuffle<u32>(plus, minus, 1, 3, 5, 7), v128.load(group, 32), v128.load(group, 48), q);
  v128.store(x, i32x4.add(c, d));
  v128.store(x, i32x4.add(i32x4.sub(c, d), q2), 16);
}
