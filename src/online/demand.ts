// What the online protocols take, as lines of a batch specification: the same arithmetic as the protocols' @cost.

import { switchCount } from '../math/permutation-network.js';
import { FULL_FIELD } from '../params.js';
import { type BatchSpec, type Demand, digitWidths, mergeDemands } from '../preprocessing/kinds.js';
import { MAX_FAN_OUT } from '../preprocessing/spec.js';
import { bitPlan } from './bit-plan.js';
import { DIGIT_BITS, treeProducts } from './joins.js';

export { DIGIT_BITS, treeProducts } from './joins.js';

/** n comparisons of k bits in digits of w, and `triples` further triples. */
export function comparisonDemand(k: number, w: number, n: number, triples = 0): Demand[] {
  const { full, last } = treeProducts(digitWidths(k, w).length);
  const demand: Demand[] = [{ kind: 'comparisonMask', k, w, n }];
  if (full > 0) demand.push({ kind: 'factorTriple', fanOut: 2, n: full * n });
  if (last * n + triples > 0) demand.push({ kind: 'triple', n: last * n + triples });
  return demand;
}

/** n comparisons of values of any width, in digits of w. */
export function wideComparisonDemand(w: number, n: number): Demand[] {
  return comparisonDemand(FULL_FIELD, w, n, n);
}

/** n tests for zero of k-bit values in digits of w. */
export function zeroDemand(k: number, w: number, n: number): Demand[] {
  const products = digitWidths(k, w).length - 1;
  const demand: Demand[] = [{ kind: 'comparisonMask', k, w, n }];
  if (products > 0) demand.push({ kind: 'triple', n: products * n });
  return demand;
}

/** n tests for zero of values of any width, in digits of w. */
export function wideZeroDemand(w: number, n: number): Demand[] {
  return zeroDemand(FULL_FIELD, w, n);
}

/** n truncations by `shift` bits. */
export function truncationDemand(shift: number, n: number): Demand[] {
  return [{ kind: 'truncation', shift, n }];
}

/** n decompositions into `bits` bits, 1 to 60. @throws UsageError INVALID_ARGUMENT */
export function decompositionDemand(bits: number, n: number): BatchSpec {
  const { k, selections, prefix, inner } = bitPlan(bits);
  const products = (fanOut: number, count: number): Demand[] => {
    if (count === 0) return [];
    return [fanOut === 1 ? { kind: 'triple', n: count * n } : { kind: 'factorTriple', fanOut, n: count * n }];
  };
  return mergeDemands([
    { kind: 'comparisonMask', k, w: DIGIT_BITS, n },
    ...[...selections, ...inner].flatMap(({ fanOut, digits }) => products(fanOut, digits.length)),
    ...products(2, prefix.full),
    ...products(1, prefix.last),
  ]);
}

/** n values of a party. */
export function partyInputDemand(n: number): Demand[] {
  return [{ kind: 'inputMask', n }];
}

/** n bits of a party, and the proof that they are bits. */
export function partyBitsDemand(n: number): Demand[] {
  return [
    { kind: 'inputMask', n },
    { kind: 'square', n },
  ];
}

/** `columns` vectors of n places shuffled alike by all parties. */
export function shuffleDemand(parties: number, n: number, columns: number): BatchSpec {
  const switches = parties * switchCount(n);
  if (switches === 0) return [];
  const products = columnGroups(columns).map(
    (fanOut): Demand =>
      fanOut === 1 ? { kind: 'triple', n: switches } : { kind: 'factorTriple', fanOut, n: switches },
  );
  return mergeDemands([...partyBitsDemand(switches), ...products]);
}

/** Columns that are moved by one tuple for each switch: groups of at most 64, the limit of the tuple kind. */
export function columnGroups(columns: number): number[] {
  const full = Math.floor(columns / MAX_FAN_OUT);
  const rest = columns % MAX_FAN_OUT;
  return [...Array.from({ length: full }, () => MAX_FAN_OUT), ...(rest > 0 ? [rest] : [])];
}
