// Protocols under masks of the whole field, what they share with narrow comparisons, and inputs of a party.

import { Vector } from '../../src/math/vector.js';
import { bitPlan } from '../../src/online/bit-plan.js';
import { decompose } from '../../src/online/bits.js';
import { prefixGreater } from '../../src/online/borrows.js';
import { isZeroWide, lessThanWide, nonNegativeWide } from '../../src/online/compare-wide.js';
import {
  comparisonDemand,
  decompositionDemand,
  partyBitsDemand,
  truncationDemand,
  wideComparisonDemand,
  wideZeroDemand,
  zeroDemand,
} from '../../src/online/demand.js';
import { JoinProducts, joinEqual, joinGreater, takeTreeProducts } from '../../src/online/digits.js';
import type { Engine } from '../../src/online/engine.js';
import { prefixProducts, treeProducts } from '../../src/online/joins.js';
import { assertBits, partyBits, partyInput } from '../../src/online/party-input.js';
import { truncate } from '../../src/online/truncate.js';
import { openUnderMask } from '../../src/online/under-mask.js';
import { FULL_FIELD } from '../../src/params.js';
import { type BatchSpec, digitWidths, mergeDemands } from '../../src/preprocessing/kinds.js';
import type { Protocol } from '../../src/protocol/step.js';
import type { Shares } from '../../src/sharing/shares.js';
import type { CostCase, CostCases } from './cases.js';
import type { Sizes } from './grammar.js';
import { Lab } from './lab.js';

const CHECK: BatchSpec = [{ kind: 'zeroTest', n: 1 }];

interface Wide {
  readonly sizes: readonly Sizes[];
  readonly demand: (size: Sizes) => BatchSpec;
  readonly protocol: (p: Engine, x: Shares, size: Sizes) => Protocol<unknown>;
  /** Something waits for a check. */
  readonly pending?: boolean;
}

/** A protocol on n small secrets, with just the tuples that its demand says, taken within. */
function onDemand({ sizes, demand, protocol, pending = false }: Wide): CostCase {
  return {
    sizes,
    run: async (size) => {
      const lab = await Lab.create(1, mergeDemands([...demand(size), ...CHECK]));
      if (pending) await lab.pend();
      const x = lab.secrets(size.n ?? 0);
      return (await lab.count((p) => protocol(p, x[p.id]!, size))).counters;
    },
  };
}

/** The same of a part of a protocol, for which `prepare` takes the tuples beforehand. */
function part<T>(
  sizes: readonly Sizes[],
  demand: (size: Sizes) => BatchSpec,
  prepare: (p: Engine, size: Sizes) => T,
  protocol: (p: Engine, x: Shares, prepared: T, size: Sizes) => Protocol<unknown>,
): CostCase {
  return {
    sizes,
    run: async (size) => {
      const lab = await Lab.create(0, demand(size));
      const x = lab.secrets(size.n ?? 0);
      const prepared = lab.engines.map((p) => prepare(p, size));
      return (await lab.count((p) => protocol(p, x[p.id]!, prepared[p.id]!, size))).counters;
    },
  };
}

/** n values in digits of w. */
function ofField(n: number, w: number): Sizes {
  const digits = digitWidths(FULL_FIELD, w).length;
  return { n, w, digits, levels: Math.ceil(Math.log2(digits)), products: digits - 1, ...treeProducts(digits) };
}

const FIELD_SIZES = [ofField(7, 4), ofField(12, 4), ofField(3, 3)];
const LENGTHS = [{ n: 7 }, { n: 20 }];

const wide = (protocol: (p: Engine, x: Shares, w: number) => Protocol<Shares>): CostCase =>
  onDemand({
    sizes: FIELD_SIZES,
    demand: ({ n = 0, w = 0 }) => wideComparisonDemand(w, n),
    protocol: (p, x, { w = 0 }) => protocol(p, x, w),
  });

/** What the plan of a decomposition comes to. */
function ofBits(n: number, bits: number): Sizes {
  const { selections, prefix, inner, wraps } = bitPlan(bits);
  const sum = (groups: typeof inner, each: (fanOut: number) => number) =>
    groups.reduce((total, { fanOut, digits }) => total + digits.length * each(fanOut), 0);
  const openings = (fanOut: number) => fanOut + 1;
  const groups = [...selections, ...inner];
  return {
    n,
    bits,
    ...prefix,
    check: wraps ? 0 : 1,
    selecting: Math.min(1, selections.length),
    selected: sum(selections, openings),
    finishing: Math.min(1, inner.length),
    finished: sum(inner, openings),
    shared: prefix.full + sum(groups, (fanOut) => (fanOut > 1 ? 1 : 0)),
    single: prefix.last + sum(groups, (fanOut) => (fanOut > 1 ? 0 : 1)),
  };
}

const decomposition = (pending: boolean): CostCase =>
  onDemand({
    sizes: [ofBits(5, 60), ofBits(3, 60), ofBits(3, 41), ofBits(4, 20), ofBits(4, 19), ofBits(4, 6), ofBits(4, 3)],
    demand: ({ n = 0, bits = 0 }) => decompositionDemand(bits, n),
    protocol: (p, x, { bits = 0 }) => decompose(p, x, bits),
    pending,
  });

const underMask = (pending: boolean): CostCase =>
  onDemand({ sizes: LENGTHS, demand: () => [], protocol: (p, x) => openUnderMask(p, x), pending });

/** Party 0 inputs zeros. */
const zerosOf = (p: Engine, n: number) => (p.id === 0 ? Vector.zeros(p.arena, n) : null);
const ownInput = (protocol: typeof partyInput): CostCase =>
  onDemand({
    sizes: LENGTHS,
    demand: ({ n = 0 }) => partyBitsDemand(n),
    protocol: (p, _, { n = 0 }) => protocol(p, 0, zerosOf(p, n), n),
  });

/** n values, m nodes of a prefix network. */
const network = (n: number, m: number): Sizes => ({ n, m, ...prefixProducts(m) });
const nodes = (x: Shares, m: number) => Array.from({ length: m }, () => ({ greater: x, equal: x }));

export const wideCases: CostCases = {
  'online/compare-wide#nonNegativeWide': wide(nonNegativeWide),
  'online/compare-wide#lessThanWide': wide((p, x, w) => lessThanWide(p, x, x, w)),
  'online/compare-wide#isZeroWide': onDemand({
    sizes: FIELD_SIZES,
    demand: ({ n = 0, w = 0 }) => wideZeroDemand(w, n),
    protocol: (p, x, { w = 0 }) => isZeroWide(p, x, w),
  }),
  'online/truncate#truncate': onDemand({
    sizes: LENGTHS,
    demand: ({ n = 0 }) => truncationDemand(20, n),
    protocol: (p, x) => truncate(p, x, 20),
  }),
  'online/bits#decompose': decomposition(false),
  'online/bits#decompose (openings pending)': decomposition(true),
  'online/under-mask#openUnderMask': underMask(false),
  'online/under-mask#openUnderMask (openings pending)': underMask(true),
  'online/party-input#partyInput': ownInput(partyInput),
  'online/party-input#partyBits': ownInput(partyBits),
  'online/party-input#assertBits': onDemand({
    sizes: LENGTHS,
    demand: ({ n = 0 }) => partyBitsDemand(n),
    protocol: (p, x) => assertBits(p, x),
  }),
  'online/digits#joinGreater': part(
    FIELD_SIZES,
    ({ n = 0, w = 0 }) => comparisonDemand(FULL_FIELD, w, n),
    (p, { n = 0, digits = 0 }) => takeTreeProducts(p, digits, n),
    (p, x, products, { digits = 0 }) => joinGreater(p, nodes(x, digits), products),
  ),
  'online/digits#joinEqual': part(
    FIELD_SIZES,
    ({ n = 0, w = 0 }) => zeroDemand(FULL_FIELD, w, n),
    (p, { n = 0, products = 0 }) => p.tuples.takeTriples(products * n),
    (p, x, triples, { digits = 0 }) =>
      joinEqual(
        p,
        nodes(x, digits).map(({ equal }) => equal),
        triples,
      ),
  ),
  'online/borrows#prefixGreater': part(
    [network(7, 14), network(3, 5), network(4, 1)],
    ({ n = 0, full = 0, last = 0 }) => [
      { kind: 'factorTriple', fanOut: 2, n: full * n },
      { kind: 'triple', n: last * n },
    ],
    (p, { n = 0, full = 0, last = 0 }) => new JoinProducts(p, { full, last }, n),
    (p, x, products, { m = 0 }) => prefixGreater(p, nodes(x, m), products),
  ),
};
