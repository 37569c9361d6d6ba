// What tuples cost to make, as measured: wall time and bytes of all productions of a kind over all they made. A kind is made in
// productions of its own, so nothing has to be divided by guesses.

import type { BatchSpec } from '../../preprocessing/kinds.js';
import { type Order, ordersOf } from './orders.js';

/** What something took to make, by this party's measurement. */
export interface Cost {
  readonly ms: number;
  readonly bytesSent: number;
}

interface Total {
  units: number;
  ms: number;
  bytesSent: number;
}

export const FREE: Cost = { ms: 0, bytesSent: 0 };

export class Rates {
  private readonly totals = new Map<string, Total>();

  record(key: string, units: number, { ms, bytesSent }: Cost): void {
    const total = this.totals.get(key) ?? { units: 0, ms: 0, bytesSent: 0 };
    this.totals.set(key, { units: total.units + units, ms: total.ms + ms, bytesSent: total.bytesSent + bytesSent });
  }

  /** The share of all productions so far that these units are. */
  costOf(orders: readonly Order[]): Cost {
    return orders.reduce((sum, { key, units }) => {
      const total = this.totals.get(key);
      if (total === undefined || total.units === 0) return sum;
      const share = units / total.units;
      return { ms: sum.ms + share * total.ms, bytesSent: sum.bytesSent + Math.round(share * total.bytesSent) };
    }, FREE);
  }

  /** The same of one session's tuples. */
  costOfSpec(spec: BatchSpec): Cost {
    return this.costOf(ordersOf(spec));
  }

  /** Units per second; null before any were made. */
  perSecond(key: string): number | null {
    const total = this.totals.get(key);
    return total === undefined || total.ms === 0 ? null : (1000 * total.units) / total.ms;
  }

  /** Seconds that making these takes; null if one of them was never made. */
  secondsFor(orders: readonly Order[]): number | null {
    let seconds = 0;
    for (const { key, units } of orders) {
      const rate = this.perSecond(key);
      if (rate === null) return null;
      seconds += units / rate;
    }
    return seconds;
  }
}
