// What both forms, dense and sparse, do with the sums over edges: from one iteration's scores to the next.

import type { Graph } from '../../secure/graph/graph.js';
import { rangeOf } from '../../secure/graph/range.js';
import { SecureInt } from '../../secure/types/int.js';
import { SecureResidues } from '../../secure/types/residues.js';
import { dampingUnits, MASS_BITS, PAGERANK, PRODUCT_BITS, RISK } from './scales.js';

/** Where well-formed data keep every score, sum over edges, and total. */
export const PRODUCTS = { min: 0n, max: 1n << BigInt(PRODUCT_BITS) };
const scores = ({ score }: { readonly score: number }) => ({ min: 0n, max: 1n << BigInt(score) });
export const PAGERANK_SCORES = scores(PAGERANK);
export const RISK_SCORES = scores(RISK);

/** 1/n for every account, summing to exactly 1 in fixed point. */
export function uniformScores(graph: Graph, accounts: number): SecureInt {
  const whole = 2 ** PAGERANK.score;
  const values = BigInt64Array.from({ length: accounts }, (_, i) =>
    BigInt(Math.floor(((i + 1) * whole) / accounts) - Math.floor((i * whole) / accounts)),
  );
  const op = { kind: 'constant', values } as const;
  return new SecureInt(graph, graph.add('uniform scores', op, [], accounts, rangeOf(values)));
}

/**
 * PageRank: x' = d W^T x + (1 - d)/n + what is missing from the sum of both to 1, spread evenly. Missing is the score of dangling
 * accounts, and what truncations lost or added before: every iteration puts it right.
 * @param sums d W^T x as products, one per account: each and their total in PRODUCTS
 * Costs two rounds, one truncation of 33 bits and n of 26.
 */
export function nextPagerank(sums: SecureInt, damping: number): SecureInt {
  const accounts = BigInt(sums.length);
  const total = SecureResidues.of(sums).sum().declared(PRODUCTS.min, PRODUCTS.max);
  const kept = BigInt(dampingUnits(damping, PAGERANK)) << BigInt(PAGERANK.score);
  const teleported = PRODUCTS.max - kept;
  const missing = total.subFrom(kept).truncate(PRODUCT_BITS - MASS_BITS);
  const share = missing.mul(rounded(1n << BigInt(PRODUCT_BITS - MASS_BITS), accounts));
  const { min, max } = PAGERANK_SCORES;
  return sums
    .add(share)
    .add(rounded(teleported, accounts))
    .within(PRODUCTS.min, PRODUCTS.max, 'declared')
    .truncate(PAGERANK.weight)
    .within(min, max, 'declared');
}

/**
 * Risk propagation: x' = (1 - d) x + d W x.
 * @param sums d W x as products, in PRODUCTS
 * Costs one round and n truncations of 28 bits.
 */
export function nextRisk(current: SecureInt, sums: SecureInt, damping: number): SecureInt {
  const { min, max } = RISK_SCORES;
  return current
    .mul(2 ** RISK.weight - dampingUnits(damping, RISK))
    .add(sums)
    .truncate(RISK.weight)
    .within(min, max, 'declared');
}

function rounded(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}
