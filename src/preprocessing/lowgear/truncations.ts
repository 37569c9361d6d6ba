// Masks of truncations: 61 checked bits each, and nothing but sums of them. The bits' MACs were checked with them, so there is nothing
// left to check.

import type { Arena } from '../../kernel/index.js';
import { FIELD_BITS } from '../../params.js';
import type { Protocol } from '../../protocol/step.js';
import { Shares } from '../../sharing/shares.js';
import { DEGREE } from '../../she/index.js';
import type { Truncations } from '../source.js';
import { produceBits } from './bits.js';
import type { LowGearSession } from './session.js';
import { REQUESTS_PER_PROOF } from './sizes.js';
import { inUnits, place, roomFor } from './units.js';

/** Masks made at a time: as many as one proof gives bits for. */
const UNIT = Math.floor((REQUESTS_PER_PROOF * DEGREE) / FIELD_BITS);

/**
 * @param out receives n masks
 * @cost as 61 n bits
 * @throws SecurityAbort
 */
export function* produceTruncations(p: LowGearSession, out: Arena, shift: number, n: number): Protocol<Truncations> {
  const whole = { shift, r: roomFor(out, n), high: roomFor(out, n), top: roomFor(out, n) };
  yield* inUnits(p, n, UNIT, function* (branch, unit) {
    const count = unit.to - unit.from;
    const bits = yield* produceBits(branch, branch.arena, FIELD_BITS * count);
    const columns = Array.from({ length: FIELD_BITS }, (_, i) => bits.slice(i * count, (i + 1) * count));
    place(weighted(branch, columns), whole.r, unit);
    place(weighted(branch, columns.slice(shift)), whole.high, unit);
    place(columns[FIELD_BITS - 1] as Shares, whole.top, unit);
  });
  return whole;
}

/** sum_i 2^i bits[i] */
function weighted(p: LowGearSession, bits: readonly Shares[]): Shares {
  const sum = Shares.zeros(p.arena, bits[0]?.length ?? 0);
  bits.forEach(({ value, mac }, i) => {
    const weight = 1n << BigInt(i);
    p.kernel.axpyInto(weight, value.span, sum.value.span);
    p.kernel.axpyInto(weight, mac.span, sum.mac.span);
  });
  return sum;
}
