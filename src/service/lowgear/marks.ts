// How much is kept in stock: what the next queries of every bound dataset take, and what the operator has named. A kind is refilled
// when less than its low mark is left, up to its high mark.

import { UsageError } from '../../errors.js';
import { type BatchSpec, type Demand, MAX_SHIFT } from '../../preprocessing/kinds.js';
import type { KindStatus } from '../../preprocessing/store/index.js';
import { type Order, ordersOf, sumOf, unitsLeft } from './orders.js';

export interface Mark {
  readonly low: number;
  readonly high: number;
}

export interface StockPolicy {
  /** Queries per dataset that the stock must suffice for, and up to how many it is filled. */
  readonly queries: Mark;
  /** Further marks by kind and parameters, in items: `inputMask`, `factorTriple/2`, `comparisonMask/20/4`. */
  readonly marks: Readonly<Record<string, Mark>>;
}

/** Masks for uploads, of which nothing is known beforehand, and the small change of all sessions. */
export const DEFAULT_POLICY: StockPolicy = {
  queries: { low: 1, high: 2 },
  marks: { inputMask: { low: 2 ** 16, high: 2 ** 18 }, zeroTest: { low: 512, high: 4096 } },
};

/** One kind's place in the stock. */
export interface StockLine extends Mark {
  readonly order: Order;
  readonly left: number;
}

export class MarkTable {
  private readonly forecasts = new Map<string, BatchSpec>();
  private readonly named: readonly (Mark & { readonly order: Order })[];

  /** @throws UsageError CONFIG_INVALID */
  constructor(private readonly policy: StockPolicy) {
    for (const [name, { low, high }] of Object.entries({ ...policy.marks, queries: policy.queries })) {
      if (!(low <= high)) throw new UsageError('CONFIG_INVALID', `service.stock: ${name}: low is above high`);
    }
    this.named = Object.entries(policy.marks).map(([key, mark]) => ({ ...mark, order: orderOfKey(key) }));
  }

  /** @param spec what one query on the dataset takes; null: nobody will ask */
  forecast(dataset: string, spec: BatchSpec | null): void {
    if (spec === null) this.forecasts.delete(dataset);
    else this.forecasts.set(dataset, spec);
  }

  /** What one query of each dataset takes. */
  *queries(): Generator<{ readonly dataset: string; readonly orders: readonly Order[] }> {
    for (const [dataset, spec] of this.forecasts) yield { dataset, orders: ordersOf(spec) };
  }

  /** All marks, with what is left. */
  lines(kinds: readonly KindStatus[]): StockLine[] {
    const { low, high } = this.policy.queries;
    const perQuery = sumOf([...this.queries()].flatMap(({ orders }) => orders));
    const lines = new Map<string, StockLine>();
    const add = (order: Order, mark: Mark) => {
      const other = lines.get(order.key);
      const left = other?.left ?? unitsLeft(kinds, order);
      const sum = { low: mark.low + (other?.low ?? 0), high: mark.high + (other?.high ?? 0) };
      lines.set(order.key, { order: other?.order ?? order, left, ...sum });
    };
    for (const order of perQuery.values()) add(order, { low: low * order.units, high: high * order.units });
    for (const { order, ...mark } of this.named) add(order, mark);
    return [...lines.values()];
  }
}

/** @throws UsageError CONFIG_INVALID */
function orderOfKey(key: string): Order {
  return { key, unit: [demandOfKey(key)], units: 1 };
}

function demandOfKey(key: string): Demand {
  const [kind, ...parameters] = key.split('/');
  const [first = Number.NaN, second = Number.NaN] = parameters.map(Number);
  const whole = (n: number) => Number.isSafeInteger(n) && n > 0;
  switch (kind) {
    case 'random':
    case 'inputMask':
    case 'triple':
    case 'square':
    case 'bit':
    case 'zeroTest':
      if (parameters.length === 0) return { kind, n: 1 };
      break;
    case 'factorTriple':
      if (parameters.length === 1 && whole(first)) return { kind, fanOut: first, n: 1 };
      break;
    case 'truncation':
      if (parameters.length === 1 && whole(first) && first <= MAX_SHIFT) return { kind, shift: first, n: 1 };
      break;
    case 'comparisonMask':
      if (parameters.length === 2 && whole(first) && whole(second)) return { kind, k: first, w: second, n: 1 };
      break;
  }
  throw new UsageError('CONFIG_INVALID', `service.stock.marks: no kind is called ${key}`);
}
