// Products of one factor with several, digit by digit: digits with the same number of products go together, all in one round.

import type { FactorTriples, Triples } from '../preprocessing/source.js';
import { parallel } from '../protocol/parallel.js';
import type { Protocol } from '../protocol/step.js';
import type { Shares } from '../sharing/shares.js';
import type { ProductGroup } from './bit-plan.js';
import { multiplySharedWith, multiplyWith } from './multiply.js';
import { cut, join } from './parts.js';
import type { OnlineParty } from './party.js';

type Tuples = { readonly factors: FactorTriples } | { readonly triples: Triples };

export class GroupProducts {
  private readonly tuples: readonly Tuples[];

  /** Takes what the groups need for n values. @throws UsageError TUPLES_EXHAUSTED */
  constructor(
    private readonly p: OnlineParty,
    private readonly groups: readonly ProductGroup[],
    n: number,
  ) {
    this.tuples = groups.map(({ fanOut, digits }) =>
      fanOut === 1
        ? { triples: p.tuples.takeTriples(digits.length * n) }
        : { factors: p.tuples.takeFactorTriples(fanOut, digits.length * n) },
    );
  }

  /**
   * @param shared n shares for each digit      @param others as many vectors as the digit has products
   * @returns shared * other for each other, by digit; one round, none without groups
   */
  *multiply(shared: (j: number) => Shares, others: (j: number) => readonly Shares[]): Protocol<Map<number, Shares[]>> {
    const results = new Map<number, Shares[]>();
    if (this.groups.length === 0) return results;
    const branches = this.groups.map((group, g) => this.group(group, this.tuples[g] as Tuples, shared, others));
    const products = yield* parallel(branches);
    this.groups.forEach(({ digits }, g) => {
      const columns = (products[g] ?? []).map((column) => cut(column, digits.length));
      digits.forEach((j, k) => {
        results.set(
          j,
          columns.map((column) => column[k] as Shares),
        );
      });
    });
    return results;
  }

  private *group(
    { fanOut, digits }: ProductGroup,
    tuples: Tuples,
    shared: (j: number) => Shares,
    others: (j: number) => readonly Shares[],
  ): Protocol<readonly Shares[]> {
    const x = join(digits.map(shared));
    const ys = Array.from({ length: fanOut }, (_, f) => join(digits.map((j) => others(j)[f] as Shares)));
    if ('triples' in tuples) return [yield* multiplyWith(this.p, tuples.triples, x, ys[0] as Shares)];
    return yield* multiplySharedWith(this.p, tuples.factors, x, ys);
  }
}
