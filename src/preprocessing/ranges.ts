// Consecutive numbers, cut into pieces.

/** Numbers from..to-1. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** 0..n-1 in ranges of `size`, the last one shorter. */
export function rangesOf(n: number, size: number): Range[] {
  return Array.from({ length: Math.ceil(n / size) }, (_, c) => ({ from: c * size, to: Math.min(n, (c + 1) * size) }));
}
