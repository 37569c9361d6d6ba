// Large productions in units: each unit is checked by itself and its memory is freed before the next begins, and two
// are under way at a time, so that one can compute while the other's messages travel.

import type { Arena } from '../../kernel/index.js';
import type { Vector } from '../../math/vector.js';
import { parallel } from '../../protocol/parallel.js';
import type { Protocol } from '../../protocol/step.js';
import { Shares } from '../../sharing/shares.js';
import type { LowGearSession } from './session.js';

/** Units under way at a time. */
const WINDOW = 2;

/** Items from..to-1 of a production. */
export interface Unit {
  readonly from: number;
  readonly to: number;
}

/** Runs `body` for all units of n items, `size` items each; every unit gets memory of its own, wiped afterwards. */
export function* inUnits(
  p: LowGearSession,
  n: number,
  size: number,
  body: (branch: LowGearSession, unit: Unit) => Protocol<void>,
): Protocol<void> {
  const units: Unit[] = [];
  for (let from = 0; from < n; from += size) units.push({ from, to: Math.min(n, from + size) });
  for (let at = 0; at < units.length; at += WINDOW) {
    yield* parallel(units.slice(at, at + WINDOW).map((unit) => p.within((branch) => body(branch, unit))));
  }
}

/** Room for n shares of a finished production. */
export function roomFor(arena: Arena, n: number): Shares {
  return Shares.zeros(arena, n);
}

/** Copies the first items of a unit's result to their place. */
export function place(result: Shares, whole: Shares, unit: Unit): void {
  placeVector(result.value, whole.value, unit);
  placeVector(result.mac, whole.mac, unit);
}

/** The same of one vector. */
export function placeVector(result: Vector, whole: Vector, { from, to }: Unit): void {
  result.arena.kernel.copyInto(result.span.slice(0, to - from), whole.span.slice(from, to));
}
