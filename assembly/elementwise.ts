// Element-by-element operations on n canonical words. z may be an input itself, but must not overlap one in part.
// A SIMD loop over groups of four (or eight), then at most seven scalar steps.
import { M31, P, vP } from './constants';
import {
  addScalar, highLimbs, lowLimbs, mulAddScalar, mulScalar, reduce64, subScalar, vAdd, vMul, vMulAdd, vReduce64, vSub,
} from './field';

/** z = x + y */
export function add(x: usize, y: usize, z: usize, n: usize): void {
  const end = z + (n << 3), vectorEnd = z + ((n & ~7) << 3);
  for (; z < vectorEnd; z += 64, x += 64, y += 64) {
    v128.store(z, vAdd(v128.load(x), v128.load(y)));
    v128.store(z, vAdd(v128.load(x, 16), v128.load(y, 16)), 16);
    v128.store(z, vAdd(v128.load(x, 32), v128.load(y, 32)), 32);
    v128.store(z, vAdd(v128.load(x, 48), v128.load(y, 48)), 48);
  }
  for (; z < end; z += 8, x += 8, y += 8) store<u64>(z, addScalar(load<u64>(x), load<u64>(y)));
}

/** z = x - y */
export function sub(x: usize, y: usize, z: usize, n: usize): void {
  const end = z + (n << 3), vectorEnd = z + ((n & ~7) << 3);
  for (; z < vectorEnd; z += 64, x += 64, y += 64) {
    v128.store(z, vSub(v128.load(x), v128.load(y)));
    v128.store(z, vSub(v128.load(x, 16), v128.load(y, 16)), 16);
    v128.store(z, vSub(v128.load(x, 32), v128.load(y, 32)), 32);
    v128.store(z, vSub(v128.load(x, 48), v128.load(y, 48)), 48);
  }
  for (; z < end; z += 8, x += 8, y += 8) store<u64>(z, subScalar(load<u64>(x), load<u64>(y)));
}

/** z = -x; 0 stays 0. */
export function neg(x: usize, z: usize, n: usize): void {
  const end = z + (n << 3), vectorEnd = z + ((n & ~1) << 3), zero = i64x2.splat(0);
  for (; z < vectorEnd; z += 16, x += 16) {
    const v = v128.load(x);
    v128.store(z, v128.andnot(i64x2.sub(vP(), v), i64x2.eq(v, zero)));
  }
  if (z < end) store<u64>(z, subScalar(0, load<u64>(x)));
}

/** z = x y */
export function mul(x: usize, y: usize, z: usize, n: usize): void {
  const end = z + (n << 3), vectorEnd = z + ((n & ~3) << 3);
  for (; z < vectorEnd; z += 32, x += 32, y += 32) {
    let u = v128.load(x), v = v128.load(x, 16);
    const x0 = lowLimbs(u, v), x1 = highLimbs(u, v);
    u = v128.load(y); v = v128.load(y, 16);
    const y0 = lowLimbs(u, v), y1 = highLimbs(u, v);
    v128.store(z, vMul(false, x0, x1, y0, y1));
    v128.store(z, vMul(true, x0, x1, y0, y1), 16);
  }
  for (; z < end; z += 8, x += 8, y += 8) store<u64>(z, mulScalar(load<u64>(x), load<u64>(y)));
}

/** z = k x, k the word at address k. */
export function scale(k: usize, x: usize, z: usize, n: usize): void {
  const end = z + (n << 3), vectorEnd = z + ((n & ~3) << 3), factor = load<u64>(k);
  const k0 = i32x4.splat(<i32>(factor & M31)), k1 = i32x4.splat(<i32>(factor >> 31));
  for (; z < vectorEnd; z += 32, x += 32) {
    const u = v128.load(x), v = v128.load(x, 16), x0 = lowLimbs(u, v), x1 = highLimbs(u, v);
    v128.store(z, vMul(false, x0, x1, k0, k1));
    v128.store(z, vMul(true, x0, x1, k0, k1), 16);
  }
  for (; z < end; z += 8, x += 8) store<u64>(z, mulScalar(load<u64>(x), factor));
}

/** z += k x, k the word at address k. */
export function axpy(k: usize, x: usize, z: usize, n: usize): void {
  const end = z + (n << 3), vectorEnd = z + ((n & ~3) << 3), factor = load<u64>(k);
  const k0 = i32x4.splat(<i32>(factor & M31)), k1 = i32x4.splat(<i32>(factor >> 31));
  for (; z < vectorEnd; z += 32, x += 32) {
    const u = v128.load(x), v = v128.load(x, 16), x0 = lowLimbs(u, v), x1 = highLimbs(u, v);
    v128.store(z, vMulAdd(false, x0, x1, k0, k1, v128.load(z)));
    v128.store(z, vMulAdd(true, x0, x1, k0, k1, v128.load(z, 16)), 16);
  }
  for (; z < end; z += 8, x += 8) store<u64>(z, mulAddScalar(load<u64>(x), factor, load<u64>(z)));
}

/** z = x + k, k the word at address k. */
export function addConstant(k: usize, x: usize, z: usize, n: usize): void {
  const end = z + (n << 3), vectorEnd = z + ((n & ~1) << 3), constant = load<u64>(k), splat = i64x2.splat(constant);
  for (; z < vectorEnd; z += 16, x += 16) v128.store(z, vAdd(v128.load(x), splat));
  if (z < end) store<u64>(z, addScalar(load<u64>(x), constant));
}

/** z = x mod p for any u64 x. */
export function reduce(x: usize, z: usize, n: usize): void {
  const end = z + (n << 3), vectorEnd = z + ((n & ~1) << 3);
  for (; z < vectorEnd; z += 16, x += 16) v128.store(z, vReduce64(v128.load(x)));
  if (z < end) store<u64>(z, reduce64(load<u64>(x)));
}
