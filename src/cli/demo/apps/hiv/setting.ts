// What the treatment demo computes, from the options of the command: generated records, or a file of them.

import { z } from 'zod';
import { treatmentParameters } from '../../../../apps/hiv-treatment/parameters.js';
import { hivTreatment } from '../../../../apps/hiv-treatment/program.js';
import type { DemoFlags } from '../../../commands/demo/common.js';
import { loadRecords } from '../../../data/records.js';
import type { DemoPlan } from '../../plan.js';
import type { HivFlags } from './flags.js';

/** What the client process reads again. */
export const Setting = z.strictObject({
  /** Null: generated. */
  file: z.string().nullable(),
  patients: z.int().min(1),
  seed: z.string(),
  parameters: z.unknown(),
  top: z.int().min(1),
});
export type Setting = z.output<typeof Setting>;

/** @throws INVALID_ARGUMENT, DATA_INVALID before anything is started */
export async function hivPlan(flags: HivFlags & DemoFlags): Promise<DemoPlan> {
  const { parties, queries, preprocessing, seed, top, patients } = flags;
  const file = flags.records ?? null;
  const found = file === null ? null : await loadRecords(file);
  const parameters = treatmentParameters({
    mutations: found?.mutationNames.length ?? flags.mutations,
    treatments: found?.treatmentNames.length ?? flags.treatments,
    maxDistance: flags.distance,
    minimumPatients: flags.minimum,
  });
  const setting: Setting = { file, patients, seed, parameters, top };
  return { program: hivTreatment.name, parameters, setting, parties, queries, preprocessing };
}
