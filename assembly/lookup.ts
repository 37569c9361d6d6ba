// Public digits: bit fields of opened values, and look-ups of shared tables at public positions [CdH10].
// The positions are public; the table entries are shares and only ever moved, added and subtracted.
import { subScalar } from './field';

/** z = (x >> shift) & (2^width - 1), 1 <= width <= 61. */
export function bits(x: usize, shift: i32, width: i32, z: usize, n: usize): void {
  const mask = ((<u64>1) << width) - 1;
  for (const end = z + (n << 3); z < end; z += 8, x += 8) store<u64>(z, (load<u64>(x) >> shift) & mask);
}

/**
 * For each i: v = (c_i >> shift) & (2^w - 1), row i of the table holds G[0..2^w-2]:
 * gt_i = G[v] (0 for v = 2^w - 1), eq_i = G[v-1] - G[v] (G[-1] = one).
 */
export function digitLookup(
  table: usize, w: i32, c: usize, shift: i32, one: usize, gt: usize, eq: usize, n: usize,
): void {
  const last = ((<usize>1) << w) - 1, constant = load<u64>(one);
  for (const end = c + (n << 3); c < end; c += 8, gt += 8, eq += 8, table += last << 3) {
    const v = <usize>(load<u64>(c) >> shift) & last, entry = table + (v << 3);
    const above: u64 = v == last ? 0 : load<u64>(entry);
    const atLeast: u64 = v == 0 ? constant : load<u64>(entry - 8);
    store<u64>(gt, above);
    store<u64>(eq, subScalar(atLeast, above));
  }
}
