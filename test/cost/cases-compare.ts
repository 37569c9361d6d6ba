import { atLeast, isZero, lessThan, nonNegative } from '../../src/online/compare.js';
import { treeProducts } from '../../src/online/demand.js';
import type { Engine } from '../../src/online/engine.js';
import { digitWidths } from '../../src/preprocessing/kinds.js';
import type { Protocol } from '../../src/protocol/step.js';
import type { Shares } from '../../src/sharing/shares.js';
import type { CostCase, CostCases } from './cases.js';
import type { Sizes } from './grammar.js';
import { Lab } from './lab.js';

/** n comparisons of k bits in digits of w, with what the tree over the digits comes to. */
function sizes(n: number, k: number, w: number): Sizes {
  const digits = digitWidths(k, w).length;
  return { n, k, w, levels: Math.ceil(Math.log2(digits)), products: digits - 1, ...treeProducts(digits) };
}

function comparison(
  compare: (p: Engine, x: Shares, k: number, w: number) => Protocol<Shares>,
  pending: boolean,
): CostCase {
  return {
    sizes: [sizes(7, 20, 4), sizes(20, 20, 4), sizes(5, 9, 3)],
    run: async ({ n = 0, k = 0, w = 0 }) => {
      const lab = await Lab.create(1);
      if (pending) await lab.pend();
      const x = lab.secrets(n);
      return (await lab.count((p) => compare(p, x[p.id]!, k, w))).counters;
    },
  };
}

const COMPARISONS = {
  nonNegative: (p: Engine, x: Shares, k: number, w: number) => nonNegative(p, x, k, w),
  lessThan: (p: Engine, x: Shares, k: number, w: number) => lessThan(p, x, x, k, w),
  atLeast: (p: Engine, x: Shares, k: number, w: number) => atLeast(p, x, 50n, k, w),
  isZero: (p: Engine, x: Shares, k: number, w: number) => isZero(p, x, k, w),
};

export const compareCases: CostCases = Object.fromEntries(
  Object.entries(COMPARISONS).flatMap(([name, compare]) => [
    [`online/compare#${name}`, comparison(compare, false)],
    [`online/compare#${name} (openings pending)`, comparison(compare, true)],
  ]),
);
