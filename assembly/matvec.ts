// y = A x for a row-major matrix, one or several vectors in one pass over A. Four rows at a time share the loads of x
// and keep four streams of the matrix in flight; chunks of columns keep the sums exact (wide.ts).
import { addScalar } from './field';
import { addressAt, CHUNK, lanes, prepare, preparedBytes, recoverBoth, toDouble, toDoubles } from './wide';

/** Bytes of scratch that matVecs needs for `count` vectors. */
export function matVecsScratch(cols: usize, count: usize): usize { return count * preparedBytes(cols); }

/**
 * ys[v] = A xs[v] for v < count; xs and ys are addresses of lists of u32 addresses. No y may overlap A, an x or
 * scratch. A has rows * cols words, xs[v] cols, ys[v] rows.
 */
export function matVecs(A: usize, rows: usize, cols: usize, xs: usize, ys: usize, count: usize, scratch: usize): void {
  const stride = cols << 3, fours = rows & ~3, each = preparedBytes(cols);
  for (let from: usize = 0; from < cols; from += CHUNK) {
    const width = min(CHUNK, cols - from), more = from != 0;
    for (let v: usize = 0; v < count; v++) prepare(addressAt(xs, v) + (from << 3), width, scratch + v * each);
    let row = A + (from << 3);
    for (let r: usize = 0; r < fours; r += 4, row += stride << 2) {
      for (let v: usize = 0; v < count; v++) {
        fourRows(row, stride, width, scratch + v * each, addressAt(ys, v) + (r << 3), more);
      }
    }
    for (let r = fours; r < rows; r++, row += stride) {
      for (let v: usize = 0; v < count; v++) oneRow(row, width, scratch + v * each, addressAt(ys, v) + (r << 3), more);
    }
  }
}

@inline function put(y: usize, value: u64, more: bool): void {
  store<u64>(y, more ? addScalar(load<u64>(y), value) : value);
}

/** y[0..3] (+)= rows a, b, c, d times the n elements prepared at x. Estimates a0 .. d1, wrapped sums p0 .. s1. */
function fourRows(a: usize, stride: usize, n: usize, x: usize, y: usize, more: bool): void {
  const offset0 = load<f64>(x), offset1 = load<f64>(x, 8), end = a + ((n & ~1) << 3);
  let a0 = f64x2.splat(0), a1 = f64x2.splat(0), b0 = f64x2.splat(0), b1 = f64x2.splat(0);
  let c0 = f64x2.splat(0), c1 = f64x2.splat(0), d0 = f64x2.splat(0), d1 = f64x2.splat(0);
  let p0: u64 = 0, p1: u64 = 0, q0: u64 = 0, q1: u64 = 0, r0: u64 = 0, r1: u64 = 0, s0: u64 = 0, s1: u64 = 0;
  let c = a + (stride << 1);
  for (x += 16; a < end; a += 16, c += 16, x += 64) {
    const limb0 = v128.load(x, 32), limb1 = v128.load(x, 48);
    let doubles = toDoubles(v128.load(a));
    a0 = f64x2.add(a0, f64x2.mul(doubles, limb0)); a1 = f64x2.add(a1, f64x2.mul(doubles, limb1));
    doubles = toDoubles(v128.load(a + stride));
    b0 = f64x2.add(b0, f64x2.mul(doubles, limb0)); b1 = f64x2.add(b1, f64x2.mul(doubles, limb1));
    doubles = toDoubles(v128.load(c));
    c0 = f64x2.add(c0, f64x2.mul(doubles, limb0)); c1 = f64x2.add(c1, f64x2.mul(doubles, limb1));
    doubles = toDoubles(v128.load(c + stride));
    d0 = f64x2.add(d0, f64x2.mul(doubles, limb0)); d1 = f64x2.add(d1, f64x2.mul(doubles, limb1));
    let x0 = load<u64>(x), x1 = load<u64>(x, 8);
    let u = load<u64>(a); p0 += u * x0; p1 += u * x1;
    u = load<u64>(a + stride); q0 += u * x0; q1 += u * x1;
    u = load<u64>(c); r0 += u * x0; r1 += u * x1;
    u = load<u64>(c + stride); s0 += u * x0; s1 += u * x1;
    x0 = load<u64>(x, 16); x1 = load<u64>(x, 24);
    u = load<u64>(a, 8); p0 += u * x0; p1 += u * x1;
    u = load<u64>(a + stride, 8); q0 += u * x0; q1 += u * x1;
    u = load<u64>(c, 8); r0 += u * x0; r1 += u * x1;
    u = load<u64>(c + stride, 8); s0 += u * x0; s1 += u * x1;
  }
  if (n & 1) {
    const x0 = load<u64>(x), x1 = load<u64>(x, 8), limb0 = v128.load64_zero(x, 32), limb1 = v128.load64_zero(x, 48);
    let u = load<u64>(a), doubles = f64x2.splat(toDouble(u));
    a0 = f64x2.add(a0, f64x2.mul(doubles, limb0)); a1 = f64x2.add(a1, f64x2.mul(doubles, limb1));
    p0 += u * x0; p1 += u * x1;
    u = load<u64>(a + stride); doubles = f64x2.splat(toDouble(u));
    b0 = f64x2.add(b0, f64x2.mul(doubles, limb0)); b1 = f64x2.add(b1, f64x2.mul(doubles, limb1));
    q0 += u * x0; q1 += u * x1;
    u = load<u64>(c); doubles = f64x2.splat(toDouble(u));
    c0 = f64x2.add(c0, f64x2.mul(doubles, limb0)); c1 = f64x2.add(c1, f64x2.mul(doubles, limb1));
    r0 += u * x0; r1 += u * x1;
    u = load<u64>(c + stride); doubles = f64x2.splat(toDouble(u));
    d0 = f64x2.add(d0, f64x2.mul(doubles, limb0)); d1 = f64x2.add(d1, f64x2.mul(doubles, limb1));
    s0 += u * x0; s1 += u * x1;
  }
  put(y, recoverBoth(p0, p1, lanes(a0), lanes(a1), offset0, offset1), more);
  put(y + 8, recoverBoth(q0, q1, lanes(b0), lanes(b1), offset0, offset1), more);
  put(y + 16, recoverBoth(r0, r1, lanes(c0), lanes(c1), offset0, offset1), more);
  put(y + 24, recoverBoth(s0, s1, lanes(d0), lanes(d1), offset0, offset1), more);
}

/** The same for one row. */
function oneRow(a: usize, n: usize, x: usize, y: usize, more: bool): void {
  const offset0 = load<f64>(x), offset1 = load<f64>(x, 8), end = a + ((n & ~1) << 3);
  let a0 = f64x2.splat(0), a1 = f64x2.splat(0), p0: u64 = 0, p1: u64 = 0;
  for (x += 16; a < end; a += 16, x += 64) {
    const doubles = toDoubles(v128.load(a));
    a0 = f64x2.add(a0, f64x2.mul(doubles, v128.load(x, 32))); a1 = f64x2.add(a1, f64x2.mul(doubles, v128.load(x, 48)));
    let u = load<u64>(a); p0 += u * load<u64>(x); p1 += u * load<u64>(x, 8);
    u = load<u64>(a, 8); p0 += u * load<u64>(x, 16); p1 += u * load<u64>(x, 24);
  }
  if (n & 1) {
    const u = load<u64>(a), doubles = f64x2.splat(toDouble(u));
    a0 = f64x2.add(a0, f64x2.mul(doubles, v128.load64_zero(x, 32)));
    a1 = f64x2.add(a1, f64x2.mul(doubles, v128.load64_zero(x, 48)));
    p0 += u * load<u64>(x); p1 += u * load<u64>(x, 8);
  }
  put(y, recoverBoth(p0, p1, lanes(a0), lanes(a1), offset0, offset1), more);
}
