// The check of masks: u = r_0 + sum_k PRG(s)_k r_k over all masks of a reservation, linear, so that parties compute it on shares and
// the client on values. A client that got one wrong mask finds a wrong sum except with probability 1/p; r_0 hides the rest.

import { UsageError } from '../errors.js';
import type { Arena } from '../kernel/index.js';
import { Vector } from '../math/vector.js';

const CHUNK = 4096;

/**
 * @param seed s, 32 bytes
 * @param vectors each n + 1 elements; the first is not weighted
 * @returns for each of them one element, v_0 + sum_k PRG(s)_k v_k
 * @throws UsageError LENGTH_MISMATCH, INVALID_ARGUMENT
 */
export function maskSums(arena: Arena, seed: Uint8Array, vectors: readonly Vector[]): Vector[] {
  const n = vectors[0]?.length ?? 0;
  if (n === 0) throw new UsageError('INVALID_ARGUMENT', 'expected at least the first mask');
  for (const vector of vectors) {
    if (vector.length !== n) throw new UsageError('LENGTH_MISMATCH', `expected ${n} masks, got ${vector.length}`);
  }
  const { kernel } = arena;
  const sums = vectors.map((vector) => {
    const sum = Vector.zeros(arena, 1);
    kernel.copyInto(vector.span.slice(0, 1), sum.span);
    return sum;
  });
  for (let from = 1, stream = 0; from < n; from += CHUNK, stream++) {
    const to = Math.min(n, from + CHUNK);
    arena.scope(() => {
      const weights = arena.alloc(to - from);
      const term = arena.alloc(1);
      kernel.expandInto(seed, stream, weights);
      vectors.forEach((vector, v) => {
        const sum = (sums[v] as Vector).span;
        kernel.innerInto(weights, vector.span.slice(from, to), term);
        kernel.addInto(sum, term, sum);
      });
    });
  }
  return sums;
}

/** The same for one vector. */
export function maskSum(arena: Arena, seed: Uint8Array, vector: Vector): Vector {
  return maskSums(arena, seed, [vector])[0] as Vector;
}
