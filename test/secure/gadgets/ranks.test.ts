import { countBelow, ordinalRanks, rankSort, ranks } from '../../../src/secure/gadgets/ranks.js';
import type { SecureInt } from '../../../src/secure/types/int.js';
import { lawsFor } from '../../support/gadget-laws.js';
import { ascending } from './oracle.js';

for (const n of [1, 2, 7]) {
  lawsFor(`ranks of ${n} values`, {
    inputs: { x: { length: n, min: -4, max: 4 } },
    build: ({ x }) => ({ ranks: ranks(x), ordinal: ordinalRanks(x) }),
    expect: ({ x }) => ({
      ranks: x.map((v) => x.filter((w) => w < v).length),
      ordinal: x.map((v, i) => x.filter((w, j) => w < v || (w === v && j < i)).length),
    }),
  });
}

for (const n of [1, 2, 6]) {
  lawsFor(`${n} values sorted by their ranks, equal ones in their old order`, {
    inputs: { x: { length: n, min: -3, max: 3 }, column: { length: n, min: 0, max: 1000 } },
    build: ({ x, column }) => {
      const { key, columns } = rankSort(x, [column]);
      return { key, column: columns[0] as SecureInt };
    },
    expect: ({ x, column }) => {
      const order = x.map((_, i) => i).sort((i, j) => Number((x[i] as bigint) - (x[j] as bigint)) || i - j);
      return { key: ascending(x), column: order.map((i) => column[i] as bigint) };
    },
  });
}

lawsFor('how many values lie below public and secret bounds', {
  inputs: { x: { length: 11, min: -50, max: 50 }, y: { length: 2, min: -60, max: 60 } },
  build: ({ x, y }) => ({ public: countBelow(x, [-20, 0, 35]), secret: countBelow(x, y) }),
  expect: ({ x, y }) => ({
    public: [-20n, 0n, 35n].map((bound) => x.filter((v) => v < bound).length),
    secret: y.map((bound) => x.filter((v) => v < bound).length),
  }),
});
