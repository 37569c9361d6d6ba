// What the benchmarking demo computes, from the options of the command: generated companies, or a file of figures.

import { z } from 'zod';
import { benchmarkParameters, MANUFACTURING } from '../../../../apps/benchmarking/parameters.js';
import { benchmarking } from '../../../../apps/benchmarking/program.js';
import type { DemoFlags } from '../../../commands/demo/common.js';
import { loadFigures } from '../../../data/figures.js';
import type { DemoPlan } from '../../plan.js';
import type { BenchmarkingFlags } from './flags.js';

/** What the client process reads again. */
export const Setting = z.strictObject({
  /** Null: generated. */
  file: z.string().nullable(),
  companies: z.int().min(2),
  seed: z.string(),
  parameters: z.unknown(),
});
export type Setting = z.output<typeof Setting>;

/** @throws INVALID_ARGUMENT, DATA_INVALID before anything is started */
export async function benchmarkingPlan(flags: BenchmarkingFlags & DemoFlags): Promise<DemoPlan> {
  const { parties, queries, preprocessing, seed, companies } = flags;
  const file = flags.figures ?? null;
  // From the end: what companies make comes last, and efficiency needs some of it.
  const metrics = file === null ? MANUFACTURING.slice(-flags.metrics) : (await loadFigures(file)).metrics;
  const parameters = benchmarkParameters({ metrics });
  const setting: Setting = { file, companies, seed, parameters };
  return { program: benchmarking.name, parameters, setting, parties, queries, preprocessing };
}
