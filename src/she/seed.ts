// Local secret randomness: each operation takes one fresh 32-byte seed, expands it into numbered streams, and wipes it.
import type { RandomBytes } from '../crypto/index.js';
import { SEED_BYTES } from '../params.js';

/** Runs `body` with a fresh seed, wiped afterwards. */
export function withSeed<T>(random: RandomBytes, body: (seed: Uint8Array) => T): T {
  const seed = random(SEED_BYTES);
  try {
    return body(seed);
  } finally {
    seed.fill(0);
  }
}
