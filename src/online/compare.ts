// Comparison of k-bit values under a mask that is 2^40 times wider [CdH10], with the bits of the mask held as digits.
// For |x| < 2^(k-1): d = x + 2^(k-1) is in [0, 2^k) and [x >= 0] is its top bit, (d - d mod 2^(k-1)) / 2^(k-1). From the opened
// c = d + r and c' = c mod 2^(k-1), r' = r mod 2^(k-1): d mod 2^(k-1) = c' - r' + 2^(k-1) [c' < r'], compared digit by digit (digits.ts).
// Ours: the digits' tables and the shared opening; the rest is the paper's. Wider values: compare-wide.ts.

import { inverse } from '../math/field.js';
import { Vector } from '../math/vector.js';
import { requireComparison } from '../preprocessing/kinds.js';
import type { Protocol } from '../protocol/step.js';
import type { Shares } from '../sharing/shares.js';
import { digitNodes, joinEqual, joinGreater, takeTreeProducts } from './digits.js';
import { DIGIT_BITS } from './joins.js';
import type { OnlineParty } from './party.js';
import { openUnderMask } from './under-mask.js';

export { DIGIT_BITS } from './joins.js';

/**
 * [x >= 0] for n values with |x| < 2^(k-1) (x = -2^(k-1) is also right).
 * @param x n shares, k 2..20      @returns n shares of 0 or 1
 * @cost rounds 1 + levels, openings n + 3full*n + 2last*n, comparisonMasks n, factorTriples full*n, triples last*n;
 *   openings pending: also rounds 4, zeroTests 1
 *   (levels, full and last: of the tree over ceil((k-1)/w) digits, see joins.ts; k = 20, w = 4: 3, 3 and 1)
 * @throws UsageError TUPLES_EXHAUSTED, INVALID_ARGUMENT, before anything is sent; SecurityAbort when the check before fails
 * @source [CdH10]
 * @hazard a value outside the range is not detected and opens its mask: ranges must follow from proven inputs
 */
export function* nonNegative(p: OnlineParty, x: Shares, k: number, w = DIGIT_BITS): Protocol<Shares> {
  requireComparison(k, w);
  const half = 1n << BigInt(k - 1);
  const masks = p.tuples.takeComparisonMasks(k, w, x.length);
  const products = takeTreeProducts(p, masks.digits.length, x.length);
  const shifted = x.plus(p, half);
  const c = yield* openUnderMask(p, shifted.add(masks.r));
  const maskGreater = yield* joinGreater(p, digitNodes(p, masks, c), products);
  const low = Vector.zeros(p.arena, c.length);
  p.kernel.bitsInto(c.span, 0, k - 1, low.span);
  // d - (c' - r' + 2^(k-1) [c' < r']) over 2^(k-1)
  return shifted.plus(p, low.neg()).add(masks.low).sub(maskGreater.scale(half)).scale(inverse(half));
}

/**
 * [x < y] for n values of which both fit k - 1 bits signed, so that the difference fits k.
 * @cost as nonNegative, with the same k and w
 */
export function* lessThan(p: OnlineParty, x: Shares, y: Shares, k: number, w = DIGIT_BITS): Protocol<Shares> {
  const atLeast = yield* nonNegative(p, x.sub(y), k, w);
  return atLeast.neg().plus(p, 1n);
}

/**
 * [x >= t] for a public threshold t.
 * @param x n shares with |x - t| < 2^(k-1)
 * @cost as nonNegative, with the same k and w
 */
export function* atLeast(p: OnlineParty, x: Shares, t: bigint, k: number, w = DIGIT_BITS): Protocol<Shares> {
  return yield* nonNegative(p, x.plus(p, -t), k, w);
}

/**
 * [x = 0] for n values with |x| < 2^(k-1) strictly.
 * @cost rounds 1 + levels, openings n + 2products*n, comparisonMasks n, triples products*n;
 *   openings pending: also rounds 4, zeroTests 1 (products: digits less 1; k = 20, w = 4: 4)
 * @throws as nonNegative
 */
export function* isZero(p: OnlineParty, x: Shares, k: number, w = DIGIT_BITS): Protocol<Shares> {
  requireComparison(k, w);
  const half = 1n << BigInt(k - 1);
  const masks = p.tuples.takeComparisonMasks(k, w, x.length);
  const products = masks.digits.length - 1;
  const triples = products > 0 ? p.tuples.takeTriples(products * x.length) : null;
  const c = yield* openUnderMask(p, x.plus(p, half).add(masks.r));
  const equals = digitNodes(p, masks, c).map(({ equal }) => equal);
  return yield* joinEqual(p, equals, triples);
}
