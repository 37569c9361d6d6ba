// A uniformly random permutation by Fisher and Yates [Knuth98], with no rejection, so that the time and the randomness taken
// do not depend on what is drawn.

import { UsageError } from '../errors.js';
import type { RandomBytes } from './random.js';

/** 16-bit words per draw. */
const WORDS = 6;

/**
 * n places in random order. Each draw below k is 96 random bits mod k, so the whole is within n^2 / 2^97 of uniform.
 * @throws UsageError INVALID_ARGUMENT unless 1 <= n <= 2^27
 */
export function randomPermutation(random: RandomBytes, n: number): Int32Array {
  if (!Number.isInteger(n) || n < 1 || n > 2 ** 27) {
    throw new UsageError('INVALID_ARGUMENT', `expected 1 to 2^27 places, got ${n}`);
  }
  const permutation = Int32Array.from({ length: n }, (_, i) => i);
  const words = new Uint16Array(random(2 * WORDS * n).slice().buffer);
  for (let last = n - 1; last > 0; last--) {
    const chosen = below(last + 1, words, WORDS * last);
    const value = permutation[last] as number;
    permutation[last] = permutation[chosen] as number;
    permutation[chosen] = value;
  }
  words.fill(0);
  return permutation;
}

/** Horner's rule; k is at most 2^27, so nothing on the way exceeds 2^43. */
function below(k: number, words: Uint16Array, from: number): number {
  let rest = 0;
  for (let w = 0; w < WORDS; w++) rest = (rest * 65536 + (words[from + w] as number)) % k;
  return rest;
}
