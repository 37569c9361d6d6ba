// What a batch is made of, and how a range of it is cut out. Cutting shares memory and copies nothing.

import { UsageError } from '../errors.js';
import { Vector } from '../math/vector.js';
import type { ZeroTestTriple } from '../sharing/party.js';
import { Shares } from '../sharing/shares.js';
import { tableEntries } from './kinds.js';
import type {
  ComparisonMasks,
  FactorTriples,
  InputMasks,
  MatvecTuple,
  Squares,
  Triples,
  Truncations,
} from './source.js';

/** Whole vectors of everything in a batch of one party; kinds that were not asked for are absent. */
export interface BatchMaterial {
  randoms?: Shares;
  inputMasks?: InputMasks;
  triples?: Triples;
  squares?: Squares;
  bits?: Shares;
  zeroTests?: ZeroTestTriple;
  readonly factorTriples: FactorTriples[];
  readonly comparisonMasks: ComparisonMasks[];
  readonly truncations: Truncations[];
  /** In the order in which they will be taken. */
  readonly matvecs: MatvecTuple[];
}

/** A batch of nothing, to be filled. */
export function emptyMaterial(): BatchMaterial {
  return { factorTriples: [], comparisonMasks: [], truncations: [], matvecs: [] };
}

/** Cuts items from..to-1 out of whatever has one element per item. */
type Cut = <T extends Shares | Vector>(whole: T) => T;

function range(from: number, to: number): Cut {
  return <T extends Shares | Vector>(whole: T) => whole.slice(from, to) as T;
}

export function cutTriples({ a, b, c }: Triples, from: number, to: number): Triples {
  const cut = range(from, to);
  return { a: cut(a), b: cut(b), c: cut(c) };
}

export function cutZeroTests({ a, b, c }: ZeroTestTriple, from: number, to: number): ZeroTestTriple {
  const cut = range(from, to);
  return { a: cut(a), b: cut(b), c: cut(c) };
}

export function cutSquares({ a, aa }: Squares, from: number, to: number): Squares {
  const cut = range(from, to);
  return { a: cut(a), aa: cut(aa) };
}

export function cutFactors({ a, b, c }: FactorTriples, from: number, to: number): FactorTriples {
  const cut = range(from, to);
  return { a: cut(a), b: b.map(cut), c: c.map(cut) };
}

export function cutMasks({ value, key, tags }: InputMasks, from: number, to: number): InputMasks {
  const cut = range(from, to);
  return { value: cut(value), key: cut(key), tags: tags.map((tag) => (tag === null ? null : cut(tag))) };
}

export function cutComparisons(masks: ComparisonMasks, from: number, to: number): ComparisonMasks {
  const cut = range(from, to);
  const digits = masks.digits.map(({ width, table }) => {
    const entries = tableEntries(width);
    return { width, table: table.slice(from * entries, to * entries) };
  });
  return { k: masks.k, w: masks.w, r: cut(masks.r), low: cut(masks.low), digits };
}

export function cutTruncations({ shift, r, high, top }: Truncations, from: number, to: number): Truncations {
  const cut = range(from, to);
  return { shift, r: cut(r), high: cut(high), top: cut(top) };
}

/**
 * Comparison masks from their digit tables and high parts; local, because a digit is the sum of its table's entries:
 * low = sum_d 2^(w d) sum_v [digit_d > v] and r = low + 2^(k-1) high.
 * @param n how many      @param high n shares; null for masks of the whole field      @param digits tables of n rows, lowest digit first
 */
export function assembleComparisonMasks(
  k: number,
  w: number,
  n: number,
  high: Shares | null,
  digits: ComparisonMasks['digits'],
): ComparisonMasks {
  const [lowest] = digits;
  if (lowest === undefined) throw new UsageError('INVALID_ARGUMENT', 'a comparison mask has a digit at least');
  const low = Shares.zeros(lowest.table.value.arena, n);
  digits.forEach(({ width, table }, d) => {
    const unit = 1n << BigInt(w * d);
    addDigit(low.value, width, table.value, unit);
    addDigit(low.mac, width, table.mac, unit);
  });
  return { k, w, r: high === null ? low : low.add(high.scale(1n << BigInt(k - 1))), low, digits };
}

/** low += unit * digit. */
function addDigit(low: Vector, width: number, table: Vector, unit: bigint): void {
  const { arena, length, span } = low;
  const { kernel } = arena;
  arena.scope(() => {
    const entries = tableEntries(width);
    const units = Vector.zeros(arena, entries).plus(unit);
    const digit = Vector.zeros(arena, length);
    kernel.matVecInto(table.span, length, entries, units.span, digit.span);
    kernel.addInto(span, digit.span, span);
  });
}

/** A matvec tuple's b when it is a range of the batch's input masks. */
export function operandOfMasks(masks: InputMasks, offset: number, length: number): Shares {
  const { value, key, tags } = cutMasks(masks, offset, offset + length);
  let mac = key.neg();
  for (const tag of tags) if (tag !== null) mac = mac.add(tag);
  return new Shares(value, mac);
}
