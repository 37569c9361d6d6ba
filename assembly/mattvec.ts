// y = A^T x for a row-major matrix, one or several vectors in one pass over A. Four rows at a time are added into one
// accumulator per column and limb (a wrapped sum and an estimate, wide.ts), held in scratch for a tile of columns that
// fits the first-level cache.
import { addScalar } from './field';
import { addressAt, CHUNK, prepare, preparedBytes, recoverBoth, toDouble, toDoubles } from './wide';

/** Columns per tile; 32 bytes of accumulators each. */
const TILE: usize = 1024;

@inline function tileBytes(cols: usize): usize { return ((min(cols, TILE) + 1) & ~1) << 5; }

/** Bytes of scratch that matTVecs needs for `count` vectors. */
export function matTVecsScratch(rows: usize, cols: usize, count: usize): usize {
  return count * (preparedBytes(rows) + tileBytes(cols));
}

/**
 * ys[v] = A^T xs[v] for v < count; xs and ys are addresses of lists of u32 addresses. No y may overlap A, an x or
 * scratch. A has rows * cols words, xs[v] rows, ys[v] cols.
 */
export function matTVecs(A: usize, rows: usize, cols: usize, xs: usize, ys: usize, count: usize, scratch: usize): void {
  const stride = cols << 3, each = preparedBytes(rows), tile = tileBytes(cols), sums = scratch + count * each;
  for (let from: usize = 0; from < rows; from += CHUNK) {
    const height = min(CHUNK, rows - from);
    for (let v: usize = 0; v < count; v++) prepare(addressAt(xs, v) + (from << 3), height, scratch + v * each);
    for (let left: usize = 0; left < cols; left += TILE) {
      const width = min(TILE, cols - left);
      memory.fill(sums, 0, count * tile);
      addTile(A + from * stride + (left << 3), stride, height, width, scratch, each, sums, tile, count);
      for (let v: usize = 0; v < count; v++) {
        finish(sums + v * tile, width, scratch + v * each, addressAt(ys, v) + (left << 3), from != 0);
      }
    }
  }
}

/** Adds `height` rows of a tile, for all vectors: vector v is prepared at x + v each and sums at sums + v tile. */
function addTile(
  row: usize, stride: usize, height: usize, width: usize, x: usize, each: usize, sums: usize, tile: usize, count: usize,
): void {
  const fours = height & ~3;
  x += 16;
  for (let r: usize = 0; r < fours; r += 4, row += stride << 2) {
    for (let v: usize = 0; v < count; v++) fourRows(row, stride, width, x + v * each + (r << 5), sums + v * tile);
  }
  for (let r = fours; r < height; r++, row += stride) {
    for (let v: usize = 0; v < count; v++) oneRow(row, width, x + v * each + ((r >> 1) << 6), r & 1, sums + v * tile);
  }
}

/** Adds rows a, b, c, d times x_0..x_3 (two records at x) into the sums of n columns. */
function fourRows(a: usize, stride: usize, n: usize, x: usize, sums: usize): void {
  const end = a + ((n & ~1) << 3);
  let b = a + stride, c = b + stride, d = c + stride;
  const a0 = load<u64>(x), a1 = load<u64>(x, 8), b0 = load<u64>(x, 16), b1 = load<u64>(x, 24);
  const c0 = load<u64>(x, 64), c1 = load<u64>(x, 72), d0 = load<u64>(x, 80), d1 = load<u64>(x, 88);
  const fa0 = v128.load_splat<u64>(x, 32), fb0 = v128.load_splat<u64>(x, 40);
  const fa1 = v128.load_splat<u64>(x, 48), fb1 = v128.load_splat<u64>(x, 56);
  const fc0 = v128.load_splat<u64>(x, 96), fd0 = v128.load_splat<u64>(x, 104);
  const fc1 = v128.load_splat<u64>(x, 112), fd1 = v128.load_splat<u64>(x, 120);
  for (; a < end; a += 16, b += 16, c += 16, d += 16, sums += 64) {
    const va = toDoubles(v128.load(a)), vb = toDoubles(v128.load(b));
    const vc = toDoubles(v128.load(c)), vd = toDoubles(v128.load(d));
    let left = f64x2.add(f64x2.mul(va, fa0), f64x2.mul(vb, fb0));
    let right = f64x2.add(f64x2.mul(vc, fc0), f64x2.mul(vd, fd0));
    v128.store(sums, f64x2.add(v128.load(sums, 32), f64x2.add(left, right)), 32);
    left = f64x2.add(f64x2.mul(va, fa1), f64x2.mul(vb, fb1)); right = f64x2.add(f64x2.mul(vc, fc1), f64x2.mul(vd, fd1));
    v128.store(sums, f64x2.add(v128.load(sums, 48), f64x2.add(left, right)), 48);
    let p = load<u64>(a), q = load<u64>(b), r = load<u64>(c), s = load<u64>(d);
    store<u64>(sums, load<u64>(sums) + p * a0 + q * b0 + r * c0 + s * d0);
    store<u64>(sums, load<u64>(sums, 8) + p * a1 + q * b1 + r * c1 + s * d1, 8);
    p = load<u64>(a, 8); q = load<u64>(b, 8); r = load<u64>(c, 8); s = load<u64>(d, 8);
    store<u64>(sums, load<u64>(sums, 16) + p * a0 + q * b0 + r * c0 + s * d0, 16);
    store<u64>(sums, load<u64>(sums, 24) + p * a1 + q * b1 + r * c1 + s * d1, 24);
  }
  if (n & 1) {
    addCell(load<u64>(a), a0, a1, fa0, fa1, sums); addCell(load<u64>(b), b0, b1, fb0, fb1, sums);
    addCell(load<u64>(c), c0, c1, fc0, fc1, sums); addCell(load<u64>(d), d0, d1, fd0, fd1, sums);
  }
}

/** Adds one row times element `odd` of the record at x. */
function oneRow(a: usize, n: usize, x: usize, odd: usize, sums: usize): void {
  const x0 = load<u64>(x + (odd << 4)), x1 = load<u64>(x + (odd << 4), 8);
  const f0 = v128.load_splat<u64>(x + (odd << 3), 32), f1 = v128.load_splat<u64>(x + (odd << 3), 48);
  for (const end = a + ((n & ~1) << 3); a < end; a += 16, sums += 64) {
    const doubles = toDoubles(v128.load(a));
    v128.store(sums, f64x2.add(v128.load(sums, 32), f64x2.mul(doubles, f0)), 32);
    v128.store(sums, f64x2.add(v128.load(sums, 48), f64x2.mul(doubles, f1)), 48);
    const p = load<u64>(a), q = load<u64>(a, 8);
    store<u64>(sums, load<u64>(sums) + p * x0); store<u64>(sums, load<u64>(sums, 8) + p * x1, 8);
    store<u64>(sums, load<u64>(sums, 16) + q * x0, 16); store<u64>(sums, load<u64>(sums, 24) + q * x1, 24);
  }
  if (n & 1) addCell(load<u64>(a), x0, x1, f0, f1, sums);
}

/** Adds a word times one element (limbs, and the same as splatted doubles) into the sums of a single column. */
@inline function addCell(word: u64, x0: u64, x1: u64, f0: v128, f1: v128, sums: usize): void {
  const double = toDouble(word);
  store<u64>(sums, load<u64>(sums) + word * x0); store<u64>(sums, load<u64>(sums, 8) + word * x1, 8);
  store<f64>(sums, load<f64>(sums, 32) + double * f64x2.extract_lane(f0, 0), 32);
  store<f64>(sums, load<f64>(sums, 48) + double * f64x2.extract_lane(f1, 0), 48);
}

/** Reduces the sums of n columns into y. */
function finish(sums: usize, n: usize, prepared: usize, y: usize, more: bool): void {
  const offset0 = load<f64>(prepared), offset1 = load<f64>(prepared, 8);
  for (let j: usize = 0; j < n; j++, y += 8) {
    const record = sums + ((j >> 1) << 6), low = record + ((j & 1) << 4), estimate = record + ((j & 1) << 3);
    const estimate0 = load<f64>(estimate, 32), estimate1 = load<f64>(estimate, 48);
    const value = recoverBoth(load<u64>(low), load<u64>(low, 8), estimate0, estimate1, offset0, offset1);
    store<u64>(y, more ? addScalar(load<u64>(y), value) : value);
  }
}
