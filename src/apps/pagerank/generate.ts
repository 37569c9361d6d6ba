// Synthetic transactions that look like a payment network: degrees with a heavy tail (an account's attraction is Pareto distributed with
// exponent 1, cut off), amounts about log-normal in cents. The seed is public and the data are nobody's.

import { UsageError } from '../../errors.js';
import { Draws, roughExp } from '../draws.js';
import type { Transaction } from './transactions.js';

/** No account attracts more than this many times the least. */
const MAX_ATTRACTION = 200;

/**
 * Every account occurs in at least one transaction; about a third of the accounts only receive (dangling). There may be transactions of
 * an account with itself and several between the same two.
 * @param accounts 2 or more      @param edges at least as many as accounts
 * @param seed the same on every machine gives the same transactions
 * @throws INVALID_ARGUMENT
 */
export function generateTransactions(accounts: number, edges: number, seed: number | string): Transaction[] {
  if (!Number.isInteger(accounts) || accounts < 2 || !Number.isInteger(edges) || edges < accounts) {
    throw new UsageError(
      'INVALID_ARGUMENT',
      `expected 2 accounts or more and as many edges, got ${accounts}, ${edges}`,
    );
  }
  const draws = new Draws(seed);
  const name = (account: number) => `A${String(account).padStart(7, '0')}`;
  const pays = Array.from({ length: accounts }, () => draws.chance(0.67));
  const attraction = () => Math.min(MAX_ATTRACTION, 1 / (1 - draws.uniform()));
  const payers = running(pays.map((active) => (active ? attraction() : 0)));
  const payees = running(pays.map(attraction));
  return Array.from({ length: edges }, (_, e) => {
    // The first edges see to it that every account occurs.
    const source = e < accounts && pays[e] === true ? e : drawn(payers, draws);
    const target = e < accounts && pays[e] === false ? e : drawn(payees, draws);
    const amount = Math.max(1, Math.round(100 * roughExp(4 + 1.2 * draws.normal()))) / 100;
    return { source: name(source), target: name(target), amount };
  });
}

/**
 * Initial risk scores: about one account in twenty is under suspicion.
 * @returns one multiple of 1/100 in 0..1 per account
 */
export function generateRiskScores(accounts: number, seed: number | string): Float64Array {
  const draws = new Draws(`risk ${seed}`);
  return Float64Array.from({ length: accounts }, () =>
    draws.chance(0.05) ? Math.round(draws.between(20, 100)) / 100 : Math.round(draws.between(0, 5)) / 100,
  );
}

function running(weights: readonly number[]): Float64Array {
  let sum = 0;
  // Somebody must pay, even if all draws said no.
  return Float64Array.from(weights, (weight, i) => (sum += weight + (i === 0 ? 1e-9 : 0)));
}

function drawn(sums: Float64Array, draws: Draws): number {
  const wanted = draws.uniform() * sums[sums.length - 1]!;
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}
