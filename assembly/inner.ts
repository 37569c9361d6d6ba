// Sums and inner products. No reduction per term: see wide.ts for the exactness of the high part.
import { M31, vM31, vM32, vMagic } from './constants';
import { addScalar, mulScalar, reduce64 } from './field';
import { CHUNK, lanes, recover, toDoubles } from './wide';

/** The word at z = sum of x. Halves of 32 bits are summed apart: exact for n < 2^31. */
export function sum(x: usize, z: usize, n: usize): void {
  const end = x + (n << 3), vectorEnd = x + ((n & ~1) << 3);
  let low = i64x2.splat(0), high = i64x2.splat(0);
  for (; x < vectorEnd; x += 16) {
    const v = v128.load(x);
    low = i64x2.add(low, v128.and(v, vM32()));
    high = i64x2.add(high, i64x2.shr_u(v, 32));
  }
  let rest: u64 = 0;
  if (x < end) rest = load<u64>(x);
  const lowSum = i64x2.extract_lane(low, 0) + i64x2.extract_lane(low, 1);
  const highSum = i64x2.extract_lane(high, 0) + i64x2.extract_lane(high, 1);
  store<u64>(z, addScalar(addScalar(reduce64(lowSum), rest), mulScalar(reduce64(highSum), 1 << 32)));
}

/** The word at z = sum of x_i y_i, in chunks of 2048. Here y is converted on the fly, without its 2^52 offset. */
export function inner(x: usize, y: usize, z: usize, n: usize): void {
  let total: u64 = 0;
  for (let left = n; left > 0;) {
    const count = min(left, CHUNK);
    total = addScalar(total, innerChunk(x, y, count));
    x += count << 3; y += count << 3; left -= count;
  }
  store<u64>(z, total);
}

function innerChunk(x: usize, y: usize, n: usize): u64 {
  const end = x + (n << 3), vectorEnd = x + ((n & ~3) << 3), magic = vMagic(), m31 = vM31();
  let estimate0 = f64x2.splat(0), estimate1 = f64x2.splat(0), low0: u64 = 0, low1: u64 = 0;
  for (; x < vectorEnd; x += 32, y += 32) {
    let a = f64x2.sub(toDoubles(v128.load(x)), magic), b = v128.load(y);
    estimate0 = f64x2.add(estimate0, f64x2.mul(a, f64x2.sub(v128.or(v128.and(b, m31), magic), magic)));
    estimate1 = f64x2.add(estimate1, f64x2.mul(a, f64x2.sub(v128.or(i64x2.shr_u(b, 31), magic), magic)));
    let u = load<u64>(x), v = load<u64>(y); low0 += u * (v & M31); low1 += u * (v >> 31);
    u = load<u64>(x, 8); v = load<u64>(y, 8); low0 += u * (v & M31); low1 += u * (v >> 31);
    a = f64x2.sub(toDoubles(v128.load(x, 16)), magic); b = v128.load(y, 16);
    estimate0 = f64x2.add(estimate0, f64x2.mul(a, f64x2.sub(v128.or(v128.and(b, m31), magic), magic)));
    estimate1 = f64x2.add(estimate1, f64x2.mul(a, f64x2.sub(v128.or(i64x2.shr_u(b, 31), magic), magic)));
    u = load<u64>(x, 16); v = load<u64>(y, 16); low0 += u * (v & M31); low1 += u * (v >> 31);
    u = load<u64>(x, 24); v = load<u64>(y, 24); low0 += u * (v & M31); low1 += u * (v >> 31);
  }
  let rest0: f64 = 0, rest1: f64 = 0;
  for (; x < end; x += 8, y += 8) {
    const u = load<u64>(x), v = load<u64>(y), v0 = v & M31, v1 = v >> 31;
    low0 += u * v0; low1 += u * v1;
    const high = <f64><i64>(u >> 9);
    rest0 += high * <f64><i64>v0; rest1 += high * <f64><i64>v1;
  }
  const high = recover(low1, lanes(estimate1) + rest1);
  return addScalar(recover(low0, lanes(estimate0) + rest0), mulScalar(high, 1 << 31));
}
