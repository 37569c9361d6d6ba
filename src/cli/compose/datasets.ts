// The datasets and programs an operator has approved, from the `service` section of a party's configuration.

import { z } from 'zod';
import { recommenderParameters } from '../../apps/recommender/parameters.js';
import { recommender } from '../../apps/recommender/program.js';
import { UsageError } from '../../errors.js';
import type { DatasetPolicy } from '../../service/party-service.js';
import type { Program } from '../../service/program.js';

/** Every program this build knows, by name. */
const PROGRAMS: Readonly<Record<string, (parameters: unknown) => Program>> = {
  recommender: (parameters) => recommender(recommenderParameters(parameters)) as Program,
};

const serviceForm = z.strictObject({
  datasets: z
    .record(
      z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/),
      z.strictObject({
        program: z.string(),
        parameters: z.unknown().optional(),
        queriesPerClient: z.int().min(1).optional(),
      }),
    )
    .default({}),
});

/** @throws UsageError CONFIG_INVALID, UNKNOWN_PROGRAM, INVALID_ARGUMENT */
export function approvedDatasets(service: unknown): Map<string, DatasetPolicy> {
  const parsed = serviceForm.safeParse(service);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = ['service', ...(issue?.path ?? [])].join('.');
    throw new UsageError('CONFIG_INVALID', `${where}: ${issue?.message ?? 'not as expected'}`);
  }
  return new Map(
    Object.entries(parsed.data.datasets).map(([name, { program, parameters, queriesPerClient }]) => {
      const make = PROGRAMS[program];
      if (make === undefined) {
        const known = Object.keys(PROGRAMS).join(', ');
        throw new UsageError(
          'UNKNOWN_PROGRAM',
          `service.datasets.${name}: program ${program}; this build knows: ${known}`,
        );
      }
      const policy = { program: make(parameters ?? {}) };
      return [name, queriesPerClient === undefined ? policy : { ...policy, queriesPerClient }];
    }),
  );
}
