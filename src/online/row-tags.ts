// Row tags: half the online work of a product that is only opened under a mask. The parties hold a secret key vector beta, one
// element per column of V, and tags t = V beta. To open z = V^T x + u for a known mask u only value shares are multiplied,
// and one equation replaces the MAC side: sum_m beta_m z_m = sum_i d_i t_i + <beta, u> with d = x - b opened and u including w = V^T b.
// beta is uniform to anyone who misses one share of it, so a wrong z passes with probability 1/p.
// The equation goes into the MAC check as one more claim that the parties' values add up to 0.
// docs/security-arguments.md, "Row tags".

import type { Vector } from '../math/vector.js';
import type { Protocol } from '../protocol/step.js';
import { checkOpenings } from '../sharing/mac-check.js';
import { open, sumShares } from '../sharing/open.js';
import type { Shares } from '../sharing/shares.js';
import { type BoundTuple, product, type ResidentMatrix } from './matrix.js';
import { multiply } from './multiply.js';
import type { OnlineParty } from './party.js';
import { SingleUse } from './single-use.js';

/** This party's part of the tags of one matrix version; lives as long as the version. */
export interface RowTags {
  /** Shares of beta, one per column, with MACs (they enter products when a mask is prepared). */
  readonly beta: Shares;
  /** Additive shares of t = V beta, one per row. */
  readonly tags: Vector;
}

/** What one opening of V^T x + r needs: the tuple's b, the mask u = V^T b + r, and this party's share of <beta, u>. */
export type RowMask = SingleUse<{ readonly b: Shares; readonly u: Vector; readonly betaU: Vector }>;

/**
 * Makes the tags of a matrix version: opens beta - b and multiplies once in the other orientation.
 * @param beta  fresh random, one per column, used for this version only
 * @param tuple bound, orientation rows
 * @cost rounds 5, waits 1, openings columns, zeroTests 1; no coin prepared: also rounds 1
 * @throws SecurityAbort when the check fails
 */
export function* makeRowTags(
  p: OnlineParty,
  matrix: ResidentMatrix,
  beta: Shares,
  tuple: BoundTuple,
): Protocol<RowTags> {
  const { b, w } = tuple.take();
  const d = yield* open(p, beta.sub(b));
  const value = yield* product(p, matrix, 'value', 'rows', d);
  yield* checkOpenings(p);
  return { beta, tags: value.add(w.value) };
}

/**
 * Prepares the mask u = w + r and <beta, u> before the query. Its openings must be checked before the mask is used.
 * @param tuple bound, orientation columns; used up here      @param r one mask per column
 * @cost rounds 1, openings 2columns, triples columns
 * @hazard r must be unknown to everybody: d and z are opened with no check between, so whoever knew r (a client its output
 *         mask, say) would read V^T of a vector that a corrupt party chose, before the check fails
 */
export function* prepareRowMask(p: OnlineParty, tags: RowTags, tuple: BoundTuple, r: Shares): Protocol<RowMask> {
  const { b, w } = tuple.take();
  const u = w.add(r);
  const products = yield* multiply(p, tags.beta, u);
  return new SingleUse('a row mask', { b, u: u.value, betaU: products.value.sum() });
}

/**
 * Opens z = V^T x + r, unchecked; the claim that z is right joins the pending openings.
 * @param x     rows shares      @returns columns opened values
 * @cost rounds 2, waits 1, openings rows + columns
 */
export function* openProductMasked(
  p: OnlineParty,
  matrix: ResidentMatrix,
  tags: RowTags,
  x: Shares,
  mask: RowMask,
): Protocol<Vector> {
  const { b, u, betaU } = mask.take();
  const d = yield* open(p, x.sub(b));
  const share = (yield* product(p, matrix, 'value', 'columns', d)).add(u);
  const z = yield* sumShares(p, share);
  p.openings.addZeroSum(z, tags.beta.value.dot(z).sub(d.dot(tags.tags)).sub(betaU));
  return z;
}
