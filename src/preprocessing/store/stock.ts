// What a batch holds, seen as stocks: items of one kind and parameters that can be taken in any number. Matvec lines of equal key
// are one stock of as many items. A matvec tuple whose operand are input masks of its own batch goes only together with
// just those masks: both are *bound* and are kept apart from what anybody may take.

import { ELEMENT_BYTES } from '../../params.js';
import { type BatchSpec, type Demand, itemsOf, lineKey } from '../kinds.js';
import { componentsOf } from '../layout.js';

export interface Stock {
  /** `lineKey`, and whether it is bound. */
  readonly key: string;
  /** One of its lines, for the parameters. */
  readonly demand: Demand;
  readonly items: number;
  /** Elements per item of each component, in the order of layout.ts. */
  readonly widths: readonly number[];
  /** Lines of the specification it is made of: one, or for matvec one per item. */
  readonly lines: readonly number[];
  /** Bound matvec stocks: where each item's operand starts among the batch's input masks. */
  readonly offsets: readonly number[];
}

const BOUND = '/bound';

/** Do tuples of this specification use input masks of it? */
export function isBound(spec: BatchSpec): boolean {
  return spec.some((demand) => offsetOf(demand) !== null);
}

/** Where a bound matvec tuple's operand starts; null for everything else. */
export function offsetOf(demand: Demand): number | null {
  return demand.kind === 'matvec' && demand.operand.from === 'inputMasks' ? demand.operand.offset : null;
}

/** The stock that a line of a specification belongs to, or takes from. */
export function stockKey(demand: Demand, bound: boolean): string {
  const isPart = demand.kind === 'inputMask' ? bound : offsetOf(demand) !== null;
  return lineKey(demand) + (isPart ? BOUND : '');
}

/** The stocks of a batch, in an order that follows from the specification alone. */
export function stocksOf(spec: BatchSpec, party: number, parties: number): Stock[] {
  const bound = isBound(spec);
  const lines = new Map<string, number[]>();
  spec.forEach((demand, index) => {
    // Matrices of one id have one shape; a line that says otherwise is a stock of its own.
    const shape = demand.kind === 'matvec' ? `${demand.rows}x${demand.columns}` : '';
    const group = `${stockKey(demand, bound)} ${shape}`;
    lines.set(group, [...(lines.get(group) ?? []), index]);
  });
  return [...lines.values()].flatMap((indices): Stock[] => {
    const demands = indices.flatMap((index) => spec[index] ?? []);
    const [demand] = demands;
    if (demand === undefined) return [];
    return [
      {
        key: stockKey(demand, bound),
        demand,
        items: demands.reduce((sum, one) => sum + itemsOf(one), 0),
        widths: componentsOf(demand, party, parties).map(({ width }) => width),
        lines: indices,
        offsets: demands.flatMap((one) => offsetOf(one) ?? []),
      },
    ];
  });
}

/** Can items of the stock serve a line? Equal parameters; a matrix's shape must agree as well. */
export function serves(stock: Stock, demand: Demand, bound: boolean): boolean {
  if (stock.key !== stockKey(demand, bound)) return false;
  if (demand.kind !== 'matvec' || stock.demand.kind !== 'matvec') return true;
  return demand.rows === stock.demand.rows && demand.columns === stock.demand.columns;
}

/** Bytes of one item, decrypted. */
export function itemBytes(stock: Stock): number {
  return ELEMENT_BYTES * stock.widths.reduce((sum, width) => sum + width, 0);
}
