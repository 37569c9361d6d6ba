import { covarianceNumerator, sumOfSquares, varianceNumerator } from '../../../src/secure/gadgets/statistics.js';
import { lawsFor } from '../../support/gadget-laws.js';
import { chunks, total } from './oracle.js';

function covariance(x: readonly bigint[], y: readonly bigint[]): bigint {
  return BigInt(x.length) * total(x.map((v, i) => v * (y[i] as bigint))) - total(x) * total(y);
}

for (const [min, max] of [
  [0, 1],
  [-3, 40],
  [1_000_000, 1_000_063],
] as const) {
  lawsFor(`moments of values from ${min} to ${max}`, {
    inputs: { x: { length: 8, min, max }, y: { length: 8, min: -20, max: 5 } },
    build: ({ x, y }) => ({
      squares: sumOfSquares(x),
      variance: varianceNumerator(x),
      byGroup: varianceNumerator(x, 4),
      covariance: covarianceNumerator(x, y),
      covarianceByGroup: covarianceNumerator(x, y, 2),
    }),
    expect: ({ x, y }) => ({
      squares: [total(x.map((v) => v * v))],
      variance: [covariance(x, x)],
      byGroup: chunks(x, 4).map((group) => covariance(group, group)),
      covariance: [covariance(x, y)],
      covarianceByGroup: chunks(x, 2).map((group, g) => covariance(group, chunks(y, 2)[g] as bigint[])),
    }),
  });
}
