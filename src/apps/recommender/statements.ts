// What clients prove about a row before anything that depends on it is opened. The normalised dense entries are shown to be
// non-negative by base-4 digits and their squared norm to be at most s^2 by the digits of the slack, so that every similarity is at most
// s^2 < 2^19 [Cauchy-Schwarz] and fits the comparison. Sparse ratings are 0..5.

import type { Statement } from '../../io/statement.js';
import { RATING_MAX, type RecommenderParameters } from './parameters.js';

const BASE = 4;
const DIGITS = [0, 1, 2, 3];

/** The query: the asker's normalised dense vector with its proof digits; one row. */
export function queryStatement(parameters: RecommenderParameters): Statement {
  const { dense, entryDigits, slackDigits, squaredScale } = parameters;
  return {
    blocks: [
      { name: 'dense', width: dense },
      { name: 'entryDigits', width: dense * entryDigits },
      { name: 'slackDigits', width: slackDigits },
    ],
    constraints: [
      { kind: 'member', block: 'entryDigits', values: DIGITS },
      { kind: 'member', block: 'slackDigits', values: DIGITS },
      { kind: 'digits', block: 'dense', digits: 'entryDigits', base: BASE, count: entryDigits },
      {
        kind: 'normBound',
        block: 'dense',
        slack: 'slackDigits',
        base: BASE,
        count: slackDigits,
        bound: squaredScale,
      },
    ],
  };
}

/** An uploaded row: the same, and the sparse ratings. */
export function uploadStatement(parameters: RecommenderParameters): Statement {
  const query = queryStatement(parameters);
  const ratings = Array.from({ length: RATING_MAX + 1 }, (_, rating) => rating);
  return {
    blocks: [...query.blocks, { name: 'sparse', width: parameters.sparse }],
    constraints: [...query.constraints, { kind: 'member', block: 'sparse', values: ratings }],
  };
}
