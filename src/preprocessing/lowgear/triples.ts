// Checked triples, of one a and `fanOut` b's; ordinary triples have one.

import type { Arena } from '../../kernel/index.js';
import type { Protocol } from '../../protocol/step.js';
import { DEGREE } from '../../she/index.js';
import type { FactorTriples, Triples } from '../source.js';
import { makeTriples } from './products.js';
import { sacrifice } from './sacrifice.js';
import type { LowGearSession } from './session.js';
import { polynomialsFor, REQUESTS_PER_PROOF } from './sizes.js';
import { inUnits, place, roomFor } from './units.js';

/**
 * @param out receives n triples @cost see makeTriples and sacrifice, for every unit of up to 18 requests
 * @throws SecurityAbort: nothing of the unit is kept
 */
export function* produceFactorTriples(
  p: LowGearSession,
  out: Arena,
  fanOut: number,
  n: number,
): Protocol<FactorTriples> {
  const rooms = () => Array.from({ length: fanOut }, () => roomFor(out, n));
  const whole = { a: roomFor(out, n), b: rooms(), c: rooms() };
  const groups = Math.max(1, Math.floor(REQUESTS_PER_PROOF / fanOut));
  yield* inUnits(p, n, groups * DEGREE, function* (branch, unit) {
    const made = yield* makeTriples(branch, polynomialsFor(unit.to - unit.from), fanOut);
    yield* sacrifice(branch, made);
    place(made.a, whole.a, unit);
    for (let f = 0; f < fanOut; f++) {
      place(made.b[f]!, whole.b[f]!, unit);
      place(made.c[f]!, whole.c[f]!, unit);
    }
  });
  return whole;
}

/** n ordinary triples. */
export function* produceTriples(p: LowGearSession, out: Arena, n: number): Protocol<Triples> {
  const { a, b, c } = yield* produceFactorTriples(p, out, 1, n);
  return { a, b: b[0]!, c: c[0]! };
}
