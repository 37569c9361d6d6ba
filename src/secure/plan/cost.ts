// What one batch costs: the same arithmetic as the @cost of the protocol that runs it.

import { layerCount, switchCount } from '../../math/permutation-network.js';
import { bitPlan, type ProductGroup } from '../../online/bit-plan.js';
import {
  columnGroups,
  comparisonDemand,
  DIGIT_BITS,
  decompositionDemand,
  shuffleDemand,
  treeProducts,
  truncationDemand,
  wideComparisonDemand,
  wideZeroDemand,
  zeroDemand,
} from '../../online/demand.js';
import { ELEMENT_BYTES, FULL_FIELD, MAX_COMPARISON_BITS } from '../../params.js';
import { type Demand, digitWidths } from '../../preprocessing/kinds.js';
import type { Node } from '../graph/graph.js';
import { type Batch, factorLength } from './batches.js';
import { queryBlockOf } from './classes.js';

export interface BatchCost {
  readonly rounds: number;
  readonly openings: number;
  /** Bytes to each other party beside the openings. */
  readonly otherBytes?: number;
  /** Without matvec tuples, which name their matrix. */
  readonly demand: readonly Demand[];
}

export function costOf(batch: Batch, parties: number): BatchCost {
  switch (batch.kind) {
    case 'products': {
      const n = total(batch.nodes, factorLength);
      return { rounds: 1, openings: 2 * n, demand: [{ kind: 'triple', n }] };
    }
    case 'sharedProducts': {
      const { fanOut, groups } = batch;
      const n = groups.reduce((sum, { shared }) => sum + shared.length, 0);
      return { rounds: 1, openings: (1 + fanOut) * n, demand: [{ kind: 'factorTriple', fanOut, n }] };
    }
    case 'squares': {
      const n = total(batch.nodes);
      return { rounds: 1, openings: n, demand: [{ kind: 'square', n }] };
    }
    case 'truncations': {
      const n = total(batch.nodes);
      return { rounds: 1, openings: n, demand: truncationDemand(batch.shift, n) };
    }
    case 'matvec':
      if (batch.nodes.some((node) => queryBlockOf(node) !== null)) return { rounds: 0, openings: 0, demand: [] };
      return { rounds: 1, openings: total(batch.nodes, factorLength), demand: [] };
    case 'comparisons':
      return comparisonCost(batch.bits, total(batch.nodes));
    case 'zeroTests':
      return zeroTestCost(batch.bits, total(batch.nodes));
    case 'decompositions':
      return decompositionCost(maskedBits(batch.bits, batch.wide), total(batch.nodes, factorLength));
    case 'shuffle':
      return shuffleCost(parties, batch.node.length / batch.columns, batch.columns);
  }
}

/** online/shuffle.ts: every party inputs switches, in two rounds, and moves the columns through its network. */
function shuffleCost(parties: number, n: number, columns: number): BatchCost {
  const switches = switchCount(n);
  if (switches === 0) return { rounds: 0, openings: 0, demand: [] };
  return {
    rounds: 2 + parties * layerCount(n),
    // The proof that they are bits, each switch once for a group of columns, and every column.
    openings: (1 + columnGroups(columns).length + columns) * parties * switches,
    // A share and a tag of every other party's masks, and the own masked switches.
    otherBytes: 3 * switches * ELEMENT_BYTES,
    demand: shuffleDemand(parties, n, columns),
  };
}

/** Bits that are decomposed: below 20 the mask would be statistical, which a value of unproven range must not meet. */
export function maskedBits(bits: number, wide: boolean): number {
  return wide ? Math.max(bits, MAX_COMPARISON_BITS) : bits;
}

/** online/bits.ts, decompose */
function decompositionCost(bits: number, n: number): BatchCost {
  const { selections, prefix, inner } = bitPlan(bits);
  const opened = (groups: readonly ProductGroup[]) =>
    groups.reduce((sum, { fanOut, digits }) => sum + (1 + fanOut) * digits.length, 0);
  const waits = [selections, inner].filter((groups) => groups.length > 0).length;
  return {
    rounds: 1 + waits + prefix.levels,
    openings: n * (1 + opened(selections) + opened(inner) + 3 * prefix.full + 2 * prefix.last),
    demand: decompositionDemand(bits, n),
  };
}

/** online/compare.ts and compare-wide.ts, nonNegative */
function comparisonCost(bits: number | null, n: number): BatchCost {
  const digits = digitWidths(bits ?? FULL_FIELD, DIGIT_BITS).length;
  const { full, last } = treeProducts(digits);
  const narrow = { rounds: 1 + levels(digits), openings: n * (1 + 3 * full + 2 * last) };
  if (bits !== null) return { ...narrow, demand: comparisonDemand(bits, DIGIT_BITS, n) };
  return {
    rounds: narrow.rounds + 1,
    openings: narrow.openings + 2 * n,
    demand: wideComparisonDemand(DIGIT_BITS, n),
  };
}

/** online/compare.ts and compare-wide.ts, isZero */
function zeroTestCost(bits: number | null, n: number): BatchCost {
  const digits = digitWidths(bits ?? FULL_FIELD, DIGIT_BITS).length;
  const demand = bits === null ? wideZeroDemand(DIGIT_BITS, n) : zeroDemand(bits, DIGIT_BITS, n);
  return { rounds: 1 + levels(digits), openings: n * (1 + 2 * (digits - 1)), demand };
}

/** Depth of a binary tree over so many leaves. */
function levels(leaves: number): number {
  return Math.ceil(Math.log2(leaves));
}

function total(nodes: readonly Node[], lengthOf = (node: Node) => node.length): number {
  return nodes.reduce((sum, node) => sum + lengthOf(node), 0);
}
