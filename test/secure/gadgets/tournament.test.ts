import { argmax, argmin, max, min } from '../../../src/secure/gadgets/tournament.js';
import { lawsFor } from '../../support/gadget-laws.js';
import { bit, chunks, largestOf, smallestOf } from './oracle.js';

for (const n of [1, 2, 5, 8, 13]) {
  lawsFor(`the largest and the smallest of ${n}, and where they are`, {
    inputs: { x: { length: n, min: -9, max: 12 } },
    build: ({ x }) => {
      const [most, least] = [argmax(x), argmin(x)];
      return {
        max: max(x),
        min: min(x),
        mostHot: most.oneHot,
        mostAt: most.index,
        leastHot: least.oneHot,
        leastAt: least.index,
      };
    },
    expect: ({ x }) => {
      const [most, least] = [largestOf(x), smallestOf(x)];
      return {
        max: [most],
        min: [least],
        mostHot: x.map((_, i) => bit(i === x.indexOf(most))),
        mostAt: [x.indexOf(most)],
        leastHot: x.map((_, i) => bit(i === x.indexOf(least))),
        leastAt: [x.indexOf(least)],
      };
    },
  });
}

lawsFor('the largest of each of several groups, of values that nobody proved', {
  inputs: { x: { length: 21, min: -(10 ** 12), max: 10 ** 12, proven: false } },
  build: ({ x }) => {
    const { value, oneHot, index } = argmax(x, 7);
    return { value, oneHot, index };
  },
  expect: ({ x }) => {
    const groups = chunks(x, 7);
    const places = groups.map((group) => group.indexOf(largestOf(group)));
    return {
      value: groups.map(largestOf),
      oneHot: groups.flatMap((group, g) => group.map((_, i) => bit(i === places[g]))),
      index: places,
    };
  },
});
