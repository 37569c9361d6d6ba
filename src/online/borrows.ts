// Borrows of a subtraction c - r, c public and r a mask whose digits are shared as tables: the borrow out of a range of bits is
// [r > c] there, and a borrow comes through from below if r = c there. Within a digit both are look-ups; from digit to
// digit a prefix network of (greater, equal) pairs carries them, (g, e) o (g', e') = (g + e g', e e'), all prefixes at once.
// The network is Sklansky's: log2 levels and half as many joins as Kogge and Stone's; its fan-out costs nothing here, and pays: joins
// with the same lower node share an opening.

import { Vector } from '../math/vector.js';
import { parallel } from '../protocol/parallel.js';
import type { Protocol } from '../protocol/step.js';
import type { Shares } from '../sharing/shares.js';
import { type Digit, type DigitNode, digitAbove, type JoinProducts, lookUp } from './digits.js';
import { multiplySharedWith, multiplyWith } from './multiply.js';
import { cut, join } from './parts.js';
import type { OnlineParty } from './party.js';

/** A digit of the mask with what follows from it alone: above[t] = floor(digit / 2^t), t = 0 .. width. */
export interface OpenDigit {
  readonly digit: Digit;
  readonly above: readonly Shares[];
}

export function openDigit(p: OnlineParty, digit: Digit): OpenDigit {
  const above = Array.from({ length: digit.width + 1 }, (_, t) => digitAbove(p, digit, t));
  return { digit, above };
}

/**
 * [r > c] and [r = c] of the lowest t bits of a digit; local.
 * @param c public, the digit at bit `shift`      @param t 1 to the digit's width
 */
export function lookUpLowest(
  p: OnlineParty,
  { digit, above }: OpenDigit,
  c: Vector,
  shift: number,
  t: number,
): DigitNode {
  if (t === digit.width) return lookUp(p, digit, c, shift);
  const low = Vector.zeros(p.arena, c.length);
  p.kernel.bitsInto(c.span, shift, t, low.span);
  // [digit > v] for all v that end like c counts floor(digit / 2^t) of them, and one more if the digit's low bits are greater.
  const nodes = Array.from({ length: 2 ** (digit.width - t) }, (_, upper) =>
    lookUp(p, digit, low.plus(BigInt(upper * 2 ** t)), 0),
  );
  const sum = nodes.reduce((a, b) => ({ greater: a.greater.add(b.greater), equal: a.equal.add(b.equal) }));
  return { greater: sum.greater.sub(above[t] as Shares), equal: sum.equal };
}

/** One product shared * first and one shared * second. */
interface Pair {
  readonly shared: Shares;
  readonly first: Shares;
  readonly second: Shares;
}

/**
 * [r > c] of every prefix: of digit 0, of digits 0 and 1, and so on.
 * @param nodes lowest first      @param products as many as prefixProducts says for each value
 * @cost rounds levels, openings 3full*n + 2last*n (bit-plan.ts counts them)
 */
export function* prefixGreater(
  p: OnlineParty,
  nodes: readonly DigitNode[],
  products: JoinProducts,
): Protocol<Shares[]> {
  let current = nodes;
  for (let span = 1; span < nodes.length; span *= 2) current = yield* prefixLevel(p, current, span, products);
  return current.map(({ greater }) => greater);
}

function* prefixLevel(
  p: OnlineParty,
  nodes: readonly DigitNode[],
  span: number,
  products: JoinProducts,
): Protocol<DigitNode[]> {
  const at = (i: number) => nodes[i] as DigitNode;
  const joining = nodes.map((_, i) => i).filter((i) => (i & span) !== 0);
  const finals = joining.filter((i) => i < 2 * span);
  const others = joining.filter((i) => i >= 2 * span);
  const lower = (i: number) => at(i - (i % span) - 1);
  const pairs: Pair[] = others.map((i) => ({
    shared: at(i).equal,
    first: lower(i).greater,
    second: lower(i).equal,
  }));
  for (let f = 0; f + 1 < finals.length; f += 2) {
    const [i, j] = [finals[f] as number, finals[f + 1] as number];
    pairs.push({ shared: lower(i).greater, first: at(i).equal, second: at(j).equal });
  }
  const single = finals.length % 2 === 1 ? at(finals.at(-1) as number).equal : null;
  const [firsts, seconds, last] = yield* joinAll(p, pairs, single, at(span - 1).greater, products);
  const result = [...nodes];
  const joined = (i: number, carried: Shares, equal = at(i).equal) => {
    result[i] = { greater: at(i).greater.add(carried), equal };
  };
  others.forEach((i, k) => {
    joined(i, firsts[k] as Shares, seconds[k]);
  });
  finals.forEach((i, f) => {
    const k = others.length + (f >> 1);
    joined(i, (f % 2 === 1 ? seconds[k] : (firsts[k] ?? last)) as Shares);
  });
  return result;
}

/** All products of a level in one round. */
function* joinAll(
  p: OnlineParty,
  pairs: readonly Pair[],
  single: Shares | null,
  low: Shares,
  products: JoinProducts,
): Protocol<[Shares[], Shares[], Shares | undefined]> {
  const branches: Protocol<readonly Shares[]>[] = [];
  if (pairs.length > 0) {
    const shared = join(pairs.map((pair) => pair.shared));
    const [first, second] = [join(pairs.map((pair) => pair.first)), join(pairs.map((pair) => pair.second))];
    branches.push(multiplySharedWith(p, products.takeFull(shared.length), shared, [first, second]));
  }
  if (single !== null) branches.push(lastProduct(p, products, single, low));
  const results = yield* parallel(branches);
  const [first, second] = pairs.length > 0 ? (results[0] as readonly Shares[]) : [];
  const cutAll = (whole: Shares | undefined) => (whole === undefined ? [] : cut(whole, pairs.length));
  return [cutAll(first), cutAll(second), single === null ? undefined : results.at(-1)?.[0]];
}

function* lastProduct(p: OnlineParty, products: JoinProducts, x: Shares, y: Shares): Protocol<readonly Shares[]> {
  return [yield* multiplyWith(p, products.takeLast(x.length), x, y)];
}
