// Which treatment lasted longest for patients with a similar virus [SMA22]. With the mutations V, the treatments T (one-hot) and the
// times d uploaded once, the query's mutations q and selected treatments s:
//
//     distance = V 1 + 1 q - 2 V q   no round: V 1 is kept, q is the asker's own block
//     similar  = [distance <= bound] one vector of narrow comparisons
//     counts   = T^T similar,  sums = T^T (similar d)   one multiplication between
//     shown    = [counts >= minimum] s,  output shown counts, shown sums
//
// plain.ts is the same in the clear.

import { defineProgram } from '../../secure/program/define.js';
import { bit, integers, oneHot, uint } from '../../secure/program/table.js';
import { TreatmentParameters } from './parameters.js';

export const hivTreatment = defineProgram({
  name: 'hiv-treatment',
  description: 'For each treatment, how many patients with a similar virus had it and for how many days it worked.',
  parameters: TreatmentParameters,
  maxRows: ({ maxRecords }) => maxRecords,
  dataset: ({ mutations, treatments, timeBits }) => ({
    mutations: bit(mutations),
    treatment: oneHot(treatments),
    days: uint(timeBits),
  }),
  query: ({ mutations, treatments }) => ({ mutations: bit(mutations), selected: bit(treatments) }),
  outputs: ({ treatments }) => ({ counts: integers(treatments), sums: integers(treatments) }),

  setup: ({ parameters: { mutations }, data }) => ({
    weights: data.blocks.mutations.columns().sums(mutations),
    days: data.blocks.days.column(0),
  }),

  body: ({ parameters: { mutations, maxDistance, minimumPatients }, data, query, kept }) => {
    const common = data.blocks.mutations.times(query.mutations);
    const distance = kept.weights.add(query.mutations.sum()).sub(common.mul(2)).within(0, mutations, 'follows'); // places in which two vectors of bits differ
    const similar = distance.le(maxDistance);

    // A record has one treatment: the columns sum to at most the number of records, whatever was uploaded.
    const counts = data.blocks.treatment.transposedTimes(similar);
    const sums = data.blocks.treatment.transposedTimes(similar.mul(kept.days));

    // Counts are at most the number of records, so a treatment that is not selected falls below any minimum: one comparison for both.
    const handicap = query.selected.subFrom(1).mul(data.rows);
    const shown = counts.sub(handicap).ge(minimumPatients);
    return { counts: shown.mul(counts), sums: shown.mul(sums) };
  },
});
