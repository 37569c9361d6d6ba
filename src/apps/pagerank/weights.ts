// What a bank does with its own transactions before it shares anything: repeated edges are merged, and each account's edges get weights
// that sum to exactly d in fixed point (largest remainders), so that rounding neither makes nor loses score. For PageRank a bank
// has the edges that leave its accounts, normalised by what each account pays; for risk propagation those that arrive, normalised
// by what each account receives.

import { UsageError } from '../../errors.js';
import type { Edges } from './transactions.js';

/** Which end of an edge the uploading bank owns and normalises by. */
export type Side = 'source' | 'target';

/** Edges with fixed-point weights, at most one between two accounts in each direction; ordered by own account, then by other. */
export interface WeightedEdges {
  /** Accounts of the bank itself, by their numbers. */
  readonly own: Int32Array;
  /** The other ends. */
  readonly other: Int32Array;
  readonly weight: Float64Array;
}

/**
 * @param side   the end by which to normalise      @param own  the bank's accounts [from, to); edges of other accounts are refused
 * @param units  what the weights of an account with edges sum to
 * @throws DATA_INVALID  an edge of a foreign account, or an amount that is not positive and finite
 */
export function weightEdges(
  side: Side,
  { from, to }: { readonly from: number; readonly to: number },
  edges: Edges,
  units: number,
): WeightedEdges {
  const otherSide = side === 'source' ? 'target' : 'source';
  const amounts: Map<number, number>[] = Array.from({ length: to - from }, () => new Map<number, number>());
  edges.amount.forEach((amount, e) => {
    const others = amounts[(edges[side][e] as number) - from];
    if (others === undefined || !(amount > 0) || !Number.isFinite(amount)) {
      throw new UsageError(
        'DATA_INVALID',
        `edge ${e + 1}: expected a positive amount and a ${side} among the bank's accounts`,
      );
    }
    const other = edges[otherSide][e] as number;
    others.set(other, (others.get(other) ?? 0) + amount);
  });
  const merged = amounts.map((others) => [...others].sort(([a], [b]) => a - b));
  return {
    own: Int32Array.from(merged.flatMap((others, account) => others.map(() => from + account))),
    other: Int32Array.from(merged.flatMap((others) => others.map(([other]) => other))),
    weight: Float64Array.from(
      merged.flatMap((others) =>
        apportion(
          others.map(([, amount]) => amount),
          units,
        ),
      ),
    ),
  };
}

/**
 * Whole numbers in proportion to the amounts that sum to exactly `units`; each is off by less than 1.
 * By largest remainders, ties broken by a fixed mixing of the index.
 * @param amounts positive
 */
export function apportion(amounts: readonly number[], units: number): number[] {
  const sum = amounts.reduce((a, b) => a + b, 0);
  const exact = amounts.map((amount) => (amount / sum) * units);
  const shares = exact.map(Math.floor);
  const left = Math.round(units - shares.reduce((a, b) => a + b, 0));
  const order = exact
    .map((value, i) => ({ i, rest: value - Math.floor(value), tie: Math.imul(i + 1, 0x9e3779b1) >>> 0 }))
    // Equal remainders in scattered order, so that what is rounded up does not always favour low account numbers.
    .sort((a, b) => b.rest - a.rest || a.tie - b.tie);
  for (const { i } of order.slice(0, left)) shares[i] = (shares[i] as number) + 1;
  return shares;
}
