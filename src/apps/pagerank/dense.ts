// Both computations on a resident matrix, one row per account. An iteration is one product with the matrix and one truncation:
//
//     PageRank           row s = weights of the edges that leave s:    x <- d W^T x + (1 - d)/n + dangling mass/n
//     risk propagation   row t = weights of the edges that reach t:    x <- (1 - d) x + d W x
//
// The weights carry d already. They are declared, not proven: all that depends on them is opened under full-field masks only, so a
// bank that lies about them spoils results and sees nothing but its own scores (README.md: what these can be made to say). The scores depend on the dataset version alone and are the programs' set-up; a
// question delivers those of the asker's own accounts. Sources: [SHAVW19], [VEG24]. plain.ts is the same in double precision.

import { defineProgram } from '../../secure/program/define.js';
import { any, fixed } from '../../secure/program/table.js';
import { SecureFixed } from '../../secure/types/fixed.js';
import type { SecureInt } from '../../secure/types/int.js';
import { nextPagerank, nextRisk, PRODUCTS, RISK_SCORES, uniformScores } from './iterate.js';
import { expectedOwners, firstRows, ownAccounts } from './owners.js';
import { accountRanges, accountsOf, DenseParameters } from './parameters.js';
import { PAGERANK, RISK } from './scales.js';

const BIT = { min: 0n, max: 1n, proven: true };

export const pagerankDense = defineProgram({
  name: 'pagerank',
  description: "PageRank on the union of the banks' transactions; each bank gets the scores of its own accounts.",
  parameters: DenseParameters,
  maxRows: accountsOf,
  owners: (parameters) => expectedOwners(parameters, rowsOf(parameters)),
  dataset: (parameters) => ({ weights: any(PAGERANK.weight, accountsOf(parameters)) }),
  query: () => ({}),
  outputs: (parameters) => ({ scores: fixed(accountsOf(parameters), PAGERANK.score) }),

  setup: ({ parameters, data }) => {
    const { weights } = data.blocks;
    const { accountOfRow } = placement(parameters, startsOf(parameters, data));
    let x = uniformScores(weights.graph, accountsOf(parameters));
    for (let i = 0; i < parameters.iterations; i++) {
      x = nextPagerank(weights.transposedTimes(x.gather(accountOfRow), PRODUCTS), parameters.damping);
    }
    return { scores: x };
  },
  body: ({ parameters, data, kept }) => ({
    scores: ownScores(kept.scores, parameters, startsOf(parameters, data), PAGERANK.score),
  }),
});

export const riskDense = defineProgram({
  name: 'risk-propagation',
  description: "Risk scores that flow along the banks' transactions; each bank gets the scores of its own accounts.",
  parameters: DenseParameters,
  maxRows: accountsOf,
  owners: (parameters) => expectedOwners(parameters, rowsOf(parameters)),
  dataset: (parameters) => ({
    weights: any(RISK.weight, accountsOf(parameters)),
    initial: any(RISK.score + 1),
  }),
  query: () => ({}),
  outputs: (parameters) => ({ scores: fixed(accountsOf(parameters), RISK.score) }),

  setup: ({ parameters, data }) => {
    const { weights, initial } = data.blocks;
    const { rowOfAccount } = placement(parameters, startsOf(parameters, data));
    let x = initial.column(0).gather(rowOfAccount).within(RISK_SCORES.min, RISK_SCORES.max, 'declared');
    for (let i = 0; i < parameters.iterations; i++) {
      x = nextRisk(x, weights.times(x, PRODUCTS).gather(rowOfAccount), parameters.damping);
    }
    return { scores: x };
  },
  body: ({ parameters, data, kept }) => ({
    scores: ownScores(kept.scores, parameters, startsOf(parameters, data), RISK.score),
  }),
});

/** The scores of the asker's own accounts, 0 for all others. @param starts the first row of every bank */
export function ownScores(
  scores: SecureInt,
  parameters: Parameters<typeof ownAccounts>[0],
  starts: readonly number[],
  fraction: number,
): SecureFixed {
  return new SecureFixed(
    scores.scaledForAsker((own) => ownAccounts(parameters, starts, own), BIT),
    fraction,
  );
}

function startsOf(parameters: DenseParameters, { owners }: { owners: Parameters<typeof firstRows>[1] }): number[] {
  return firstRows(parameters, owners, rowsOf(parameters));
}

/** A row per account. */
function rowsOf({ banks }: DenseParameters): (bank: number) => number {
  return (bank) => banks[bank]?.accounts ?? 0;
}

/** A bank's rows are its accounts in order; accounts are numbered bank by bank, rows by upload. */
function placement(parameters: DenseParameters, starts: readonly number[]) {
  const rowOfAccount = new Int32Array(accountsOf(parameters));
  const accountOfRow = new Int32Array(accountsOf(parameters));
  accountRanges(parameters).forEach(({ from, to }, bank) => {
    for (let account = from; account < to; account++) {
      const row = (starts[bank] as number) + account - from;
      rowOfAccount[account] = row;
      accountOfRow[row] = account;
    }
  });
  return { rowOfAccount, accountOfRow };
}
