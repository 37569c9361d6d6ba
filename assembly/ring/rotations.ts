// Sums of polynomials multiplied by monomials, sum X^e_i x_i modulo X^N + 1: what the challenges of a proof ask for. An
// exponent is below 2N (X^N = -1), or 2N for no term at all. `xs`: the addresses of `count` polynomials, `exponents`
// theirs, both u32. Multiplying by a monomial turns the coefficients around and negates those that wrap, so each
// is a few runs of additions; they are done in blocks of z that stay in the first-level cache.
import { P } from '../constants';
import { canonicalLanes } from './modular';
import { N } from './size';

const NONE: u32 = <u32>(2 * N);
const BLOCK: usize = 2048;

/** Lazy lanes below 12q plus a canonical one stay below 16q. */
const TERMS_BETWEEN_REDUCTIONS: usize = 11;

// Kinds of addition.
const RESIDUES = 0; // z: lanes modulo a prime, u32
const SMALL = 1; // z: signed integers, i32, wrapping
const WIDE = 2; // x: canonical words of the field; z: two planes of i64

/** z -= sum X^e_i x_i modulo a prime; all canonical. */
export function ringSubtractRotations(xs: usize, exponents: usize, count: usize, z: usize, prime: u32): void {
  const q = i32x4.splat(prime), q2 = i32x4.shl(q, 1), q4 = i32x4.shl(q, 2), q8 = i32x4.shl(q, 3);
  for (let block: usize = 0; block < N; block += BLOCK) {
    const at = z + (block << 2);
    for (let i: usize = 0, lazy: usize = 0; i < count; i++) {
      // Minus: half a turn more.
      const exponent = load<u32>(exponents + (i << 2));
      if (exponent != NONE) addBlock(RESIDUES, load<u32>(xs + (i << 2)), exponent + <u32>N, at, block, prime);
      if (++lazy < TERMS_BETWEEN_REDUCTIONS && i + 1 < count) continue;
      for (let k = at; k < at + (BLOCK << 2); k += 16) v128.store(k, canonicalLanes(v128.load(k), q, q2, q4, q8));
      lazy = 0;
    }
  }
}

/** z += sum X^e_i x_i, signed integers, wrapping modulo 2^32. */
export function smallAddRotations(xs: usize, exponents: usize, count: usize, z: usize): void {
  for (let block: usize = 0; block < N; block += BLOCK) {
    for (let i: usize = 0; i < count; i++) {
      const exponent = load<u32>(exponents + (i << 2));
      if (exponent != NONE) addBlock(SMALL, load<u32>(xs + (i << 2)), exponent, z + (block << 2), block, 0);
    }
  }
}

/**
 * low + 2^31 high += sum X^e_i (centred x_i), x_i N canonical words; low and high are N words of i64 each, one after
 * the other at z. Terms add less than 2^31 in size to each.
 */
export function wideAddRotations(xs: usize, exponents: usize, count: usize, z: usize): void {
  for (let block: usize = 0; block < N; block += BLOCK) {
    for (let i: usize = 0; i < count; i++) {
      const exponent = load<u32>(exponents + (i << 2));
      if (exponent != NONE) addBlock(WIDE, load<u32>(xs + (i << 2)), exponent, z + (block << 3), block, 0);
    }
  }
}

/** Adds coefficients block .. block + BLOCK - 1 of X^exponent x to z. */
@inline function addBlock(kind: i32, x: usize, exponent: u32, z: usize, block: usize, prime: u32): void {
  const shift = kind == WIDE ? 3 : 2;
  let from = (block - <usize>exponent) & (2 * N - 1), done: usize = 0;
  while (done < BLOCK) {
    const minus = from >= N, start = minus ? from - N : from, n = min(N - start, BLOCK - done);
    addRun(kind, x + (start << shift), z + (done << shift), n, minus, prime);
    done += n;
    from = (from + n) & (2 * N - 1);
  }
}

@inline function addRun(kind: i32, x: usize, z: usize, n: usize, minus: bool, prime: u32): void {
  if (kind == WIDE) addWide(x, z, n, minus);
  else addLanes(x, z, n, minus, kind == RESIDUES ? prime : 0);
}

/** z += x or z += q - x. */
function addLanes(x: usize, z: usize, n: usize, minus: bool, prime: u32): void {
  const end = z + (n << 2), vectorEnd = z + ((n & ~3) << 2), q = i32x4.splat(prime);
  if (minus) {
    for (; z < vectorEnd; z += 16, x += 16) v128.store(z, i32x4.sub(i32x4.add(v128.load(z), q), v128.load(x)));
    for (; z < end; z += 4, x += 4) store<u32>(z, load<u32>(z) + prime - load<u32>(x));
  } else {
    for (; z < vectorEnd; z += 16, x += 16) v128.store(z, i32x4.add(v128.load(z), v128.load(x)));
    for (; z < end; z += 4, x += 4) store<u32>(z, load<u32>(z) + load<u32>(x));
  }
}

function addWide(x: usize, z: usize, n: usize, minus: bool): void {
  const end = z + (n << 3), high = N << 3, low31 = i64x2.splat(0x7fffffff);
  const sign = i64x2.splat(minus ? -1 : 0), bit = i64x2.splat(1 << 60), p = i64x2.splat(P);
  for (const vectorEnd = z + ((n & ~1) << 3); z < vectorEnd; z += 16, x += 16) {
    let v = v128.load(x);
    v = i64x2.sub(v, v128.and(p, i64x2.ne(v128.and(v, bit), i64x2.splat(0))));
    v = i64x2.sub(v128.xor(v, sign), sign);
    v128.store(z, i64x2.add(v128.load(z), v128.and(v, low31)));
    v128.store(z + high, i64x2.add(v128.load(z + high), i64x2.shr_s(v, 31)));
  }
  if (z < end) {
    let v = <i64>load<u64>(x);
    v -= <i64>P & -(v >> 60);
    if (minus) v = -v;
    store<i64>(z, load<i64>(z) + (v & 0x7fffffff));
    store<i64>(z + high, load<i64>(z + high) + (v >> 31));
  }
}
