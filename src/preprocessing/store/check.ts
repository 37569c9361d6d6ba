// What a party looks at before it grants what the sequencer proposes: every range is there, free, of the right kind and proposed
// once, and the lines are complete. A sequencer that proposes anything else is wrong, or the parties have not agreed on what
// they hold.

import { type BatchSpec, itemsOf } from '../kinds.js';
import { boundFault, isPartOfBound } from './bound.js';
import { Intervals } from './intervals.js';
import { type Inventory, type Range, spentOf } from './inventory.js';
import type { Assignment } from './plan.js';
import { serves } from './stock.js';

/** A range as it travels. */
export interface ProposedRange {
  /** Batch hash in hexadecimal. */
  readonly id: string;
  readonly stock: number;
  readonly from: number;
  readonly to: number;
}

export type Verdict =
  | { readonly assignment: Assignment }
  /** `missing`: this party does not hold a batch that the sequencer holds. */
  | { readonly fault: string; readonly missing: boolean };

/** @param proposed the ranges of all lines in order */
export function checkProposal(inventory: Inventory, spec: BatchSpec, proposed: readonly ProposedRange[]): Verdict {
  const rest = [...proposed];
  const seen = new Map<string, Intervals>();
  const lines: Range[][] = [];
  for (const demand of spec) {
    const line: Range[] = [];
    for (let missing = itemsOf(demand); missing > 0; ) {
      const next = rest.shift();
      if (next === undefined) return wrong('the proposal ends before the last line is complete');
      const batch = inventory.get(next.id);
      if (batch === undefined || !batch.committed) return { fault: `batch ${next.id} is not here`, missing: true };
      const stock = batch.stocks[next.stock];
      if (stock === undefined || !serves(stock, demand, isPartOfBound(spec, demand))) {
        return wrong(`a range is not of kind ${demand.kind}, or its parameters differ`);
      }
      if (next.from >= next.to || next.to > stock.items) return wrong(`items ${next.from} to ${next.to} do not exist`);
      if (spentOf(batch, next.stock).overlaps(next.from, next.to)) return wrong('a range was granted before');
      const place = `${next.id}/${next.stock}`;
      const others = seen.get(place) ?? new Intervals();
      if (others.overlaps(next.from, next.to)) return wrong('two ranges overlap');
      others.add(next.from, next.to);
      seen.set(place, others);
      missing -= next.to - next.from;
      if (missing < 0) return wrong('a line gets more than it asks for');
      line.push({ batch, stock: next.stock, from: next.from, to: next.to });
    }
    lines.push(line);
  }
  if (rest.length > 0) return wrong('the proposal goes on after the last line');
  const fault = boundFault(spec, lines);
  return fault === null ? { assignment: lines } : wrong(fault);
}

function wrong(fault: string): Verdict {
  return { fault, missing: false };
}
