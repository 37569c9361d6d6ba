// The public parameters of the treatment advice: what all parties, all who upload records, and all who ask must agree on.
// The bounds keep every number the program meets far below the field's limit.

import { z } from 'zod';
import { checkedParameters } from '../checked-parameters.js';

const MAX_COLUMNS = 10_000;
const MAX_RECORDS = 2 ** 22;
const MAX_TIME_BITS = 20;

const Options = z.strictObject({
  /** G: mutations that are looked at, in an order all agree on. */
  mutations: z.int().min(1).max(MAX_COLUMNS).default(100),
  /** T: treatments, in an order all agree on. */
  treatments: z.int().min(1).max(MAX_COLUMNS).default(100),
  /** Two viruses are similar if they differ in at most so many mutations. */
  maxDistance: z.int().min(0).max(MAX_COLUMNS).default(6),
  /** A treatment with fewer similar patients than this is not shown. 1 means: no suppression. */
  minimumPatients: z.int().min(1).max(MAX_RECORDS).default(10),
  /** Times are 0 to 2^timeBits - 1 days. */
  timeBits: z.int().min(1).max(MAX_TIME_BITS).default(12),
  /** Most records in the dataset. */
  maxRecords: z.int().min(1).max(MAX_RECORDS).default(200_000),
});

/** Checks the parameters, from wherever they come; every field has the reference setting as its default. */
export const TreatmentParameters = Options.refine(({ maxDistance, mutations }) => maxDistance < mutations, {
  path: ['maxDistance'],
  message: 'expected less than the number of mutations: otherwise everybody is similar',
});

export type TreatmentOptions = z.input<typeof TreatmentParameters>;
export type TreatmentParameters = Readonly<z.output<typeof TreatmentParameters>>;

/**
 * Checks the public parameters.
 * @param options  anything; missing fields get the reference setting (100 mutations, 100 treatments, distance 6, at least 10 patients)
 * @throws INVALID_ARGUMENT  naming every field that is out of range or unknown
 */
export function treatmentParameters(options: unknown = {}): TreatmentParameters {
  return checkedParameters('treatment', TreatmentParameters, options);
}

/** The longest time that a record may have, in days. */
export function longestTime({ timeBits }: TreatmentParameters): number {
  return 2 ** timeBits - 1;
}
