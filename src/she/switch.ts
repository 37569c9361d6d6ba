// From ten primes to three: both components divided by D with randomised rounding, c0 masked on the way. Of c1 only
// the dropped primes are transformed to coefficients; what they contribute is transformed back and added to the
// values of the kept primes, because the owner of the key wants values of c1 anyway.
import type { Span } from '../kernel/index.js';
import type { Answer } from './forms.js';
import { KEPT_MODULI } from './params.js';
import type { Scheme } from './scheme.js';

/**
 * z = (floor(c0/D + r0 + mask/p) - mask/p, floor(c1/D + r1)), r0, r1 uniform in [0, 1).
 * @param c0, c1 values below 2q modulo all primes; overwritten
 * @param mask N canonical words; uniform unless nothing is to be hidden
 * @param seed secret; `stream` and the next stream are used
 */
export function switchInto(
  scheme: Scheme,
  c0: Span,
  c1: Span,
  mask: Span,
  seed: Uint8Array,
  stream: number,
  z: Answer,
): void {
  const { ring, rescale, random, factors } = scheme;
  const [rounding] = scheme.work.words;
  ring.inverse(c0);
  random.bytesInto(seed, stream, rounding);
  rescale.maskedInto(c0, rounding, mask, z.c0);
  const [kept, dropped] = scheme.split(c1);
  ring.inverse(dropped, KEPT_MODULI.length);
  random.bytesInto(seed, stream + 1, rounding);
  rescale.tailInto(dropped, rounding, z.c1);
  ring.forward(z.c1);
  ring.axpyInto(factors.perDivisor, kept, z.c1);
}
