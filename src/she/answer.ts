// Answering: P_j, who holds plaintexts a, turns P_i's ciphertexts into an encryption of sum a 2m - (a uniform share
// of P_j) under P_i's key, from which P_i learns that value and nothing else about a [KPR18]. All that could show a
// is flooded, statistically, for *any* key and any ciphertext whose proof was accepted (bounds.ts adds up the
// distances):
//
// A proven ciphertext is (b 2v + 2m/p + 2e0, a' 2v + 2e1) with bounded v, m, e. With fresh v' the answer is
//     c0 = b (sum a 2v + v') + (sum a 2m)/p + sum a 2e0,    c1 = a' (sum a 2v + v') + sum a 2e1.
// - v' is uniform over 2^186 integers, so v'' = sum a 2v + v' is as good as independent of a, and v'' is all that a
//   malformed key could show.
// - sum a 2m = x + p carry with 0 <= x < p. Both components are then divided by D with randomised rounding, which is
//   adding noise uniform in [0, D) first: that hides carry + sum a 2e0, and sum a 2e1.
// - x itself is masked by a y with p y = (something uniform in [0, p)) modulo q. It is added *before* the rounding, in the form that costs
//   nothing (assembly/ring/rescale.ts): mask the result by -share/p and let the fraction of the mask take part in the
//   rounding. (Masking after the rounding would make the visible noise depend on the mask.)
// The rest is a function of the key, of v'', of x + mask and of fresh randomness. No assumption about lattices is
// used here.
//
// One fresh v' per answer: sharing one small u over several answers, each under another public key of the owner,
// would be faster, but it hides a only computationally and only under keys proven to be well-formed.
import type { RandomBytes } from '../crypto/index.js';
import type { Span } from '../kernel/index.js';
import type { Answer, Multiplier, Operand, Product } from './forms.js';
import { DIVISOR_IN_FIELD } from './params.js';
import type { Scheme } from './scheme.js';
import { withSeed } from './seed.js';
import { switchInto } from './switch.js';

/** Streams of an answer's seed: v', the mask, and two for the rounding. */
const STREAMS = { flood: 0, mask: 1, rounding: 2 } as const;

/**
 * Answers one product a c, under the key of c.
 * @param share receives P_j's uniform share, N canonical words on *all* coefficients: a 2m = decrypted + share
 */
export function answerInto(
  scheme: Scheme,
  a: Multiplier,
  c: Operand,
  random: RandomBytes,
  z: Answer,
  share: Span,
): void {
  const [flood, c0, c1] = scheme.work.full;
  withSeed(random, (seed) => {
    drawFlood(scheme, seed, flood);
    scheme.ring.combineInto(a.values, [c.c0, c.c1], flood, [c.key.b, c.key.a], [c0, c1]);
    finish(scheme, c0, c1, seed, z, share);
  });
}

/** Answers a sum of products and uses it up. Otherwise as answerInto. @throws WRONG_STATE if it was answered before */
export function answerSumInto(scheme: Scheme, sum: Product, random: RandomBytes, z: Answer, share: Span): void {
  const [flood] = scheme.work.full;
  sum.close();
  withSeed(random, (seed) => {
    drawFlood(scheme, seed, flood);
    scheme.ring.accumulateInto(flood, [sum.key.b, sum.key.a], [sum.c0, sum.c1]);
    finish(scheme, sum.c0, sum.c1, seed, z, share);
  });
}

function drawFlood(scheme: Scheme, seed: Uint8Array, flood: Span): void {
  scheme.random.wideInto(seed, STREAMS.flood, flood);
  scheme.ring.forward(flood);
}

/** What is decrypted is D (x/D - mask) = x - D mask. */
function finish(scheme: Scheme, c0: Span, c1: Span, seed: Uint8Array, z: Answer, share: Span): void {
  const { kernel } = scheme;
  kernel.expandInto(seed, STREAMS.mask, share);
  switchInto(scheme, c0, c1, share, seed, STREAMS.rounding, z);
  kernel.scaleInto(DIVISOR_IN_FIELD, share, share);
}
