// Decryption, by the owner of the key.
import type { RandomBytes } from '../crypto/index.js';
import type { Span } from '../kernel/index.js';
import { Answer, type Ciphertext } from './forms.js';
import type { SecretKey } from './keys.js';
import type { Scheme } from './scheme.js';
import { withSeed } from './seed.js';
import { switchInto } from './switch.js';

/**
 * The message of an answer: D (m of c0 + c1 s), the factor by which it was divided taken back.
 * @param z N canonical words
 * @hazard a malicious answer decrypts to something that depends on the secret key: burn the key after any failed check
 */
export function decryptInto(scheme: Scheme, secret: SecretKey, answer: Answer, z: Span): void {
  const { kept } = scheme.work;
  scheme.ring.multiplyInto(answer.c1, secret.opener, kept);
  scheme.ring.inverse(kept);
  scheme.recover.into(kept, answer.c0, z);
}

/** The message m of a ciphertext itself, by way of three primes. For tests and tools; no protocol needs it. */
export function decryptCiphertextInto(
  scheme: Scheme,
  secret: SecretKey,
  c: Ciphertext,
  random: RandomBytes,
  z: Span,
): void {
  const { kernel, arena, work } = scheme;
  const [, c0, c1] = work.full;
  arena.scope(() => {
    const answer = Answer.alloc(scheme);
    const [, noMask] = work.words;
    kernel.subInto(noMask, noMask, noMask);
    kernel.copyInto(c.c0, c0);
    kernel.copyInto(c.c1, c1);
    withSeed(random, (seed) => switchInto(scheme, c0, c1, noMask, seed, 0, answer));
    decryptInto(scheme, secret, answer, z);
  });
}
