export type { PrepareContext, QueryBlock, RunContext } from './context.js';
export { type Prepared, prepare } from './prepare.js';
export { type MoreTuples, run, runSetup } from './run.js';
