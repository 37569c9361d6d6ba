// Shuffles, by the network of their length.

import { layerCount, switchCount } from '../../src/math/permutation-network.js';
import { shuffleDemand } from '../../src/online/demand.js';
import type { Engine } from '../../src/online/engine.js';
import { openDifference, withScratch } from '../../src/online/scratch.js';
import { shuffle } from '../../src/online/shuffle.js';
import type { CostCase, CostCases } from './cases.js';
import type { Sizes } from './grammar.js';
import { Lab } from './lab.js';

function sizes(n: number, columns: number): Sizes {
  return { n, columns, parties: 2, layers: layerCount(n), switches: switchCount(n) };
}

function shuffling(...of: readonly Sizes[]): CostCase {
  return {
    sizes: of,
    run: async ({ n = 0, columns = 0 }) => {
      const lab = await Lab.create(0, shuffleDemand(2, n, columns));
      const shares = Array.from({ length: columns }, () => lab.secrets(n));
      return (
        await lab.count((p) =>
          shuffle(
            p,
            shares.map((column) => column[p.id]!),
          ),
        )
      ).counters;
    },
  };
}

export const shuffleCases: CostCases = {
  'online/scratch#openDifference': {
    sizes: [{ n: 5 }, { n: 1 }],
    run: async ({ n = 0 }) => {
      const lab = await Lab.create(0);
      const [x, a] = [lab.secrets(n), lab.secrets(n)];
      const opening = (p: Engine) => withScratch(p, (scratch) => openDifference(p, scratch, x[p.id]!, a[p.id]!));
      return (await lab.count(opening)).counters;
    },
  },
  'online/shuffle#shuffle': shuffling(sizes(7, 2), sizes(16, 2), sizes(5, 3)),
  'online/shuffle#shuffle (one column)': shuffling(sizes(7, 1), sizes(12, 1)),
  'online/shuffle#shuffle (one place)': shuffling(sizes(1, 1), sizes(1, 3)),
};
