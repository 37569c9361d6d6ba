// Sources of secret local randomness. Passed in wherever it is needed, so that a test can replay a protocol.
import { UsageError } from '../errors.js';
import type { Kernel } from '../kernel/index.js';
import { SEED_BYTES } from '../params.js';

/** n fresh secret bytes. */
export type RandomBytes = (n: number) => Uint8Array;

/** Most bytes that WebCrypto gives at once. */
const QUOTA_BYTES = 65536;

/** The operating system's randomness, through WebCrypto. */
export const systemRandom: RandomBytes = (n) => {
  const bytes = new Uint8Array(n);
  for (let from = 0; from < n; from += QUOTA_BYTES) {
    globalThis.crypto.getRandomValues(bytes.subarray(from, Math.min(n, from + QUOTA_BYTES)));
  }
  return bytes;
};

/**
 * Reproducible randomness for tests: call k returns ChaCha12 of the seed, stream k.
 * @hazard two sources of one seed give the same bytes @throws INVALID_ARGUMENT unless the seed has 32 bytes
 */
export function seededRandom(kernel: Kernel, seed: Uint8Array): RandomBytes {
  if (seed.length !== SEED_BYTES) {
    throw new UsageError('INVALID_ARGUMENT', `a seed has ${SEED_BYTES} bytes, this one ${seed.length}`);
  }
  const key = seed.slice();
  let calls = 0;
  return (n) => kernel.expandBytes(key, calls++, n);
}
