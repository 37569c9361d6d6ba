// What is to be made, counted in units: one item of a kind, one matrix tuple, or, where tuples and input masks go together,
// all of both that one query takes. Forecasts, marks and shortfalls are all orders.

import { type BatchSpec, type Demand, itemsOf, lineKey, type TupleKind } from '../../preprocessing/kinds.js';
import { elementsPerItem } from '../../preprocessing/layout.js';
import { TUPLES_PER_RUN } from '../../preprocessing/lowgear/matvec/matvec.js';
import type { KindStatus } from '../../preprocessing/store/index.js';
import { isBound, offsetOf, stockKey } from '../../preprocessing/store/stock.js';

export interface Order {
  /** Kind and parameters, as in the store's status; of what goes together, the tuples'. */
  readonly key: string;
  /** What one unit is made of. */
  readonly unit: BatchSpec;
  readonly units: number;
}

/** Items that are worth a production: less costs almost as much. */
export type Granules = Readonly<Partial<Record<TupleKind, number>>>;

const SLOTS = 16_384;
export const GRANULES: Granules = {
  random: SLOTS,
  inputMask: SLOTS,
  triple: SLOTS,
  square: SLOTS,
  bit: SLOTS,
  factorTriple: SLOTS,
  zeroTest: 4096,
  comparisonMask: 1024,
  truncation: 4096,
  matvec: TUPLES_PER_RUN,
};

/** The orders that make up `times` of a specification. */
export function ordersOf(spec: BatchSpec, times = 1): Order[] {
  const orders = new Map<string, Order>();
  const add = (key: string, unit: BatchSpec, units: number) => {
    orders.set(key, { key, unit, units: units + (orders.get(key)?.units ?? 0) });
  };
  const bound = isBound(spec);
  if (bound) {
    const unit = spec.filter((demand) => isPart(demand));
    add(boundKey(unit), unit, times);
  }
  for (const demand of spec) {
    if ((bound && isPart(demand)) || itemsOf(demand) === 0) continue;
    add(lineKey(demand), [demand.kind === 'matvec' ? demand : { ...demand, n: 1 }], itemsOf(demand) * times);
  }
  return [...orders.values()];
}

/** Does a line of a bound specification go together with the masks? */
function isPart(demand: Demand): boolean {
  return demand.kind === 'inputMask' || offsetOf(demand) !== null;
}

/** The key of the first tuple on the masks. */
function boundKey(unit: BatchSpec): string {
  const line = unit.find((demand) => offsetOf(demand) !== null);
  return line === undefined ? '' : stockKey(line, true);
}

/** Adds orders up, by key. */
export function sumOf(orders: Iterable<Order>): Map<string, Order> {
  const sum = new Map<string, Order>();
  for (const order of orders) sum.set(order.key, { ...order, units: order.units + (sum.get(order.key)?.units ?? 0) });
  return sum;
}

/** The specification of a batch of so many units. */
export function batchOf({ unit }: Order, units: number): BatchSpec {
  const [only] = unit;
  if (unit.length === 1 && only !== undefined && only.kind !== 'matvec') return [{ ...only, n: units }];
  const masks = unit.reduce((sum, demand) => sum + (demand.kind === 'inputMask' ? demand.n : 0), 0);
  const lines = unit.filter((demand) => demand.kind === 'matvec');
  const tuples = Array.from({ length: units }, (_, k) =>
    lines.map((line) =>
      line.operand.from === 'random'
        ? line
        : { ...line, operand: { from: 'inputMasks' as const, offset: line.operand.offset + k * masks } },
    ),
  ).flat();
  return masks === 0 ? tuples : [{ kind: 'inputMask', n: masks * units }, ...tuples];
}

/** Units that can be reserved. */
export function unitsLeft(kinds: readonly KindStatus[], { unit }: Order): number {
  const left = (key: string) => kinds.find((kind) => kind.key === key)?.left ?? 0;
  const bound = isBound(unit);
  const keys = unit.map((demand) => stockKey(demand, bound));
  const counts = unit.flatMap((demand, k) => {
    if (bound && demand.kind === 'inputMask') return []; // they are there with their tuples, or of no use
    const key = keys[k] ?? '';
    return [Math.floor(left(key) / keys.filter((other) => other === key).length)];
  });
  return Math.min(...counts);
}

/**
 * How many units to make at once.
 * @param wanted  at least one
 * @param most    elements that one party may hold of a production
 */
export function productionSize(
  { unit }: Order,
  wanted: number,
  parties: number,
  granules: Granules,
  most: number,
): number {
  const elements = unit.reduce((sum, demand) => sum + itemsOf(demand) * elementsPerItem(demand, parties), 0);
  const [only] = unit;
  // A binding takes one matrix tuple and never another; whoever wants two will want more.
  const single = only?.kind === 'matvec' && wanted === 1;
  const granule = unit.length === 1 && only !== undefined && !single ? (granules[only.kind] ?? 1) : 1;
  const room = Math.max(1, Math.floor(most / Math.max(1, elements)));
  const rounded = Math.ceil(wanted / granule) * granule;
  return Math.max(1, Math.min(rounded, room >= granule ? room - (room % granule) : room));
}
