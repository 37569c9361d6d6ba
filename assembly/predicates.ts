// Yes-or-no questions about n words. They always read all words, so the time tells only n.
import { P, vPMinus1 } from './constants';

/** 1 if every word is below p. A word with its top bit set compares as negative, so the sign is collected apart. */
export function isCanonical(x: usize, n: usize): i32 {
  const end = x + (n << 3), vectorEnd = x + ((n & ~1) << 3);
  let tooLarge = i64x2.splat(0), all = i64x2.splat(0);
  for (; x < vectorEnd; x += 16) {
    const v = v128.load(x);
    tooLarge = v128.or(tooLarge, i64x2.gt_s(v, vPMinus1()));
    all = v128.or(all, v);
  }
  let bad = <i32>v128.any_true(tooLarge) | i64x2.bitmask(all);
  if (x < end) bad |= <i32>(load<u64>(x) >= P);
  return <i32>(bad == 0);
}

/** 1 if every word is 0. */
export function isZero(x: usize, n: usize): i32 {
  const end = x + (n << 3), vectorEnd = x + ((n & ~1) << 3);
  let all = i64x2.splat(0);
  for (; x < vectorEnd; x += 16) all = v128.or(all, v128.load(x));
  let rest: u64 = 0;
  if (x < end) rest = load<u64>(x);
  return <i32>((<u64>v128.any_true(all) | rest) == 0);
}

/** 1 if all words of x and y agree. */
export function equal(x: usize, y: usize, n: usize): i32 {
  const end = x + (n << 3), vectorEnd = x + ((n & ~1) << 3);
  let difference = i64x2.splat(0);
  for (; x < vectorEnd; x += 16, y += 16) difference = v128.or(difference, v128.xor(v128.load(x), v128.load(y)));
  let rest: u64 = 0;
  if (x < end) rest = load<u64>(x) ^ load<u64>(y);
  return <i32>((<u64>v128.any_true(difference) | rest) == 0);
}
