// Multiplication of like things by Beaver's method [DPSZ12]: with c = a b known in shares, opening d = x - a and e = y - b tells
// nothing and x y = c + d b + e a + d e is local.

import { UsageError } from '../errors.js';
import { Vector } from '../math/vector.js';
import type { FactorTriples, Triples } from '../preprocessing/source.js';
import { parallel } from '../protocol/parallel.js';
import type { Protocol } from '../protocol/step.js';
import { open } from '../sharing/open.js';
import { Shares } from '../sharing/shares.js';
import type { OnlineParty } from './party.js';

/**
 * Element by element.
 * @param x, y n shares each      @returns n shares of x*y
 * @cost rounds 1, openings 2n, triples n
 * @throws UsageError TUPLES_EXHAUSTED, LENGTH_MISMATCH, before anything is sent      @source [DPSZ12] Multiply
 */
export function* multiply(p: OnlineParty, x: Shares, y: Shares): Protocol<Shares> {
  requireLength(x, y);
  return yield* multiplyWith(p, p.tuples.takeTriples(x.length), x, y);
}

/** The same with triples taken before, n of them. @cost rounds 1, openings 2n */
export function* multiplyWith(p: OnlineParty, triples: Triples, x: Shares, y: Shares): Protocol<Shares> {
  const [d, e] = yield* parallel([open(p, x.sub(triples.a)), open(p, y.sub(triples.b))]);
  return recombine(p, triples, d, e);
}

/**
 * One vector times several: x*y for each y, opening x - a once.
 * @param x n shares, ys m vectors of n shares      @returns n shares of x*y for each y
 * @cost rounds 1, openings n + m*n, factorTriples n
 * @throws UsageError TUPLES_EXHAUSTED, LENGTH_MISMATCH, before anything is sent
 */
export function* multiplyShared(p: OnlineParty, x: Shares, ys: readonly Shares[]): Protocol<Shares[]> {
  for (const y of ys) requireLength(x, y);
  return yield* multiplySharedWith(p, p.tuples.takeFactorTriples(ys.length, x.length), x, ys);
}

/** The same with factor-sharing triples taken before, n of fan-out m. @cost rounds 1, openings n + m*n */
export function* multiplySharedWith(
  p: OnlineParty,
  { a, b, c }: FactorTriples,
  x: Shares,
  ys: readonly Shares[],
): Protocol<Shares[]> {
  const differences = ys.map((y, f) => open(p, y.sub(b[f]!)));
  const [d, ...es] = yield* parallel([open(p, x.sub(a)), ...differences]);
  return es.map((e, f) => recombine(p, { a, b: b[f]!, c: c[f]! }, d!, e));
}

/**
 * @param x n shares      @returns n shares of x^2
 * @cost rounds 1, openings n, squares n
 * @throws UsageError TUPLES_EXHAUSTED, before anything is sent
 */
export function* square(p: OnlineParty, x: Shares): Protocol<Shares> {
  const { a, aa } = p.tuples.takeSquares(x.length);
  const d = yield* open(p, x.sub(a));
  return aa.add(a.scale(d.scale(2n))).plus(p, d.mul(d));
}

/** x y from a triple and the opened d = x - a, e = y - b; local, one fused pass over shares and MACs. */
export function recombine(p: OnlineParty, { a, b, c }: Triples, d: Vector, e: Vector): Shares {
  const z = new Shares(Vector.zeros(p.arena, d.length), Vector.zeros(p.arena, d.length));
  const spans = {
    a: a.value.span,
    b: b.value.span,
    c: c.value.span,
    aMac: a.mac.span,
    bMac: b.mac.span,
    cMac: c.mac.span,
  };
  p.kernel.beaverSharesInto(spans, d.span, e.span, p.macKey.span, p.id === 0, z.value.span, z.mac.span);
  return z;
}

function requireLength(x: Shares, y: Shares): void {
  if (x.length !== y.length) throw new UsageError('LENGTH_MISMATCH', `expected ${x.length} factors, got ${y.length}`);
}
