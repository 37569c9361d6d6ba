// Powers of a primitive 2N-th root of unity, each with its Shoup companion, in the order in which the transforms read
// them.
//
// 28-bit prime: 4096 pairs (w, w') of u32, w = root^reverse(i), for the first twelve layers; then, for the last two,
// 2048 groups of 64 bytes, one per eight coefficients: twiddles of layer 13 in lane order a a b b, companions,
// twiddles of layer 14 in lane order 0 2 1 3, companions. The inverse transform uses the table of the inverse root.
// Field: N pairs (w, w') of u64.
import { P } from '../constants';
import { mulScalar } from '../field';
import { LOG_N, N } from './size';

const PAIRS: usize = 4096;
const PAIRS_BYTES: usize = PAIRS << 3;

/** Bytes of a table for a 28-bit prime. */
export const TABLE_BYTES: usize = PAIRS_BYTES + (N >> 3 << 6);

/** Where the groups of the last two layers begin. */
export const GROUPS_AT: usize = PAIRS_BYTES;

@inline function reverse(i: usize): usize {
  let r: usize = 0;
  for (let k = 0; k < LOG_N; k++) r = (r << 1) | ((i >> k) & 1);
  return r;
}

/** Fills TABLE_BYTES bytes at `to` with the powers of `root` modulo q. */
export function ringTable(root: u32, q: u32, to: usize): void {
  let power: u64 = 1;
  for (let j: usize = 0; j < N; j++) {
    put(to, reverse(j), <u32>power, <u32>((power << 32) / q));
    power = power * root % q;
  }
}

@inline function put(to: usize, i: usize, w: u32, companion: u32): void {
  if (i < PAIRS) {
    store<u32>(to + (i << 3), w);
    store<u32>(to + (i << 3), companion, 4);
  } else if (i < 2 * PAIRS) {
    const k = i - PAIRS, at = to + GROUPS_AT + (k >> 1 << 6) + ((k & 1) << 3);
    store<u32>(at, w); store<u32>(at, w, 4);
    store<u32>(at, companion, 16); store<u32>(at, companion, 20);
  } else {
    const k = i - 2 * PAIRS, lane = ((k & 1) << 1) | (k >> 1 & 1), at = to + GROUPS_AT + (k >> 2 << 6) + (lane << 2);
    store<u32>(at, w, 32);
    store<u32>(at, companion, 48);
  }
}

/** Fills 16 N bytes at `to` with the powers of `root` modulo p. */
export function slotTable(root: u64, to: usize): void {
  let power: u64 = 1;
  for (let j: usize = 0; j < N; j++) {
    const at = to + (reverse(j) << 4);
    store<u64>(at, power);
    store<u64>(at, quotient(power), 8);
    power = mulScalar(power, root);
  }
}

/** floor(2^64 w / p) for w < p, bit by bit. */
function quotient(w: u64): u64 {
  let rest = w, bits: u64 = 0;
  for (let i = 0; i < 64; i++) {
    rest <<= 1;
    bits <<= 1;
    if (rest >= P) { rest -= P; bits |= 1; }
  }
  return bits;
}
