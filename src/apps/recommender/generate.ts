// Synthetic ratings of the reference setting, for demos, tests and benchmarks: dense items uniform in 1..5, sparse items
// unrated with probability 1/2 and else uniform in 1..5. The seed is public and the data are nobody's.

import { xoshiro128 } from '../prng.js';
import type { RecommenderParameters } from './parameters.js';
import { checkSize, type RatingMatrix } from './ratings.js';

/**
 * Deterministic synthetic ratings.
 * @param users  rows, 1..maxUsers
 * @param seed   the same seed, users and shape give the same bytes on every machine
 * @throws INVALID_ARGUMENT, LIMIT_EXCEEDED  before anything is allocated
 */
export function generateRatings(users: number, seed: number | string, p: RecommenderParameters): RatingMatrix {
  checkSize(users, p);
  const next = xoshiro128(seed);
  const ratings = new Uint8Array(users * p.items);
  let at = 0;
  for (let user = 0; user < users; user++) {
    for (let j = 0; j < p.dense; j++) ratings[at++] = star(next());
    for (let j = 0; j < p.sparse; j++) {
      const bits = next();
      // Top bit: rated or not; the other 31 bits, shifted up, choose the rating.
      ratings[at++] = bits >>> 31 === 0 ? 0 : star((bits << 1) >>> 0);
    }
  }
  return { users, items: p.items, ratings };
}

/** Uniform 32 bits to 1..5; each value's probability is within 2^-31 of 1/5. */
function star(bits: number): number {
  return 1 + Math.trunc((bits * 5) / 2 ** 32);
}
