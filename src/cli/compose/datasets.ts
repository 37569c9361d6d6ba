// What an operator has approved, from the `service` section of a party's configuration: datasets with their programs, and how much
// of the party clients may occupy; and what is kept in stock without a dealer.

import { z } from 'zod';
import { UsageError } from '../../errors.js';
import type { JobLimits } from '../../service/jobs.js';
import type { StockPolicy } from '../../service/lowgear/marks.js';
import type { DatasetPolicy } from '../../service/party-service.js';
import { Programs } from './programs.js';

const positive = z.int().positive();
const mark = z.strictObject({ low: z.int().min(0), high: positive });
const serviceForm = z.strictObject({
  /** Modules with programs of the operator's own, relative to the configuration. */
  programs: z.array(z.string().min(1)).default([]),
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
  limits: z
    .strictObject({
      reservationsPerClient: positive.exactOptional(),
      reservations: positive.exactOptional(),
      masksPerClient: positive.exactOptional(),
      masks: positive.exactOptional(),
      idleMs: positive.exactOptional(),
    })
    .default({}),
  stock: z
    .strictObject({
      queries: mark.exactOptional(),
      marks: z.record(z.string(), mark).exactOptional(),
      megabytes: positive.exactOptional(),
    })
    .default({}),
});

type ApprovedDataset = z.output<typeof serviceForm>['datasets'][string];

export interface Approved {
  readonly datasets: ReadonlyMap<string, DatasetPolicy>;
  /** Only what the configuration names. */
  readonly jobLimits: Partial<JobLimits>;
  /** How many tuples are kept, and what they may occupy; only what the configuration names. */
  readonly stock: Partial<StockPolicy> & { readonly megabytes?: number };
}

/**
 * @param directory where the configuration lies
 * @throws UsageError CONFIG_INVALID, UNKNOWN_PROGRAM, INVALID_ARGUMENT
 */
export async function approved(service: unknown, directory: string): Promise<Approved> {
  const parsed = serviceForm.safeParse(service);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = ['service', ...(issue?.path ?? [])].join('.');
    throw new UsageError('CONFIG_INVALID', `${where}: ${issue?.message ?? 'not as expected'}`);
  }
  const { datasets, limits, stock } = parsed.data;
  const programs = await Programs.with(parsed.data.programs, directory);
  return {
    datasets: new Map(Object.entries(datasets).map(([name, dataset]) => [name, policyOf(programs, name, dataset)])),
    jobLimits: limits,
    stock,
  };
}

function policyOf(
  programs: Programs,
  name: string,
  { program, parameters, queriesPerClient }: ApprovedDataset,
): DatasetPolicy {
  const make = programs.maker(program);
  if (make === undefined) {
    throw new UsageError(
      'UNKNOWN_PROGRAM',
      `service.datasets.${name}: program ${program}; known are ${programs.names.join(', ')}, more under service.programs`,
    );
  }
  const policy = { program: make(parameters ?? {}) };
  return queriesPerClient === undefined ? policy : { ...policy, queriesPerClient };
}
