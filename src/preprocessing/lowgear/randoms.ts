// Uniform authenticated vectors, and the same with their tags kept pairwise: input masks. Checked by a random
// combination that is masked by one element more, which is thrown away.

import type { Arena } from '../../kernel/index.js';
import { Vector } from '../../math/vector.js';
import { SEED_BYTES } from '../../params.js';
import type { Protocol } from '../../protocol/step.js';
import type { Shares } from '../../sharing/shares.js';
import { DEGREE } from '../../she/index.js';
import type { InputMasks } from '../source.js';
import { authenticate, authenticatePairwise, checkAuthenticated, sharesOfPairwise } from './authenticate.js';
import type { LowGearSession } from './session.js';
import { inUnits, place, placeVector, roomFor, type Unit } from './units.js';

/** Elements of a unit; one less than whole polynomials, for the mask of the check. */
const UNIT = 32 * DEGREE - 1;

/** @param out receives n shares of uniform elements @throws SecurityAbort */
export function* produceRandoms(p: LowGearSession, out: Arena, n: number): Protocol<Shares> {
  const whole = roomFor(out, n);
  yield* inUnits(p, n, UNIT, function* (branch, unit) {
    const count = unit.to - unit.from;
    const x = yield* authenticate(branch, uniform(branch, count + 1));
    yield* checkAuthenticated(branch, [x.slice(0, count)], x.slice(count, count + 1));
    place(x, whole, unit);
  });
  return whole;
}

/** Room for n masks in pairwise form. */
function emptyMasks(p: LowGearSession, out: Arena, n: number): InputMasks {
  const tags = Array.from({ length: p.parties }, (_, j) => (j === p.id ? null : Vector.zeros(out, n)));
  return { value: Vector.zeros(out, n), key: Vector.zeros(out, n), tags };
}

/** Copies the first masks of a unit to their places. */
function placeMasks(masks: InputMasks, whole: InputMasks, unit: Unit): void {
  placeVector(masks.value, whole.value, unit);
  placeVector(masks.key, whole.key, unit);
  masks.tags.forEach((tag, j) => {
    const room = whole.tags[j];
    if (tag !== null && room) placeVector(tag, room, unit);
  });
}

/** @param out receives n masks @throws SecurityAbort */
export function* produceInputMasks(p: LowGearSession, out: Arena, n: number): Protocol<InputMasks> {
  const whole = emptyMasks(p, out, n);
  yield* inUnits(p, n, UNIT, function* (branch, unit) {
    const count = unit.to - unit.from;
    const pairwise = yield* authenticatePairwise(branch, uniform(branch, count + 1));
    const x = sharesOfPairwise(branch, pairwise);
    yield* checkAuthenticated(branch, [x.slice(0, count)], x.slice(count, count + 1));
    // T_i = sum_j t_ij = sum_j k_ij + alpha_i (r - r_i), to be key_i + alpha_i r.
    const key = pairwise.keys.reduce((sum, keyOf) => sum.add(keyOf), pairwise.values.scale(p.macKey.span).neg());
    const tags = whole.tags.map((_, j) => (j === p.id ? null : pairwise.tags[p.peers.indexOf(j)]!));
    placeMasks({ value: pairwise.values, key, tags }, whole, unit);
  });
  return whole;
}

/** This party's summand of n uniform elements. */
export function uniform(p: LowGearSession, n: number): Vector {
  return Vector.expand(p.arena, p.random(SEED_BYTES), 0, n);
}
