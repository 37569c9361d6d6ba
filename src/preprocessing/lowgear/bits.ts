// Squares, and bits of them [DKLPSS13]: for a checked square the opened a^2 has two roots, and a divided by the one
// that everybody computes is 1 or -1, each with probability 1/2, nobody knows which.

import { SecurityAbort } from '../../errors.js';
import { type Arena, Roots } from '../../kernel/index.js';
import { Vector } from '../../math/vector.js';
import { P } from '../../params.js';
import type { Protocol } from '../../protocol/step.js';
import { checkOpenings } from '../../sharing/mac-check.js';
import { open } from '../../sharing/open.js';
import type { SharingParty } from '../../sharing/party.js';
import type { Shares } from '../../sharing/shares.js';
import { DEGREE } from '../../she/index.js';
import type { Squares } from '../source.js';
import { makeSquares } from './products.js';
import { sacrifice } from './sacrifice.js';
import type { LowGearSession } from './session.js';
import { polynomialsFor, REQUESTS_PER_PROOF } from './sizes.js';
import { inUnits, place, roomFor, type Unit } from './units.js';

const UNIT = REQUESTS_PER_PROOF * DEGREE;

/** @param out receives n squares @throws SecurityAbort */
export function* produceSquares(p: LowGearSession, out: Arena, n: number): Protocol<Squares> {
  const whole = { a: roomFor(out, n), aa: roomFor(out, n) };
  yield* inUnits(p, n, UNIT, function* (branch, unit) {
    const { a, aa } = yield* checkedSquares(branch, unit);
    place(a, whole.a, unit);
    place(aa, whole.aa, unit);
  });
  return whole;
}

/**
 * @param out receives n shares of uniform bits
 * @cost as squares, and rounds 6, openings 1 for each bit, zeroTests 1 for every unit
 * @throws SecurityAbort, NOT_A_SQUARE among them
 */
export function* produceBits(p: LowGearSession, out: Arena, n: number): Protocol<Shares> {
  const whole = roomFor(out, n);
  yield* inUnits(p, n, UNIT, function* (branch, unit) {
    let bits: Shares | null = null;
    while (bits === null) bits = yield* bitsOfUnit(branch, unit);
    place(bits, whole, unit);
  });
  return whole;
}

/** Squares are checked before they are opened: an unchecked one may be a function of other secrets. */
function* bitsOfUnit(p: LowGearSession, unit: Unit): Protocol<Shares | null> {
  return yield* bitsOfSquares(p, yield* checkedSquares(p, unit));
}

/**
 * (a / root + 1) / 2 with the root of the opened a^2 that everybody computes.
 * @param squares checked, used for this alone
 * @returns a bit for each, or null when a square is 0 (once in 2^61 / n times): then they are not used at all
 * @cost rounds 5, openings n, zeroTests 1 (a coin prepared)
 * @throws SecurityAbort NOT_A_SQUARE for what no a has as its square
 */
export function* bitsOfSquares(p: SharingParty, { a, aa }: Squares): Protocol<Shares | null> {
  const squares = yield* open(p, aa);
  yield* checkOpenings(p);
  const inverse = inverseRoots(p, squares);
  if (inverse === null) return null;
  const half = (P + 1n) / 2n;
  return a.scale(inverse.scale(half)).plus(p, half);
}

function* checkedSquares(p: LowGearSession, unit: Unit): Protocol<Squares> {
  const count = unit.to - unit.from;
  const made = yield* makeSquares(p, polynomialsFor(count));
  yield* sacrifice(p, made);
  return { a: made.a.slice(0, count), aa: made.c[0]!.slice(0, count) };
}

/** One over a root of each; null when one of them is 0 (once in 2^61 / n times): the unit is made again then. */
function inverseRoots(p: SharingParty, squares: Vector): Vector | null {
  const z = Vector.zeros(p.arena, squares.length);
  if (new Roots(p.arena).inverseInto(squares.span, z.span) === 0) return z;
  if (squares.toBigInts().some((square) => square === 0n)) return null;
  throw new SecurityAbort('NOT_A_SQUARE', 'a square that passed its check has no root');
}
