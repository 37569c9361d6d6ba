// The inverse of forward.ts, Gentleman-Sande, from its order to coefficients. The factor 1/N is left out: every
// consumer multiplies by a constant anyway and folds it in there.
import { fold, shoup, splat } from './modular';
import { N } from './size';
import { GROUPS_AT } from './tables';

/** In place. Lanes below 2q in; N times the coefficients, below 2q, out. `table`: ringTable of the inverse root. */
export function ringInverse(x: usize, table: usize, prime: u32): void {
  firstLayers(x, table, prime);
  let t: usize = 64;
  for (let m: usize = N >> 6; m > 0; m >>= 2, t <<= 2) inversePass(x, t, m, table, prime);
}

@inline function firstLayers(x: usize, table: usize, prime: u32): void {
  const q = i32x4.splat(prime), q2 = i32x4.splat(prime << 1), q4 = i32x4.splat(prime << 2);
  let group = table + GROUPS_AT;
  for (let i = N >> 4; i < N >> 3; i++, x += 64, group += 128) {
    firstTwo(x, group, q, q2, q4);
    firstTwo(x + 32, group + 64, q, q2, q4);
    const outer = table + (i << 3), inner = table + (i << 4);
    butterfly(
      x, 16, splat(outer), splat(outer + 4), splat(inner), splat(inner + 4), splat(inner + 8), splat(inner + 12),
      q, q2, q4,
    );
  }
}

/** Undoes lastTwo of the forward transform on eight values; leaves them in the order of coefficients. */
@inline function firstTwo(x: usize, group: usize, q: v128, q2: v128, q4: v128): void {
  const a = v128.load(x), b = v128.load(x, 16), sum = i32x4.add(a, b);
  const d = shoup(i32x4.add(i32x4.sub(a, b), q2), v128.load(group, 32), v128.load(group, 48), q);
  const plus = v128.shuffle<u32>(sum, d, 0, 4, 1, 5), minus = v128.shuffle<u32>(sum, d, 2, 6, 3, 7); // below 4q
  const u = fold(fold(i32x4.add(plus, minus), q4), q2);
  const v = shoup(i32x4.add(i32x4.sub(plus, minus), q4), v128.load(group), v128.load(group, 16), q);
  v128.store(x, v128.shuffle<u32>(u, v, 0, 1, 4, 5));
  v128.store(x, v128.shuffle<u32>(u, v, 2, 3, 6, 7), 16);
}

@inline function inversePass(x: usize, t: usize, m: usize, table: usize, prime: u32): void {
  const q = i32x4.splat(prime), q2 = i32x4.splat(prime << 1), q4 = i32x4.splat(prime << 2);
  for (let i = m; i < m << 1; i++, x += 3 * t) {
    const outer = table + (i << 3), inner = table + (i << 4);
    const w = splat(outer), wShoup = splat(outer + 4);
    const u = splat(inner), uShoup = splat(inner + 4), v = splat(inner + 8), vShoup = splat(inner + 12);
    for (const end = x + t; x < end; x += 16) butterfly(x, t, w, wShoup, u, uShoup, v, vShoup, q, q2, q4);
  }
}

/** Two layers on the vectors at x, x + t, x + 2t, x + 3t. */
@inline function butterfly(
  x: usize, t: usize, w: v128, wShoup: v128, u: v128, uShoup: v128, v: v128, vShoup: v128, q: v128, q2: v128, q4: v128,
): void {
  const y = x + 2 * t, a = v128.load(x), b = v128.load(x + t), c = v128.load(y), d = v128.load(y + t);
  const ab = i32x4.add(a, b), cd = i32x4.add(c, d);
  const e = shoup(i32x4.add(i32x4.sub(a, b), q2), u, uShoup, q);
  const f = shoup(i32x4.add(i32x4.sub(c, d), q2), v, vShoup, q);
  v128.store(x, fold(fold(i32x4.add(ab, cd), q4), q2));
  v128.store(x + t, fold(i32x4.add(e, f), q2));
  v128.store(y, shoup(i32x4.add(i32x4.sub(ab, cd), q4), w, wShoup, q));
  v128.store(y + t, shoup(i32x4.add(i32x4.sub(e, f), q2), w, wShoup, q));
}
