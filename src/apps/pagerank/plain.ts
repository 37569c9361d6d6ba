// PageRank and risk propagation in double precision and straight loops: the oracle of the secure programs, which shares no code with them.
// Sources: [SHAVW19] (PageRank between banks), [VEG24] (risk propagation).

import type { Edges } from './transactions.js';

/**
 * PageRank with weights: x <- (1 - d)/n + d sum over incoming edges of amount / outgoing amount of the source * x_source. Accounts
 * without outgoing edges (dangling) give their score to all accounts alike, so scores always sum to 1. Starts at 1/n.
 * @returns n scores
 */
export function pagerank(accounts: number, edges: Edges, damping: number, iterations: number): Float64Array {
  const outgoing = new Float64Array(accounts);
  for (let e = 0; e < edges.amount.length; e++) outgoing[edges.source[e]!]! += edges.amount[e]!;
  let scores = new Float64Array(accounts).fill(1 / accounts);
  for (let iteration = 0; iteration < iterations; iteration++) {
    let dangling = 0;
    for (let a = 0; a < accounts; a++) if (outgoing[a] === 0) dangling += scores[a]!;
    const next = new Float64Array(accounts).fill((1 - damping + damping * dangling) / accounts);
    for (let e = 0; e < edges.amount.length; e++) {
      const source = edges.source[e]!;
      next[edges.target[e]!]! += (damping * scores[source]! * edges.amount[e]!) / outgoing[source]!;
    }
    scores = next;
  }
  return scores;
}

/**
 * Risk propagation: score' = (1 - d) score + d sum over incoming edges of amount / income of the target * score of the source.
 * An account without income keeps (1 - d) of its score per iteration.
 * @param initial one score per account, 0..1      @returns n scores
 */
export function riskPropagation(
  initial: ArrayLike<number>,
  edges: Edges,
  damping: number,
  iterations: number,
): Float64Array {
  const income = new Float64Array(initial.length);
  for (let e = 0; e < edges.amount.length; e++) income[edges.target[e]!]! += edges.amount[e]!;
  let scores = Float64Array.from(initial);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const next = scores.map((score) => (1 - damping) * score);
    for (let e = 0; e < edges.amount.length; e++) {
      const target = edges.target[e]!;
      next[target]! += (damping * scores[edges.source[e]!]! * edges.amount[e]!) / income[target]!;
    }
    scores = next;
  }
  return scores;
}
