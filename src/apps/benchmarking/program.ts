// Where a company stands among its peers [DDNNT15]: M figures per company, uploaded once, bits and all. With x the companies' figures
// and q the asker's,
//
//     kept:  sum x, sum x^2, and the three quartiles, from the proven bits, highest first
//     asked: below = sum [x < q], equal = sum [x = q]
//            efficient = no company is at least as good in all inputs and outputs and not equal in all of them [DST84]
//
// plain.ts is the same in the clear. Vectors here run metric by metric, all companies of a metric in a row.

import { selectByBits } from '../../secure/gadgets/index.js';
import { defineProgram } from '../../secure/program/define.js';
import { integers, uint } from '../../secure/program/table.js';
import type { ResidentBlock } from '../../secure/types/block.js';
import type { SecureBit, SecureInt } from '../../secure/types/int.js';
import { BenchmarkParameters, type Metric } from './parameters.js';
import { quartileRank, requireCompanies } from './quartile-rank.js';

export const benchmarking = defineProgram({
  name: 'benchmarking',
  description: 'Mean, spread and quartiles of every metric, and where the asking company stands.',
  parameters: BenchmarkParameters,
  maxRows: ({ maxCompanies }) => maxCompanies,
  dataset: ({ metrics, bits }) => ({ figures: uint(bits, { width: metrics.length, keepBits: true }) }),
  query: ({ metrics, bits }) => ({ figures: uint(bits, { width: metrics.length }) }),
  outputs: ({ metrics: { length: M } }) => ({
    sums: integers(M),
    squares: integers(M),
    lowerQuartile: integers(M),
    median: integers(M),
    upperQuartile: integers(M),
    below: integers(M),
    equal: integers(M),
    efficient: integers(1),
  }),

  setup: ({ parameters: { metrics, bits, minimumCompanies }, data }) => {
    const n = data.rows;
    requireCompanies(n, minimumCompanies);
    const figures = byMetric(data.blocks.figures);
    const ranks = ([1, 2, 3] as const).map((k) => quartileRank(k, n) - 1);
    const quartiles = metrics.map((_, m) => {
      const bitsOfMetric = Array.from({ length: bits }, (_, b) => data.bit('figures', m, b));
      return selectByBits(bitsOfMetric, ranks);
    });
    const pick = (k: number) => joined(quartiles.map((values) => values.at(k)));
    return {
      sums: figures.sums(n),
      squares: figures.square().sums(n),
      lowerQuartile: pick(0),
      median: pick(1),
      upperQuartile: pick(2),
    };
  },

  body: ({ parameters: { metrics }, data, query, kept }) => {
    const n = data.rows;
    const difference = byMetric(data.blocks.figures).sub(query.figures.repeatEach(n));
    const notBelow = difference.nonNegative();
    const equal = difference.isZero();
    return {
      ...kept,
      below: notBelow.not().sums(n),
      equal: equal.sums(n),
      efficient: efficient(metrics, n, notBelow, equal),
    };
  },
});

/** 1 unless some company dominates the asker. @param notBelow, equal per metric and company: [x >= q], [x = q] */
function efficient(metrics: readonly Metric[], n: number, notBelow: SecureBit, equal: SecureBit): SecureInt {
  const measured = metrics.flatMap(({ role }, m) => (role === 'other' ? [] : [{ role, from: m * n, to: (m + 1) * n }]));
  const equalIn = measured.map(({ from, to }) => equal.slice(from, to));
  const asGoodIn = measured.map(({ role, from, to }, k) => {
    const atLeast = notBelow.slice(from, to);
    return role === 'output' ? atLeast : atLeast.subFrom(1).add(equalIn[k] as SecureInt); // [x < q] + [x = q]
  });
  const inAll = (bits: readonly SecureInt[]) =>
    bits
      .reduce((sum, bit) => sum.add(bit))
      .within(0, measured.length, 'follows')
      .eq(measured.length);
  // Who is equal in all is as good in all, so the difference counts those who are better in one.
  const dominating = inAll(asGoodIn).sub(inAll(equalIn)).within(0, 1, 'follows');
  return dominating.sums(n).isZero();
}

function byMetric(block: ResidentBlock): SecureInt {
  return joined(Array.from({ length: block.width }, (_, m) => block.column(m)));
}

function joined(parts: readonly SecureInt[]): SecureInt {
  const [first, ...rest] = parts as [SecureInt, ...SecureInt[]];
  return first.concat(...rest);
}
