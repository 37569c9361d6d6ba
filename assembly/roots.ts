// Inverse square roots mod p of *public* values, many at a time: table look-ups and a count of failures depend on them.
// p - 1 = 2^21 t with t = 2^40 - 1. For x = y^((t-1)/2) the number u = y x^2 = y^t lies in the group of order 2^21 generated
// by g, and y is a square exactly if u = g^(2k); then z = x g^(-k) is the root: y z^2 = u g^(-2k) = 1. k has 20 bits, found as
// in Pohlig and Hellman in windows of 7, 7 and 6 bits, lowest first. Powers are taken of a block at a time, with `mul`.
//
// Table: g^(-i), g^(-128 i), g^(-16384 i), 128 words each; then one byte per hash of the 128 powers of h = g^(2^14): which one.
import { mul } from './elementwise';
import { mulScalar } from './field';

/** Elements of a block; four blocks of scratch. */
const BLOCK: usize = 128;
const WINDOW: usize = 128;
const HASH_BITS: u64 = 12;
const HASHES_AT: usize = 3 * WINDOW << 3;
const MULTIPLIER_AT: usize = HASHES_AT + (1 << 12);

/** Bytes of the table. */
export function rootTableBytes(): usize { return MULTIPLIER_AT + 8; }

/** Bytes of scratch. */
export function rootScratchBytes(): usize { return 4 * BLOCK << 3; }

@inline function hashOf(x: u64, multiplier: u64): usize { return <usize>(x * multiplier >> (64 - HASH_BITS)); }

/** Fills the table: `inverse` = 1/g, `h` = g^(2^14), of order 128. */
export function rootTable(inverse: u64, h: u64, to: usize): void {
  for (let w = 0, step = inverse; w < 3; w++) {
    let power: u64 = 1;
    for (let i: usize = 0; i < WINDOW; i++) {
      store<u64>(to + ((<usize>w * WINDOW + i) << 3), power);
      power = mulScalar(power, step);
    }
    step = power;
  }
  let multiplier: u64 = 0x9e3779b97f4a7c15;
  while (!fillHashes(h, multiplier, to + HASHES_AT)) multiplier += 0x6a09e667f3bcc90a;
  store<u64>(to + MULTIPLIER_AT, multiplier);
}

/** False if two of the powers collide. */
function fillHashes(h: u64, multiplier: u64, to: usize): bool {
  memory.fill(to, 255, 1 << 12);
  let power: u64 = 1;
  for (let i: usize = 0; i < WINDOW; i++) {
    const at = to + hashOf(power, multiplier);
    if (load<u8>(at) !== 255) return false;
    store<u8>(at, <u8>i);
    power = mulScalar(power, h);
  }
  return true;
}

@inline function squareTimes(x: usize, times: i32, n: usize): void {
  for (let i = 0; i < times; i++) mul(x, x, x, n);
}

/** x = y^(2^39 - 1); s, t: scratch. */
function powerInto(y: usize, x: usize, s: usize, t: usize, n: usize): void {
  const bytes = n << 3;
  memory.copy(x, y, bytes); // 2^1 - 1
  squareTimes(x, 1, n); mul(x, y, x, n); // 2^2 - 1
  memory.copy(s, x, bytes);
  squareTimes(s, 1, n); mul(s, y, s, n); // s: 2^3 - 1
  memory.copy(t, s, bytes);
  squareTimes(t, 3, n); mul(t, s, t, n); // t: 2^6 - 1
  memory.copy(x, t, bytes);
  squareTimes(x, 6, n); mul(x, t, x, n); // 2^12 - 1
  memory.copy(t, x, bytes);
  squareTimes(x, 12, n); mul(x, t, x, n); // 2^24 - 1
  squareTimes(x, 12, n); mul(x, t, x, n); // 2^36 - 1
  squareTimes(x, 3, n); mul(x, s, x, n); // 2^39 - 1
}

/**
 * z = 1 / sqrt(y), one of the two, the same for equal y; 0 where y is 0 or no square. z must not be y.
 * @returns for how many it is 0
 */
export function inverseRoots(y: usize, z: usize, n: usize, table: usize, scratch: usize): usize {
  let failures: usize = 0;
  for (let from: usize = 0; from < n; from += BLOCK) {
    const count = min<usize>(BLOCK, n - from);
    failures += rootsOfBlock(y + (from << 3), z + (from << 3), count, table, scratch);
  }
  return failures;
}

function rootsOfBlock(y: usize, x: usize, n: usize, table: usize, u: usize): usize {
  const v = u + (BLOCK << 3), s = v + (BLOCK << 3), t = s + (BLOCK << 3), bytes = n << 3;
  powerInto(y, x, s, t, n);
  mul(x, x, u, n); mul(u, y, u, n);
  memory.copy(v, u, bytes);
  squareTimes(v, 13, n);
  window(u, v, x, n, table, 0);
  memory.copy(v, u, bytes);
  squareTimes(v, 6, n);
  window(u, v, x, n, table, 1);
  lastWindow(u, x, n, table);
  // What is left is 1 where everything fitted: a wrong look-up, too, shows here.
  mul(x, x, u, n); mul(u, y, u, n);
  let failures: usize = 0;
  for (const end = x + bytes; x < end; x += 8, u += 8) {
    if (load<u64>(u) !== 1) {
      store<u64>(x, 0);
      failures++;
    }
  }
  return failures;
}

/** Takes the next seven bits of k out of u and into x; v = u^(2^13) or u^(2^6) tells them. */
@inline function window(u: usize, v: usize, x: usize, n: usize, table: usize, number: usize): void {
  const powers = table + (number * WINDOW << 3), multiplier = load<u64>(table + MULTIPLIER_AT);
  for (const end = u + (n << 3); u < end; u += 8, v += 8, x += 8) {
    const digit = <usize>load<u8>(table + HASHES_AT + hashOf(load<u64>(v), multiplier)) & 127;
    const power = load<u64>(powers + (digit << 3));
    store<u64>(x, mulScalar(load<u64>(x), power));
    store<u64>(u, mulScalar(load<u64>(u), mulScalar(power, power)));
  }
}

/** The last six bits: u = h^(2 k2). */
@inline function lastWindow(u: usize, x: usize, n: usize, table: usize): void {
  const powers = table + (2 * WINDOW << 3), multiplier = load<u64>(table + MULTIPLIER_AT);
  for (const end = u + (n << 3); u < end; u += 8, x += 8) {
    const digit = <usize>load<u8>(table + HASHES_AT + hashOf(load<u64>(u), multiplier)) >> 1 & 63;
    store<u64>(x, mulScalar(load<u64>(x), load<u64>(powers + (digit << 3))));
  }
}
