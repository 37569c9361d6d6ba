// A private salary survey: everybody learns what is typical and where they stand, nobody learns what anybody earns.

import { defineProgram, fixed, gadgets, integers, SecureFixed, uint, z } from 'tessera-mpc';

export default defineProgram({
  name: 'salary-survey',
  description: 'Mean and median salary, and how many people earn less than the asker.',
  parameters: z.strictObject({ most: z.int().min(2).max(10_000).default(1000) }),
  maxRows: ({ most }) => most,
  // A person uploads a salary of at most 262,143, and proves that; its bits are kept for the median.
  dataset: () => ({ salary: uint(18, { keepBits: true }) }),
  query: () => ({ salary: uint(18) }),
  outputs: () => ({ mean: fixed(1, 8), median: integers(1), below: integers(1) }),

  // Once, when the dataset is bound: what does not depend on who asks.
  setup: ({ data }) => {
    const bits = Array.from({ length: 18 }, (_, b) => data.bit('salary', 0, b));
    return { total: data.blocks.salary.column(0).sum(), median: gadgets.quantilesByBits(bits, 2) };
  },
  // Per question: one comparison with everybody.
  body: ({ data, query, kept }) => ({
    mean: SecureFixed.fromInt(kept.total, 8).div(data.rows),
    median: kept.median,
    below: data.blocks.salary.column(0).lt(query.salary).sum(),
  }),
});
