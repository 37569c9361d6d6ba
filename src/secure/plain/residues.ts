// Residues modulo p, from -(p - 1)/2 to (p - 1)/2, in 64-bit integers: sums and products are exact before they are reduced, so that
// differences of values that wrapped around come out as on shares.

import { P } from '../../params.js';
import { FIELD_LIMIT } from '../graph/range.js';
import type { Arithmetic } from './arithmetic.js';
import { bigs } from './bigs.js';

function reduced(x: bigint): bigint {
  if (x >= -FIELD_LIMIT && x <= FIELD_LIMIT) return x;
  const rest = x % P;
  if (rest > FIELD_LIMIT) return rest - P;
  return rest < -FIELD_LIMIT ? rest + P : rest;
}

export const residues: Arithmetic<BigInt64Array> = {
  ...bigs,

  add: (x, y) => x.map((value, i) => reduced(value + (y[i] as bigint))),
  sub: (x, y) => x.map((value, i) => reduced(value - (y[i] as bigint))),
  mul: (x, y) => x.map((value, i) => reduced(value * (y[i] as bigint))),

  sums(x, group) {
    const running = residues.prefixSums(x, group);
    return new BigInt64Array(x.length / group).map((_, g) => running[(g + 1) * group - 1] as bigint);
  },

  prefixSums(x, group) {
    let sum = 0n;
    return x.map((value, i) => {
      sum = reduced((i % group === 0 ? 0n : sum) + value);
      return sum;
    });
  },
};
