// The fixed-point numbers of both computations and what they lose. A product of a score and a weight is summed exactly and rounded
// once per account and iteration; sums below 2^57 are what a truncation takes (2^58), so the bits of both share these 57.
//
// PageRank, scores sum to 1: scores have 31 bits, weights 26, the weights d W rounded so that every row keeps its sum. Let n be
// the number of accounts and D the mean number of distinct targets of an account, weighted by score. After any number of iterations,
// at one account:
//   truncation: each is right on average and off by less than 2^-31; with probability 1 - 2^-40 their weighted sum is below
//     3.8 sqrt(n / (1 - d^2)) 2^-31 [Hoeffding]: 3.4e-7 for n = 10,000 and d = 0.85, 1.1e-7 for n = 1000;
//   weights: a row's rounding errors sum to 0 and each is below 2^-26: at most d / (1 - d) D 2^-27, that is 4.2e-8 D for
//     d = 0.85, reached only if all that was rounded up flows to one account; on chance signs about sqrt(D) instead of D;
//   dangling mass is known to 28 bits and all of it is spread: below 3e-8 even where all score flows to one account.
// Together below 1e-6 up to n = 10,000 and D = 14 in the worst case; measured errors are a few 1e-9 (test/apps/pagerank).
//
// Risk propagation, scores in 0..1: scores have 29 bits, weights 28, and each iteration adds at most (1 + d D) 2^-29, D the most
// distinct sources of one account: 20 iterations with D = 24 stay below 8e-7 in the worst case.

export interface Scales {
  /** Bits after the binary point of a score, which is at most 1. */
  readonly score: number;
  /** Bits after the binary point of a weight, which is below 1. */
  readonly weight: number;
}

export const PAGERANK: Scales = { score: 31, weight: 26 };
export const RISK: Scales = { score: 29, weight: 28 };

/** Bits of a score times a weight. */
export const PRODUCT_BITS = 57;

/** Bits to which PageRank knows the dangling mass. */
export const MASS_BITS = 28;

/** The damping factor times 2^weight: what a full row of weights sums to. */
export function dampingUnits(damping: number, { weight }: Scales): number {
  return Math.round(damping * 2 ** weight);
}
