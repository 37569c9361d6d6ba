// Inner-product sacrifice: products c_f = a b_f are checked at the price of *one* further product sum per f. With r_k
// tossed after everything is authenticated, s = r a - a' is opened and
//     sum_k r_k c_k - c' - sum_k s_k b_k = sum_k r_k (c_k - a_k b_k) - (c' - sum_k a'_k b_k)
// must be 0. docs/security-arguments.md, "Inner-product sacrifice", has the bound and what wrong ciphertexts and MACs
// come to.
//
// All b_f of one a share r and s: two openings r a - a' and r* a - a' with one a' would show a.

import { Vector } from '../../math/vector.js';
import { tossCoin } from '../../protocol/coin-toss.js';
import type { Protocol } from '../../protocol/step.js';
import { checkOpenings } from '../../sharing/mac-check.js';
import { open } from '../../sharing/open.js';
import type { Products } from './products.js';
import type { LowGearSession } from './session.js';

/**
 * Checks products and everything about them: values, MACs, and that what was multiplied is what was authenticated.
 * @cost rounds 8, openings one for each a, zeroTests 1
 * @throws SecurityAbort MAC_CHECK_FAILED, ECHO_MISMATCH, COMMITMENT_BROKEN: nothing about a, b, c was shown
 * @hazard a' is used up
 */
export function* sacrifice(p: LowGearSession, { a, b, c, a2, sums }: Products): Protocol<void> {
  const seed = yield* tossCoin(p);
  const r = Vector.expand(p.arena, seed, 0, a.length);
  const s = yield* open(p, a.scale(r).sub(a2));
  b.forEach((factor, f) => {
    const product = c[f]?.mac.dot(r) ?? Vector.zeros(p.arena, 1);
    p.openings.addZero(product.sub(sums.mac.slice(f, f + 1)).sub(factor.mac.dot(s)));
  });
  yield* checkOpenings(p);
}
