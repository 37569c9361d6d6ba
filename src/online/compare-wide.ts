// Comparison of values of any width, without assuming a range [NO07]. A signed value x, |x| < p/2, is negative iff 2x mod p is odd. Opened
// is c = 2x + r mod p under a mask of 61 shared bits; the sum wrapped iff r > c, and p is odd, so the lowest bit of 2x mod p is
// c_0 xor r_0 xor [r > c]. x is 0 iff c = x + r equals r on all digits.
//
// r is drawn below 2^61 and not below p. It is p or more with probability below 2^-40, and only then can a result be wrong: with
// r = p + r', r' < 2^21 - 1, the sign comes out wrong iff 2x mod p + r' >= p, which needs x in [-2^20, -1] or x within 2^20 of p/2,
// and the test for zero says no for x = 0. The opened c is within 2^-40 of uniform whatever x is, so that, unlike a comparison under a statistical mask, nothing
// has to be checked before it and no range has to be proven: an earlier opening that somebody shifted moves x to another
// value, which is hidden as well. docs/security-arguments.md, "Full-field comparison".
// Ours: the digits' tables.

import { Vector } from '../math/vector.js';
import { FULL_FIELD } from '../params.js';
import { requireDigits } from '../preprocessing/kinds.js';
import type { Protocol } from '../protocol/step.js';
import { open } from '../sharing/open.js';
import type { Shares } from '../sharing/shares.js';
import { type Digit, digitBit, digitNodes, joinEqual, joinGreater, takeTreeProducts } from './digits.js';
import { DIGIT_BITS } from './joins.js';
import { multiplyWith } from './multiply.js';
import type { OnlineParty } from './party.js';

/**
 * [x >= 0] for n signed values, any |x| < p/2.
 * @param x n shares, w bits of a digit, 1..8      @returns n shares of 0 or 1
 * @cost rounds 2 + levels, openings n + 3full*n + 2last*n + 2n, comparisonMasks n, factorTriples full*n, triples last*n + n
 *   (levels, full and last: of the tree over ceil(61/w) digits, see joins.ts; w = 4: 4, 11 and 4)
 * @throws UsageError TUPLES_EXHAUSTED, INVALID_ARGUMENT, before anything is sent
 * @source [NO07]
 */
export function* nonNegativeWide(p: OnlineParty, x: Shares, w = DIGIT_BITS): Protocol<Shares> {
  requireDigits(w);
  const masks = p.tuples.takeComparisonMasks(FULL_FIELD, w, x.length);
  const products = takeTreeProducts(p, masks.digits.length, x.length);
  const triples = p.tuples.takeTriples(x.length);
  const c = yield* open(p, x.scale(2n).add(masks.r));
  const wrapped = yield* joinGreater(p, digitNodes(p, masks, c), products);
  const parity = digitBit(p, masks.digits[0] as Digit, 0);
  const both = yield* multiplyWith(p, triples, parity, wrapped);
  const maskSide = parity.add(wrapped).sub(both.scale(2n));
  // 1 - (m xor c_0): 1 - m for an even c, m for an odd one.
  const odd = Vector.zeros(p.arena, c.length);
  p.kernel.bitsInto(c.span, 0, 1, odd.span);
  return maskSide.scale(odd.scale(2n).plus(-1n)).plus(p, odd.neg().plus(1n));
}

/**
 * [x < y] for n signed values of which the difference is below p/2 in size.
 * @cost as nonNegativeWide, with the same w
 */
export function* lessThanWide(p: OnlineParty, x: Shares, y: Shares, w = DIGIT_BITS): Protocol<Shares> {
  const atLeast = yield* nonNegativeWide(p, x.sub(y), w);
  return atLeast.neg().plus(p, 1n);
}

/**
 * [x = 0] for n values of the whole field.
 * @cost rounds 1 + levels, openings n + 2products*n, comparisonMasks n, triples products*n (products: digits less 1; w = 4: 15)
 * @throws as nonNegativeWide
 */
export function* isZeroWide(p: OnlineParty, x: Shares, w = DIGIT_BITS): Protocol<Shares> {
  requireDigits(w);
  const masks = p.tuples.takeComparisonMasks(FULL_FIELD, w, x.length);
  const triples = p.tuples.takeTriples((masks.digits.length - 1) * x.length);
  const c = yield* open(p, x.add(masks.r));
  const equals = digitNodes(p, masks, c).map(({ equal }) => equal);
  return yield* joinEqual(p, equals, triples);
}
