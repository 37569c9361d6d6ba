import type { Engine } from '../../src/online/engine.js';
import { multiply, multiplyShared, multiplySharedWith, multiplyWith, square } from '../../src/online/multiply.js';
import type { Protocol } from '../../src/protocol/step.js';
import { checkOpenings } from '../../src/sharing/mac-check.js';
import { open, sumShares } from '../../src/sharing/open.js';
import { assertZero, outputMasked } from '../../src/sharing/output.js';
import type { Shares } from '../../src/sharing/shares.js';
import type { CostCase, CostCases } from './cases.js';
import { Lab } from './lab.js';

interface Setting {
  readonly coins?: number;
  /** Something waits for a check. */
  readonly pending?: boolean;
}

/** A protocol on one vector of shares. */
function onShares(
  protocol: (p: Engine, x: Shares) => Protocol<unknown>,
  { coins = 0, pending = false }: Setting = {},
): CostCase {
  return {
    sizes: [{ n: 7 }, { n: 20 }],
    run: async ({ n }) => {
      const lab = await Lab.create(coins);
      if (pending) await lab.pend();
      const x = lab.secrets(n ?? 0);
      return (await lab.count((p) => protocol(p, x[p.id]!))).counters;
    },
  };
}

/** A product of one vector with m others. */
function fanOut(
  protocol: (p: Engine, x: Shares, ys: readonly Shares[]) => Protocol<unknown>,
  taken: boolean,
): CostCase {
  return {
    sizes: [
      { n: 7, m: 2 },
      { n: 20, m: 3 },
    ],
    run: async ({ n = 0, m = 0 }) => {
      const lab = await Lab.create(0);
      const x = lab.secrets(n);
      const ys = (p: Engine) => Array.from({ length: m }, () => x[p.id]!);
      const triples = taken ? lab.engines.map((p) => p.tuples.takeFactorTriples(m, n)) : [];
      const run = (p: Engine) =>
        taken ? multiplySharedWith(p, triples[p.id]!, x[p.id]!, ys(p)) : protocol(p, x[p.id]!, ys(p));
      return (await lab.count<unknown>(run)).counters;
    },
  };
}

function* claim(p: Engine, x: Shares): Protocol<void> {
  assertZero(p, x);
}

export const sharingCases: CostCases = {
  'sharing/open#open': onShares((p, x) => open(p, x)),
  'sharing/open#sumShares': onShares((p, x) => sumShares(p, x.value)),
  'sharing/output#assertZero': onShares(claim),
  'sharing/output#outputMasked': onShares((p, x) => outputMasked(p, x, x), { coins: 2, pending: true }),
  'sharing/output#outputMasked (nothing pending)': onShares((p, x) => outputMasked(p, x, x), { coins: 2 }),
  'sharing/mac-check#checkOpenings': onShares((p) => checkOpenings(p), { coins: 1, pending: true }),
  'sharing/mac-check#checkOpenings (no coin prepared)': onShares((p) => checkOpenings(p), { pending: true }),
  'sharing/mac-check#checkOpenings (nothing pending)': onShares((p) => checkOpenings(p)),
  'online/multiply#multiply': onShares((p, x) => multiply(p, x, x)),
  'online/multiply#square': onShares((p, x) => square(p, x)),
  'online/multiply#multiplyShared': fanOut((p, x, ys) => multiplyShared(p, x, ys), false),
  'online/multiply#multiplySharedWith': fanOut((p, x, ys) => multiplyShared(p, x, ys), true),
  'online/multiply#multiplyWith': {
    sizes: [{ n: 7 }, { n: 20 }],
    run: async ({ n = 0 }) => {
      const lab = await Lab.create(0);
      const x = lab.secrets(n);
      const triples = lab.engines.map((p) => p.tuples.takeTriples(n));
      return (await lab.count((p) => multiplyWith(p, triples[p.id]!, x[p.id]!, x[p.id]!))).counters;
    },
  },
};
