// Truncation of signed values under a mask of the whole field. For |x| < 2^58 let d = x + 2^58, so 0 < d < 2^59, and R the mask's
// number of 61 uniform bits. Opened is c = d + R mod p. Over the integers d + R = c + W p with W = 0 or 1, for
// d + R < 2^59 + 2^61 < 2p. The wrap W follows from top bits alone: with R = 2^60 top + ...,
//
//     top = 0:             d + R < 2^60 + d <= p, so W = 0
//     top = 1 and W = 0:   c >= R >= 2^60
//     top = 1 and W = 1:   c = d + R - p <= d + 2^61 - 1 - p = d + 2^21 - 2 < 2^60
//
// hence W = top * [c < 2^60], and the last line is the tightest: it holds for d <= 2^60 - 2^21 + 1. This is exact even for R >= p.
//     floor((c + W p) / 2^f) - floor(R / 2^f) = floor(d / 2^f) + [d mod 2^f + R mod 2^f >= 2^f]
// and d mod 2^f = x mod 2^f, as f <= 57. So the result is floor(x / 2^f) or one more, the latter with probability exactly
// (x mod 2^f) / 2^f over the choice of R: stochastic rounding without bias. c + W p is selected bit by bit of W in public numbers,
// so that the error does not grow with f (taking W (p >> f) instead costs another unit for most f).
//
// c is within 2^-40 of uniform whatever x is: there is nothing to check before it is opened, and a value outside its range
// is truncated wrongly but not shown. What c tells together with the result: docs/security-arguments.md, "Truncation under a full-field
// mask".

import { Vector } from '../math/vector.js';
import { FIELD_BITS, MAX_TRUNCATED_BITS, P } from '../params.js';
import { requireShift } from '../preprocessing/kinds.js';
import type { Protocol } from '../protocol/step.js';
import { open } from '../sharing/open.js';
import type { Shares } from '../sharing/shares.js';
import type { OnlineParty } from './party.js';

/** Makes signed values of 58 bits positive; a multiple of every 2^shift. */
const OFFSET = 1n << BigInt(MAX_TRUNCATED_BITS);

/**
 * x / 2^shift, rounded down or up: floor(x / 2^shift) or that plus 1, the expectation being x / 2^shift. Multiples of 2^shift are
 * divided exactly.
 * @param x     n shares, |x| <= 2^58; outside, the result is wrong (and nothing is shown)
 * @param shift 1 to 57
 * @returns n shares of signed values, |result| <= 2^(58 - shift)
 * @cost rounds 1, openings n, truncations n
 * @throws UsageError TUPLES_EXHAUSTED, INVALID_ARGUMENT, before anything is sent
 */
export function* truncate(p: OnlineParty, x: Shares, shift: number): Protocol<Shares> {
  requireShift(shift);
  const { r, high, top } = p.tuples.takeTruncations(shift, x.length);
  const c = yield* open(p, x.plus(p, OFFSET).add(r));
  const { straight, wrapped } = quotients(c, shift);
  const quotient = top.scale(wrapped.sub(straight)).plus(p, straight);
  return quotient.sub(high).plus(p, -(OFFSET >> BigInt(shift)));
}

/** floor(c / 2^shift), and the same of c + p where the sum may have wrapped, that is for c < 2^60; public. */
function quotients(c: Vector, shift: number): { straight: Vector; wrapped: Vector } {
  const straight = bits(c, shift, FIELD_BITS - shift);
  const factor = 1n << BigInt(shift);
  // c + p = (c >> f) 2^f + (p >> f) 2^f + (c mod 2^f) + (p mod 2^f), and the last two make a carry or none.
  const carry = bits(bits(c, 0, shift).plus(P % factor), shift, 1);
  const mayWrap = bits(c, FIELD_BITS - 1, 1)
    .neg()
    .plus(1n);
  const step = carry.plus(P / factor).mul(mayWrap);
  return { straight, wrapped: straight.add(step) };
}

/** (x >> shift) mod 2^width of public values. */
function bits(x: Vector, shift: number, width: number): Vector {
  const z = Vector.zeros(x.arena, x.length);
  x.arena.kernel.bitsInto(x.span, shift, width, z.span);
  return z;
}
