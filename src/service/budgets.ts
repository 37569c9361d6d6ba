// Query budgets. A question counts as soon as its masks are reserved, so that no two can share the last place, and for good once it
// was asked, whatever became of it: what was computed may have been seen. A reservation that ends unasked is given back.

import { UsageError } from '../errors.js';

/** One question's place in a budget. */
export interface BudgetTicket {
  /** The question was asked: the place is gone for good. */
  spend(): void;
  /** Does nothing once it was spent or given back. */
  giveBack(): void;
}

export class Budgets {
  private readonly counts = new Map<string, number>();

  /** @param limits questions per client, by dataset; a dataset that is not named has no limit */
  constructor(private readonly limits: ReadonlyMap<string, number>) {}

  /** @throws UsageError LIMIT_EXCEEDED */
  take(dataset: string, client: string): BudgetTicket {
    const limit = this.limits.get(dataset);
    if (limit === undefined) return { spend: () => undefined, giveBack: () => undefined };
    const key = `${dataset} ${client}`;
    const count = this.counts.get(key) ?? 0;
    if (count >= limit) {
      throw new UsageError('LIMIT_EXCEEDED', `this party allows ${limit} questions per client on dataset ${dataset}`);
    }
    this.counts.set(key, count + 1);
    let open = true;
    return {
      spend: () => {
        open = false;
      },
      giveBack: () => {
        if (open) this.giveBack(key);
        open = false;
      },
    };
  }

  private giveBack(key: string): void {
    const left = (this.counts.get(key) ?? 0) - 1;
    if (left > 0) this.counts.set(key, left);
    else this.counts.delete(key);
  }
}
