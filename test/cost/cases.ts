// One case per @cost in the sources: how to run the protocol at given sizes. test/cost.test.ts runs each at two sizes and compares what was
// counted with what the docstring says; test/counters.test.ts keeps the counters of the first size.

import type { Counters } from '../support/measure.js';
import { compareCases } from './cases-compare.js';
import { ioCases } from './cases-io.js';
import { matrixCases } from './cases-matrix.js';
import { programCases } from './cases-program.js';
import { protocolCases } from './cases-protocol.js';
import { sharingCases } from './cases-sharing.js';
import { shuffleCases } from './cases-shuffle.js';
import { wideCases } from './cases-wide.js';
import type { Sizes } from './grammar.js';

export interface CostCase {
  /** Two sizes at least, with every length that the @cost names. */
  readonly sizes: readonly Sizes[];
  readonly run: (sizes: Sizes) => Promise<Counters>;
}

export type CostCases = Readonly<Record<string, CostCase>>;

/** By the name of the docstring: `<file>#<function>`, and the condition in parentheses. */
export const CASES: CostCases = {
  ...protocolCases,
  ...sharingCases,
  ...compareCases,
  ...wideCases,
  ...shuffleCases,
  ...matrixCases,
  ...ioCases,
  ...programCases,
};
