// Vectors rearranged and summed by groups. Positions and group sizes are public; the words themselves are only moved and
// added, and no branch looks at them.
import { TWO64 } from './constants';
import { addScalar, reduce64, subScalar } from './field';
import { inner, sum } from './inner';

/**
 * z_i = x[indices_i], and 0 where indices_i (32 bits, signed) is -1. Anything else outside x's m words also gives 0.
 * @returns 1 if every index was -1 or below m
 */
export function gather(x: usize, m: usize, indices: usize, z: usize, n: usize): i32 {
  let bad: u32 = 0;
  for (const end = z + (n << 3); z < end; z += 8, indices += 4) {
    const at = load<u32>(indices), inside = at < <u32>m;
    bad |= u32(!inside) & u32(at != 0xffffffff);
    store<u64>(z, inside ? load<u64>(x + (<usize>at << 3)) : 0);
  }
  return i32(bad == 0);
}

/** Word g of z = the sum of the g-th `size` words of x. */
export function groupSums(x: usize, size: usize, z: usize, groups: usize): void {
  for (const end = z + (groups << 3); z < end; z += 8, x += size << 3) sum(x, z, size);
}

/** Word g of z = the inner product of the g-th `size` words of x and of y. */
export function groupInner(x: usize, y: usize, size: usize, z: usize, groups: usize): void {
  const step = size << 3;
  for (const end = z + (groups << 3); z < end; z += 8, x += step, y += step) inner(x, y, z, size);
}

/** Running sums, starting again after every `size` words. z may be x. */
export function prefixSums(x: usize, size: usize, z: usize, groups: usize): void {
  for (const end = z + ((groups * size) << 3); z < end;) {
    let total: u64 = 0;
    for (const groupEnd = z + (size << 3); z < groupEnd; z += 8, x += 8) {
      total = addScalar(total, load<u64>(x));
      store<u64>(z, total);
    }
  }
}

/** z = x mod p for signed 64-bit x. z may be x. */
export function fromSigned(x: usize, z: usize, n: usize): void {
  for (const end = z + (n << 3); z < end; z += 8, x += 8) {
    const word = load<u64>(x);
    store<u64>(z, subScalar(reduce64(word), TWO64 & <u64>(<i64>word >> 63)));
  }
}
