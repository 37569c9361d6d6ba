// The applications that come with Tessera and are defined programs; parties offer them by name. The recommender, which is older and
// written against the service's own interface, stands beside them in cli/compose/programs.ts.

import { type RegisteredProgram, register } from '../secure/program/registered.js';
import { benchmarking } from './benchmarking/program.js';
import { hivTreatment } from './hiv-treatment/program.js';
import { pagerankDense, riskDense } from './pagerank/dense.js';
import { pagerankSparse, riskSparse } from './pagerank/sparse.js';

export const APPLICATIONS: readonly RegisteredProgram[] = [
  register(hivTreatment),
  register(pagerankDense),
  register(pagerankSparse),
  register(riskDense),
  register(riskSparse),
  register(benchmarking),
];
