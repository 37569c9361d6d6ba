// 1/a for normalised a, by Goldschmidt's iteration [Gol64], in the form that needs no second sequence: with y0 close to 1/a and
// e = 1 - a y0,  1/a = y0 / (1 - e) = y0 (1 + e)(1 + e^2)(1 + e^4) ...,  every power of e squared beside the product before it.
//
// y0 = c - 2a, with c where the worst cases are equal: e = 1 - c a + 2 a^2 is 3 - c at a = 1 and 1 - c^2/8 at its lowest, a = c/4, so
// c = sqrt(48) - 4 and |e| <= 0.0718; at a = 1/2 it is 0.036. Three factors leave e^8 < 2^-30.39.
//
// Error, with e off by t/2^30, |t| < 1 from its truncation: the product of the factors is (1 - e^8)/(1 - e), so it moves by a share of
// at most 1.08/2^30 and e^8 of another 0.77/2^30; the three truncations of the products add less than 3.02/2^30 to a result >= 1, those
// of e^2 and e^4, kept with more bits after the point, 0.07/2^30. Together |y - 1/a| < 4.95/2^30 (1/a) < 2^-27.6 (1/a).

import type { SecureInt } from '../types/int.js';
import { WORK_BITS, WORK_UNIT } from './normalise.js';

/** Bits after the point of the reciprocal of a normalised number. */
export const RECIPROCAL_BITS = 30;

/** sqrt(48) - 4, times 2^28. */
const START = 786033569n;

/**
 * 1/a, off by less than 2^-27.6 of itself. Costs eight rounds, three triples (four with a sign), three squares and six truncations
 * per element.
 * @param a    with 28 bits after the point, in [1/2, 1]
 * @param sign 1 or -1: of the result
 * @returns with 30 bits after the point, in [1, 2] but for the error and the sign
 */
export function reciprocalOfNormal(a: SecureInt, sign?: SecureInt): SecureInt {
  // 1 - a y0 with 56 bits after the point; all bounds below are those derived above, rounded up.
  const wide = 1n << BigInt(2 * WORK_BITS);
  const error = a.square().mul(2).sub(a.mul(START)).add(wide);
  const e = within(error, 0.072, 2 * WORK_BITS).truncate(2 * WORK_BITS - 30); // 30 bits after the point
  const e2 = within(e.square(), 0.0052, 60).truncate(60 - 34);
  const e4 = within(e2.square(), 0.000027, 68).truncate(68 - 42);
  const start = a.mul(-2).add(START).mul(4); // 30 bits after the point; in [0.92, 1.93]
  // The iteration is linear in y0, which meets its sign while e is on its way.
  const y0 = sign === undefined ? start : start.mul(sign);
  const y1 = y0.add(within(y0.mul(e), 0.14, 60).truncate(30));
  const y2 = within(y1, 2.01, 30).add(within(within(y1, 2.01, 30).mul(e2), 0.0105, 64).truncate(34));
  const y3 = within(y2, 2.0001, 30).add(within(y2, 2.0001, 30).mul(e4).truncate(42));
  const slack = 16n; // twice 4.95, rounded up
  const largest = 8n * WORK_UNIT + slack;
  return y3.within(sign === undefined ? 4n * WORK_UNIT - slack : -largest, largest, 'follows');
}

/** |x| <= bound for a number with `bits` after the point. */
function within(x: SecureInt, bound: number, bits: number): SecureInt {
  const limit = BigInt(Math.ceil(bound * 2 ** 53)) << BigInt(bits);
  return x.within(-(limit >> 53n), limit >> 53n, 'follows');
}
