// Masks of comparisons: low bits from checked bits, their digits' tables from checked bits and triples, high parts from
// the parties. Masks of the whole field have 61 low bits and no high part, so that all their bits are checked ones.

import type { Arena } from '../../kernel/index.js';
import { ELEMENT_BYTES } from '../../params.js';
import { parallel } from '../../protocol/parallel.js';
import type { Protocol } from '../../protocol/step.js';
import { checkOpenings } from '../../sharing/mac-check.js';
import { Shares } from '../../sharing/shares.js';
import { DEGREE } from '../../she/index.js';
import { digitWidths, highBits, tableEntries } from '../kinds.js';
import { assembleComparisonMasks } from '../material.js';
import type { ComparisonMasks, FactorTriples } from '../source.js';
import { TripleSupply } from './beaver.js';
import { produceBits } from './bits.js';
import { highParts } from './high-parts.js';
import type { LowGearSession } from './session.js';
import { digitTable, tableDemand } from './tables.js';
import { produceFactorTriples } from './triples.js';
import { place, roomFor, type Unit } from './units.js';

/** Memory for what one unit of masks is made of, bytes at one party. */
const UNIT_BYTES = 96 << 20;

/** Masks made at a time: whole polynomials of bits and triples where they fit, and not too much memory. */
export function unitOf(k: number, w: number): number {
  let shares = k - 1;
  for (const width of digitWidths(k, w)) {
    shares += 3 * tableEntries(width); // products of bits, their places in the table, the table
    for (const [fanOut, n] of tableDemand(width)) shares += n * (1 + 2 * fanOut);
  }
  const fitting = UNIT_BYTES / (2 * ELEMENT_BYTES * shares);
  return Math.min(DEGREE, 2 ** Math.max(0, Math.floor(Math.log2(fitting))));
}

/** @param out receives n masks @throws SecurityAbort */
export function* produceComparisonMasks(
  p: LowGearSession,
  out: Arena,
  k: number,
  w: number,
  n: number,
): Protocol<ComparisonMasks> {
  const digits = digitWidths(k, w).map((width) => ({ width, table: roomFor(out, n * tableEntries(width)) }));
  const whole = { k, w, r: roomFor(out, n), low: roomFor(out, n), digits };
  const size = unitOf(k, w);
  for (let from = 0; from < n; from += size) {
    const unit = { from, to: Math.min(n, from + size) };
    yield* p.within((branch) => maskUnit(branch, whole, unit));
  }
  return whole;
}

function* maskUnit(p: LowGearSession, whole: ComparisonMasks, unit: Unit): Protocol<void> {
  const { k, w } = whole;
  const n = unit.to - unit.from;
  const widths = digitWidths(k, w);
  // One after the other: each keeps the threads busy by itself, and all at once would hold messages of hundreds of megabytes.
  const bits = yield* produceBits(p, p.arena, n * (k - 1));
  const high = highBits(k) > 0 ? yield* highParts(p, k, n) : Shares.zeros(p.arena, 0);
  const triples: FactorTriples[] = [];
  for (const [fanOut, each] of demandOf(widths)) {
    triples.push(yield* produceFactorTriples(p, p.arena, fanOut, n * each));
  }
  const supply = new TripleSupply(triples);
  const columns = Array.from({ length: k - 1 }, (_, b) => bits.slice(b * n, (b + 1) * n));
  const tables = yield* parallel(widths.map((width, d) => digitTable(p, supply, columns.slice(w * d, w * d + width))));
  yield* checkOpenings(p);
  const digits = widths.map((width, d) => ({ width, table: tables[d] as Shares }));
  const made = assembleComparisonMasks(k, w, n, high.length > 0 ? high : null, digits);
  place(made.r, whole.r, unit);
  place(made.low, whole.low, unit);
  digits.forEach(({ width, table }, d) => {
    const entries = tableEntries(width);
    place(table, whole.digits[d]!.table, { from: unit.from * entries, to: unit.to * entries });
  });
}

/** Factor triples of one mask, by fan-out, in a fixed order. */
function demandOf(widths: readonly number[]): ReadonlyMap<number, number> {
  const demand = new Map<number, number>();
  for (const width of widths) {
    for (const [fanOut, n] of tableDemand(width)) demand.set(fanOut, (demand.get(fanOut) ?? 0) + n);
  }
  return demand;
}
