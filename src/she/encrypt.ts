// Encryption under a public key: (b v + m/p + e0, a v + e1), v ternary, errors binomial. The randomness is an object of
// its own because a proof of plaintext knowledge is about it.
//
// Always with the public key, also by its owner. A shorter ciphertext whose c1 comes from a seed (possible with the
// secret) is not offered: the verifier of a proof about it could compute s.
import type { RandomBytes } from '../crypto/index.js';
import type { Span } from '../kernel/index.js';
import type { Ciphertext } from './forms.js';
import type { PublicKey } from './keys.js';
import type { Scheme } from './scheme.js';
import { withSeed } from './seed.js';

/** The encryptor's secrets besides the message: N small signed integers each. */
export class Randomness {
  constructor(
    readonly v: Span,
    readonly e0: Span,
    readonly e1: Span,
  ) {}

  static alloc(scheme: Scheme): Randomness {
    const [v, e0, e1] = [0, 1, 2].map(() => scheme.arena.alloc(scheme.words(1))) as [Span, Span, Span];
    return new Randomness(v, e0, e1);
  }
}

/** Fresh randomness for one encryption. @hazard never for two: their difference shows the difference of the messages */
export function drawRandomnessInto(scheme: Scheme, random: RandomBytes, r: Randomness): void {
  withSeed(random, (seed) => {
    scheme.random.ternaryInto(seed, 0, r.v);
    scheme.random.binomialInto(seed, 1, r.e0);
    scheme.random.binomialInto(seed, 2, r.e1);
  });
}

/**
 * Encrypts the polynomial m, N canonical words.
 * @hazard `r` is used once; a ciphertext is never reused to rerandomise another
 */
export function encryptInto(scheme: Scheme, key: PublicKey, m: Span, r: Randomness, z: Ciphertext): void {
  const { ring, lift } = scheme;
  const [v] = scheme.work.full;
  lift.signedInto(r.v, v);
  ring.forward(v);
  lift.dividedInto(m, r.e0, z.c0);
  ring.forward(z.c0);
  ring.multiplyAddInto(v, key.b, z.c0);
  lift.signedInto(r.e1, z.c1);
  ring.forward(z.c1);
  ring.multiplyAddInto(v, key.a, z.c1);
}
