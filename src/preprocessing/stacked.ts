// Several vectors of one length as one buffer, one after the other: how they travel between threads.

import type { Shard } from '../kernel/index.js';

/** Copies parts into one new buffer. */
export function stack(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Views of the parts, `bytes` each. */
export function unstack(whole: Uint8Array, bytes: number): Uint8Array[] {
  return Array.from({ length: whole.length / bytes }, (_, v) => whole.subarray(v * bytes, (v + 1) * bytes));
}

/** A x (or A^T x) for each x of a stack, as a stack in a buffer of its own. */
export function multiplyStacked(shard: Shard, transposed: boolean, xs: Uint8Array): Uint8Array {
  const vectors = unstack(xs, 8 * (transposed ? shard.rows : shard.cols));
  const products = transposed ? shard.multiplyTransposedMany(vectors) : shard.multiplyMany(vectors);
  return products.length === 1 && products[0] !== undefined ? products[0] : stack(products);
}
