// A shared mask against an opened value, digit by digit. A digit's cumulative one-hot table makes "greater" and "equal" against a
// public digit local look-ups, so only joining the digits multiplies: (g, e) o (g', e') = (g + e g', e e'), highest digit first, in a
// tree of which every level is one round. All comparisons share this file, whatever their mask hides.

import { UsageError } from '../errors.js';
import { Vector } from '../math/vector.js';
import { tableEntries } from '../preprocessing/kinds.js';
import { cutFactors, cutTriples } from '../preprocessing/material.js';
import type { ComparisonMasks, FactorTriples, Triples } from '../preprocessing/source.js';
import { parallel } from '../protocol/parallel.js';
import type { Protocol } from '../protocol/step.js';
import { Shares } from '../sharing/shares.js';
import { treeProducts } from './joins.js';
import { multiplySharedWith, multiplyWith } from './multiply.js';
import { cut, join } from './parts.js';
import type { OnlineParty } from './party.js';

export { DIGIT_BITS } from './joins.js';

/** "The mask's digits so far are greater than / equal to the opened value's": one pair per digit group. */
export interface DigitNode {
  readonly greater: Shares;
  readonly equal: Shares;
}

/** One digit of n masks: its width and their tables. */
export type Digit = ComparisonMasks['digits'][number];

/** Products taken before anything is sent and used piece by piece: pairs that share a factor, and single ones. */
export class JoinProducts {
  private readonly full: FactorTriples | null;
  private readonly last: Triples | null;
  private fullUsed = 0;
  private lastUsed = 0;

  /** @param count products for each of n values @throws UsageError TUPLES_EXHAUSTED */
  constructor(p: OnlineParty, count: { readonly full: number; readonly last: number }, n: number) {
    this.full = count.full > 0 ? p.tuples.takeFactorTriples(2, count.full * n) : null;
    this.last = count.last > 0 ? p.tuples.takeTriples(count.last * n) : null;
  }

  takeFull(n: number): FactorTriples {
    this.fullUsed += n;
    return cutFactors(required(this.full), this.fullUsed - n, this.fullUsed);
  }

  takeLast(n: number): Triples {
    this.lastUsed += n;
    return cutTriples(required(this.last), this.lastUsed - n, this.lastUsed);
  }
}

/** The products of a tree that joins `digits` digits of n values to "greater". @throws UsageError TUPLES_EXHAUSTED */
export function takeTreeProducts(p: OnlineParty, digits: number, n: number): JoinProducts {
  return new JoinProducts(p, treeProducts(digits), n);
}

/**
 * [digit > v] and [digit = v] for the public digits v of `width` bits at bit `shift` of c; local.
 * @param c n opened elements
 */
export function lookUp(p: OnlineParty, { width, table }: Digit, c: Vector, shift: number): DigitNode {
  const one = Shares.fromPublic(p, Vector.fromInts(p.arena, [1]));
  const side = (part: 'value' | 'mac') => {
    const greater = Vector.zeros(p.arena, c.length);
    const equal = Vector.zeros(p.arena, c.length);
    p.kernel.digitLookupInto(table[part].span, width, c.span, shift, one[part].span, greater.span, equal.span);
    return { greater, equal };
  };
  const [value, mac] = [side('value'), side('mac')];
  return { greater: new Shares(value.greater, mac.greater), equal: new Shares(value.equal, mac.equal) };
}

/** The same for every digit of the masks, lowest first. */
export function digitNodes(p: OnlineParty, { w, digits }: ComparisonMasks, c: Vector): DigitNode[] {
  return digits.map((digit, d) => lookUp(p, digit, c, w * d));
}

/**
 * floor(digit / 2^t) of n masks; local, as digits are sums of table entries.
 * @param t 0 to the digit's width
 */
export function digitAbove(p: OnlineParty, { width, table }: Digit, t: number): Shares {
  const entries = tableEntries(width);
  // Entry v counts where v + 1 is a multiple of 2^t: it says that the digit reaches it.
  const weights = Vector.fromInts(
    p.arena,
    Array.from({ length: entries }, (_, v) => ((v + 1) % 2 ** t === 0 ? 1 : 0)),
  );
  const n = table.length / entries;
  const side = (part: 'value' | 'mac') => {
    const sum = Vector.zeros(p.arena, n);
    p.kernel.matVecInto(table[part].span, n, entries, weights.span, sum.span);
    return sum;
  };
  return new Shares(side('value'), side('mac'));
}

/** Bit t of a digit of n masks; local. */
export function digitBit(p: OnlineParty, digit: Digit, t: number): Shares {
  return digitAbove(p, digit, t).sub(digitAbove(p, digit, t + 1).scale(2n));
}

/**
 * Joins the digits to [mask > opened].
 * @param digits lowest first @param products of takeTreeProducts
 * @cost rounds levels, openings 3full*n + 2last*n (of a tree over the digits, see joins.ts)
 */
export function* joinGreater(p: OnlineParty, digits: readonly DigitNode[], products: JoinProducts): Protocol<Shares> {
  let nodes: readonly DigitNode[] = [...digits].reverse();
  while (nodes.length > 1) nodes = yield* joinLevel(p, nodes, products);
  return required(nodes[0]).greater;
}

/** One level of the tree, one round. A node left over at the low end waits; the pair at the low end needs no "equal". */
function* joinLevel(p: OnlineParty, nodes: readonly DigitNode[], products: JoinProducts): Protocol<DigitNode[]> {
  const pairs = Math.floor(nodes.length / 2);
  const left = nodes.slice(2 * pairs);
  const high = nodes.filter((_, i) => i % 2 === 0).slice(0, pairs);
  const low = nodes.filter((_, i) => i % 2 === 1);
  const full = left.length > 0 ? pairs : pairs - 1;
  const branches: Protocol<readonly Shares[]>[] = [];
  if (full > 0) {
    const equal = join(high.slice(0, full).map((node) => node.equal));
    const greaterBelow = join(low.slice(0, full).map((node) => node.greater));
    const equalBelow = join(low.slice(0, full).map((node) => node.equal));
    branches.push(multiplySharedWith(p, products.takeFull(equal.length), equal, [greaterBelow, equalBelow]));
  }
  if (full < pairs) branches.push(lastPair(p, products, high[full]!.equal, low[full]!.greater));
  const results = yield* parallel(branches);
  const greater = results.flatMap((product, b) => cut(product[0]!, b === 0 && full > 0 ? full : 1));
  const equal = full > 0 ? cut(results[0]![1]!, full) : [];
  const joined = high.map((node, i) => ({ greater: node.greater.add(greater[i]!), equal: equal[i] ?? node.equal }));
  return [...joined, ...left];
}

function* lastPair(
  p: OnlineParty,
  products: JoinProducts,
  equal: Shares,
  greaterBelow: Shares,
): Protocol<readonly Shares[]> {
  return [yield* multiplyWith(p, products.takeLast(equal.length), equal, greaterBelow)];
}

/**
 * Joins the digits to [mask = opened].
 * @param equals lowest or highest first @param triples (digits - 1) n, null for a single digit
 * @cost rounds levels, openings 2products*n (products: digits less 1)
 */
export function* joinEqual(p: OnlineParty, equals: readonly Shares[], triples: Triples | null): Protocol<Shares> {
  let nodes = equals;
  let used = 0;
  while (nodes.length > 1) {
    const pairs = Math.floor(nodes.length / 2);
    const left = join(nodes.filter((_, i) => i % 2 === 0).slice(0, pairs));
    const right = join(nodes.filter((_, i) => i % 2 === 1));
    const own = cutTriples(required(triples), used, used + left.length);
    used += left.length;
    nodes = [...cut(yield* multiplyWith(p, own, left, right), pairs), ...nodes.slice(2 * pairs)];
  }
  return required(nodes[0]);
}

function required<T>(tuples: T | null | undefined): T {
  if (tuples === null || tuples === undefined) {
    throw new UsageError('TUPLES_EXHAUSTED', 'this tree takes no such products');
  }
  return tuples;
}
