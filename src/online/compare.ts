// Comparison of k-bit values under a mask that is 2^40 times wider [CdH10], with the bits of the mask held as digits.
// For |x| < 2^(k-1): d = x + 2^(k-1) is in [0, 2^k) and [x >= 0] is its top bit, (d - d mod 2^(k-1)) / 2^(k-1). From the opened
// c = d + r and c' = c mod 2^(k-1), r' = r mod 2^(k-1): d mod 2^(k-1) = c' - r' + 2^(k-1) [c' < r']. A digit's cumulative one-hot table makes
// "greater" and "equal" against a public digit local look-ups, so only the tree that joins the digits multiplies.
// Ours: the tables and the shared opening; the rest is the paper's.

import { UsageError } from '../errors.js';
import { inverse } from '../math/field.js';
import { Vector } from '../math/vector.js';
import { requireComparison } from '../preprocessing/kinds.js';
import { cutFactors, cutTriples } from '../preprocessing/material.js';
import type { ComparisonMasks, FactorTriples, Triples } from '../preprocessing/source.js';
import { parallel } from '../protocol/parallel.js';
import type { Protocol } from '../protocol/step.js';
import { checkOpenings } from '../sharing/mac-check.js';
import { open } from '../sharing/open.js';
import { Shares } from '../sharing/shares.js';
import { treeProducts } from './demand.js';
import { multiplySharedWith, multiplyWith } from './multiply.js';
import type { OnlineParty } from './party.js';

/** Bits of a digit of the mask: 4 costs least traffic online and 2^4 - 1 table entries. */
export const DIGIT_BITS = 4;

/** The products of one tree, taken before anything is sent and used level by level. */
class TreeProducts {
  private readonly full: FactorTriples | null;
  private readonly last: Triples | null;
  private fullUsed = 0;
  private lastUsed = 0;

  /** @throws UsageError TUPLES_EXHAUSTED */
  constructor(p: OnlineParty, digits: number, n: number) {
    const { full, last } = treeProducts(digits);
    this.full = full > 0 ? p.tuples.takeFactorTriples(2, full * n) : null;
    this.last = last > 0 ? p.tuples.takeTriples(last * n) : null;
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

/** "The mask's digits so far are greater than / equal to the opened value's": one pair per digit group. */
interface Node {
  readonly greater: Shares;
  readonly equal: Shares;
}

/**
 * [x >= 0] for n values with |x| < 2^(k-1) (x = -2^(k-1) is also right).
 * @param x n shares, k 2..20      @returns n shares of 0 or 1
 * @cost rounds 1 + levels, openings n + 3full*n + 2last*n, comparisonMasks n, factorTriples full*n, triples last*n;
 *   openings pending: also rounds 4, zeroTests 1
 *   (levels, full and last: of the tree over ceil((k-1)/w) digits, see demand.ts; k = 20, w = 4: 3, 3 and 1)
 * @throws UsageError TUPLES_EXHAUSTED, INVALID_ARGUMENT, before anything is sent; SecurityAbort when the check before fails
 * @source [CdH10]
 * @hazard a value outside the range is not detected and opens its mask: ranges must follow from proven inputs
 */
export function* nonNegative(p: OnlineParty, x: Shares, k: number, w = DIGIT_BITS): Protocol<Shares> {
  requireComparison(k, w);
  const half = 1n << BigInt(k - 1);
  const masks = p.tuples.takeComparisonMasks(k, w, x.length);
  const products = new TreeProducts(p, masks.digits.length, x.length);
  const shifted = x.plus(p, half);
  const c = yield* openUnderMask(p, shifted.add(masks.r));
  const maskGreater = yield* joinGreater(p, digitNodes(p, masks, c), products);
  const low = Vector.zeros(p.arena, c.length);
  p.kernel.bitsInto(c.span, 0, k - 1, low.span);
  // d - (c' - r' + 2^(k-1) [c' < r']) over 2^(k-1)
  return shifted.plus(p, low.neg()).add(masks.low).sub(maskGreater.scale(half)).scale(inverse(half));
}

/**
 * [x < y] for n values of which both fit k - 1 bits signed, so that the difference fits k.
 * @cost as nonNegative, with the same k and w
 */
export function* lessThan(p: OnlineParty, x: Shares, y: Shares, k: number, w = DIGIT_BITS): Protocol<Shares> {
  const atLeast = yield* nonNegative(p, x.sub(y), k, w);
  return atLeast.neg().plus(p, 1n);
}

/**
 * [x >= t] for a public threshold t.
 * @param x n shares with |x - t| < 2^(k-1)
 * @cost as nonNegative, with the same k and w
 */
export function* atLeast(p: OnlineParty, x: Shares, t: bigint, k: number, w = DIGIT_BITS): Protocol<Shares> {
  return yield* nonNegative(p, x.plus(p, -t), k, w);
}

/**
 * [x = 0] for n values with |x| < 2^(k-1) strictly.
 * @cost rounds 1 + levels, openings n + 2products*n, comparisonMasks n, triples products*n;
 *   openings pending: also rounds 4, zeroTests 1 (products: digits less 1; k = 20, w = 4: 4)
 * @throws as nonNegative
 */
export function* isZero(p: OnlineParty, x: Shares, k: number, w = DIGIT_BITS): Protocol<Shares> {
  requireComparison(k, w);
  const half = 1n << BigInt(k - 1);
  const masks = p.tuples.takeComparisonMasks(k, w, x.length);
  const triples = p.tuples.takeTriples((masks.digits.length - 1) * x.length);
  let used = 0;
  const c = yield* openUnderMask(p, x.plus(p, half).add(masks.r));
  let equals = digitNodes(p, masks, c).map((node) => node.equal);
  while (equals.length > 1) {
    const pairs = Math.floor(equals.length / 2);
    const left = join(equals.filter((_, i) => i % 2 === 0).slice(0, pairs));
    const right = join(equals.filter((_, i) => i % 2 === 1));
    used += left.length;
    const products = cut(yield* multiplyWith(p, cutTriples(triples, used - left.length, used), left, right), pairs);
    equals = equals.length % 2 === 1 ? [...products, equals[equals.length - 1]!] : products;
  }
  return equals[0]!;
}

/**
 * Opens x + r under a mask that hides only what is in range. Everything x depends on is checked first: a corrupt party could
 * have shifted an earlier opening by 1/2 mod p, say, and would read a bit off the sum before any abort.
 */
function* openUnderMask(p: OnlineParty, masked: Shares): Protocol<Vector> {
  const mark = p.openings.mark();
  yield* checkOpenings(p);
  p.openings.requireSettled(mark, 'an opening under a statistical mask');
  return yield* open(p, masked);
}

/** Looks up each digit of c in the mask's tables, highest digit first; local. */
function digitNodes(p: OnlineParty, masks: ComparisonMasks, c: Vector): Node[] {
  const one = Shares.fromPublic(p, Vector.fromInts(p.arena, [1]));
  let shift = 0;
  return masks.digits
    .map(({ width, table }) => {
      const lookUp = (side: 'value' | 'mac') => {
        const greater = Vector.zeros(p.arena, c.length);
        const equal = Vector.zeros(p.arena, c.length);
        p.kernel.digitLookupInto(table[side].span, width, c.span, shift, one[side].span, greater.span, equal.span);
        return { greater, equal };
      };
      const value = lookUp('value');
      const mac = lookUp('mac');
      shift += width;
      return { greater: new Shares(value.greater, mac.greater), equal: new Shares(value.equal, mac.equal) };
    })
    .reverse();
}

/** Joins the digits, highest first, to [mask > opened]: (g, e) o (g', e') = (g + e g', e e'). */
function* joinGreater(p: OnlineParty, digits: readonly Node[], products: TreeProducts): Protocol<Shares> {
  let nodes = digits;
  while (nodes.length > 1) nodes = yield* joinLevel(p, nodes, products);
  return nodes[0]!.greater;
}

/** One level of the tree, one round. A node left over at the low end waits; the pair at the low end needs no "equal". */
function* joinLevel(p: OnlineParty, nodes: readonly Node[], products: TreeProducts): Protocol<Node[]> {
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
  products: TreeProducts,
  equal: Shares,
  greaterBelow: Shares,
): Protocol<readonly Shares[]> {
  return [yield* multiplyWith(p, products.takeLast(equal.length), equal, greaterBelow)];
}

function required<T>(tuples: T | null): T {
  if (tuples === null) throw new UsageError('TUPLES_EXHAUSTED', 'this tree takes no such products');
  return tuples;
}

function join(parts: readonly Shares[]): Shares {
  return parts.length === 1 ? parts[0]! : parts[0]!.concat(...parts.slice(1));
}

function cut(whole: Shares, pieces: number): Shares[] {
  const n = whole.length / pieces;
  return Array.from({ length: pieces }, (_, i) => whole.slice(i * n, (i + 1) * n));
}
