// Decomposition into bits: open c = x + r for a mask r whose digits are shared, and subtract r again, in shares. Where no sum
// wraps, x mod 2^i = (c mod 2^i) - (r mod 2^i) + 2^i B_i with the borrow B_i = [r mod 2^i > c mod 2^i], and bit i of x is
// ((x mod 2^(i+1)) - (x mod 2^i)) / 2^i: only the borrows take multiplications (borrows.ts), and the last one none, for x itself is shared.
//
// Values of up to 19 bits take a comparison mask, 2^40 times wider, which hides them as in compare.ts. Wider ones take a mask of
// the whole field, and there c + W p takes the place of c, W = [the sum wrapped] = top(r) [c < 2^60] as in truncate.ts. Every look-up
// in a digit is then selected from that of c and that of c + p, both public numbers: one product with W each.
// The digits have four bits, not one: tables of four bits cost more to make and the borrows between digits far less, 242 openings
// instead of 477 for 60 bits. Ours; the borrow network is the textbook's.

import { inverse } from '../math/field.js';
import { Vector } from '../math/vector.js';
import { FIELD_BITS, P } from '../params.js';
import type { ComparisonMasks } from '../preprocessing/source.js';
import type { Protocol } from '../protocol/step.js';
import { open } from '../sharing/open.js';
import { Shares } from '../sharing/shares.js';
import { type BitPlan, bitPlan, borrowsIn } from './bit-plan.js';
import { lookUpLowest, type OpenDigit, openDigit, prefixGreater } from './borrows.js';
import { type Digit, type DigitNode, JoinProducts } from './digits.js';
import { GroupProducts } from './group-products.js';
import { DIGIT_BITS } from './joins.js';
import { join } from './parts.js';
import type { OnlineParty } from './party.js';
import { openUnderMask } from './under-mask.js';

/**
 * The bits of values in [0, 2^bits).
 * @param x n shares, bits 1..60
 * @returns bits * n shares of 0 or 1, bit by bit: bit 0 of all n values, then bit 1 of all, and so on
 * @cost rounds 1 + selecting + levels + finishing, openings n + selected*n + 3full*n + 2last*n + finished*n,
 *   comparisonMasks n, factorTriples shared*n, triples single*n; openings pending: also rounds 4check, zeroTests check
 *   (bit-plan.ts counts them, decompositionDemand gives the tuples; 60 bits: 7 rounds, 242 openings each; 19 bits: 4 and 24; check: 1
 *   up to 19 bits, 0 from 20 on)
 * @throws UsageError TUPLES_EXHAUSTED, INVALID_ARGUMENT, before anything is sent; SecurityAbort when the check before fails
 * @hazard up to 19 bits a value outside the range is not detected and opens its mask: ranges must follow from proven inputs. From
 *   20 bits on it gives shares of something else than bits, and shows nothing. With 60 bits, x >= 2^60 - 2^21 comes out
 *   wrong with probability up to 2^-39; all other values never do
 */
export function* decompose(p: OnlineParty, x: Shares, bits: number): Protocol<Shares> {
  const plan = bitPlan(bits);
  const n = x.length;
  const masks = p.tuples.takeComparisonMasks(plan.k, DIGIT_BITS, n);
  const selections = new GroupProducts(p, plan.selections, n);
  const prefix = new JoinProducts(p, plan.prefix, n);
  const inner = new GroupProducts(p, plan.inner, n);
  const masked = x.add(masks.r);
  const c = plan.wraps ? yield* open(p, masked) : yield* openUnderMask(p, masked);
  const digits = masks.digits.slice(0, plan.widths.length).map((digit) => openDigit(p, digit));
  const minuend = plan.wraps ? wrapping(masks, c) : { plain: c, wrapped: c, wrap: null };
  const nodes = yield* lookUps(p, plan, digits, minuend, selections);
  const carried = yield* prefixGreater(
    p,
    nodes.slice(0, -1).map((ofDigit) => ofDigit.at(-1) as DigitNode),
    prefix,
  );
  const borrows = yield* finish(plan, nodes, carried, inner);
  return split(p, x, plan, digits, minuend, borrows);
}

/** What the mask is subtracted from: c, or c + p where the sum wrapped; mod 2^60. */
interface Minuend {
  readonly plain: Vector;
  readonly wrapped: Vector;
  /** [the sum wrapped]; null when it never does. */
  readonly wrap: Shares | null;
}

/** The top bit of the mask, and that of c, tell whether the sum wrapped. */
function wrapping({ digits }: ComparisonMasks, c: Vector): Minuend {
  const plain = field(c, 0, FIELD_BITS - 1);
  const mayWrap = field(c, FIELD_BITS - 1, 1)
    .neg()
    .plus(1n);
  // c mod 2^60 and p mod 2^60 add up to less than p, so this is a sum of integers.
  const wrapped = plain.plus(P - (1n << BigInt(FIELD_BITS - 1)));
  const top = digits[digits.length - 1] as Digit; // of one bit: its table is the bit
  return { plain, wrapped, wrap: top.table.scale(mayWrap) };
}

/** For each digit, (greater, equal) of its lowest bits, its lowest two, and so on. */
function* lookUps(
  p: OnlineParty,
  { widths }: BitPlan,
  digits: readonly OpenDigit[],
  { plain, wrapped, wrap }: Minuend,
  selections: GroupProducts,
): Protocol<DigitNode[][]> {
  const of = (c: Vector) =>
    digits.map((digit, j) =>
      Array.from({ length: borrowsIn(widths, j) }, (_, t) => lookUpLowest(p, digit, c, DIGIT_BITS * j, t + 1)),
    );
  const nodes = of(plain);
  if (wrap === null) return nodes;
  const others = of(wrapped);
  // Below the lowest digit nothing borrows, so its "equal" is never asked for.
  const steps = nodes.map((ofDigit, j) =>
    ofDigit.flatMap((node, t) => {
      const other = others[j]?.[t] as DigitNode;
      const greater = other.greater.sub(node.greater);
      return j === 0 ? [greater] : [greater, other.equal.sub(node.equal)];
    }),
  );
  const products = yield* selections.multiply(
    () => wrap,
    (j) => steps[j] as Shares[],
  );
  return nodes.map((ofDigit, j) => {
    const taken = products.get(j) ?? [];
    return ofDigit.map(({ greater, equal }, t) =>
      j === 0
        ? { greater: greater.add(taken[t] as Shares), equal }
        : { greater: greater.add(taken[2 * t] as Shares), equal: equal.add(taken[2 * t + 1] as Shares) },
    );
  });
}

/** The borrows into bits 1 .. bits - 1, from those inside the digits and those into each digit above the lowest. */
function* finish(
  { widths }: BitPlan,
  nodes: readonly (readonly DigitNode[])[],
  carried: readonly Shares[],
  inner: GroupProducts,
): Protocol<Shares[]> {
  const inside = nodes.map((ofDigit, j) => ofDigit.slice(0, (widths[j] ?? 0) - 1));
  const products = yield* inner.multiply(
    (j) => carried[j - 1] as Shares,
    (j) => (inside[j] ?? []).map(({ equal }) => equal),
  );
  return inside.flatMap((ofDigit, j) => {
    const into = j === 0 ? [] : [carried[j - 1] as Shares];
    const taken = products.get(j) ?? [];
    return [...into, ...ofDigit.map(({ greater }, t) => (j === 0 ? greater : greater.add(taken[t] as Shares)))];
  });
}

/** The bits from x mod 2^i = minuend mod 2^i - r mod 2^i + 2^i B_i, i = 1 .. bits - 1. */
function split(
  p: OnlineParty,
  x: Shares,
  { bits }: BitPlan,
  digits: readonly OpenDigit[],
  { plain, wrapped, wrap }: Minuend,
  borrows: readonly Shares[],
): Shares {
  const parts: Shares[] = [];
  const masks = lowestOfMask(p, digits, bits, x.length);
  let below = Shares.zeros(p.arena, x.length);
  for (let i = 1; i <= bits; i++) {
    let whole = x;
    if (i < bits) {
      const low = field(plain, 0, i);
      const borrow = (borrows[i - 1] as Shares).scale(1n << BigInt(i));
      whole = borrow.sub(masks[i - 1] as Shares).plus(p, low);
      if (wrap !== null) whole = whole.add(wrap.scale(field(wrapped, 0, i).sub(low)));
    }
    parts.push(whole.sub(below).scale(inverse(1n << BigInt(i - 1))));
    below = whole;
  }
  return join(parts);
}

/** r mod 2^i for i = 1 .. bits - 1: whole digits below, and of the next one what it has more than floor(digit / 2^t) 2^t. */
function lowestOfMask(p: OnlineParty, digits: readonly OpenDigit[], bits: number, n: number): Shares[] {
  const parts: Shares[] = [];
  let before = Shares.zeros(p.arena, n);
  digits.forEach(({ digit, above }, j) => {
    const whole = before.add((above[0] as Shares).scale(1n << BigInt(DIGIT_BITS * j)));
    for (let t = 1; t <= digit.width && parts.length < bits - 1; t++) {
      parts.push(whole.sub((above[t] as Shares).scale(1n << BigInt(DIGIT_BITS * j + t))));
    }
    before = whole;
  });
  return parts;
}

/** (x >> shift) mod 2^width of public values. */
function field(x: Vector, shift: number, width: number): Vector {
  const z = Vector.zeros(x.arena, x.length);
  x.arena.kernel.bitsInto(x.span, shift, width, z.span);
  return z;
}
