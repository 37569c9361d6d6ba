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

/** 1/n for every account. */
export function uniformScores(graph: Graph, accounts: number): SecureInt {
  const values = evenShares(PAGERANK_SCORES.max, accounts);
  const op = { kind: 'constant', values } as const;
  return new SecureInt(graph, graph.add('uniform scores', op, [], accounts, rangeOf(values)));
}

/**
 * PageRank: x' = d W^T x + (1 - d)/n + what is missing from the sum of both to 1, spread evenly. Missing is the score of dangling
 * accounts, and what truncations lost or added before: every iteration puts it right.
 * Costs two rounds, one truncation of 29 bits and n of 26.
 * @param sums d W^T x as products, one per account: each and their total in PRODUCTS
 */
export function nextPagerank(sums: SecureInt, damping: number): SecureInt {
  const accounts = sums.length;
  const total = SecureResidues.of(sums).sum().declared(PRODUCTS.min, PRODUCTS.max);
  const kept = BigInt(dampingUnits(damping, PAGERANK)) << BigInt(PAGERANK.score);
  const unit = PRODUCT_BITS - MASS_BITS;
  const missing = total.subFrom(kept).truncate(unit).repeat(accounts);
  const { min, max } = PAGERANK_SCORES;
  return sums
    .add(missing.mul(evenShares(1n << BigInt(unit), accounts)))
    .add(evenShares(PRODUCTS.max - kept, accounts))
    .within(PRODUCTS.min, PRODUCTS.max, 'declared')
    .truncate(PAGERANK.weight)
    .within(min, max, 'declared');
}

/**
 * Risk propagation: x' = (1 - d) x + d W x. Costs one round and n truncations of 28 bits.
 * @param sums d W x as products, in PRODUCTS
 */
export function nextRisk(current: SecureInt, sums: SecureInt, damping: number): SecureInt {
  const { min, max } = RISK_SCORES;
  return current
    .mul(2 ** RISK.weight - dampingUnits(damping, RISK))
    .add(sums)
    .truncate(RISK.weight)
    .within(min, max, 'declared');
}

/** Whole numbers that sum to exactly `whole`, each its n-th part rounded down or up, both kinds in even order. */
function evenShares(whole: bigint, n: number): BigInt64Array {
  const parts = BigInt(n);
  return BigInt64Array.from({ length: n }, (_, i) => ((BigInt(i) + 1n) * whole) / parts - (BigInt(i) * whole) / parts);
}
