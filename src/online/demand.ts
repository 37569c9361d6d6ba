// What the online protocols take, as lines of a batch specification: the same arithmetic as the protocols' @cost.

import { type Demand, digitWidths } from '../preprocessing/kinds.js';

/** Multiplications of the tree that joins `digits` digits: pairs that keep "equal", and the one pair that does not need it. */
export function treeProducts(digits: number): { readonly full: number; readonly last: number } {
  let full = 0;
  let last = 0;
  for (let nodes = digits; nodes > 1; nodes = Math.ceil(nodes / 2)) {
    const pairs = Math.floor(nodes / 2);
    const lacksEqual = nodes % 2 === 0 ? 1 : 0;
    full += pairs - lacksEqual;
    last += lacksEqual;
  }
  return { full, last };
}

/** n comparisons of k bits in digits of w, and `triples` further triples. */
export function comparisonDemand(k: number, w: number, n: number, triples = 0): Demand[] {
  const { full, last } = treeProducts(digitWidths(k, w).length);
  const demand: Demand[] = [{ kind: 'comparisonMask', k, w, n }];
  if (full > 0) demand.push({ kind: 'factorTriple', fanOut: 2, n: full * n });
  if (last * n + triples > 0) demand.push({ kind: 'triple', n: last * n + triples });
  return demand;
}
