// The treatment advice without any cryptography: the oracle of the secure program, equal to it in every number, including the
// suppression of small groups. Source: [SMA22]; the suppression is ours (a group of one is that patient's record).

import { UsageError } from '../../errors.js';
import type { TreatmentParameters } from './parameters.js';
import type { PatientQuery, TreatmentRecords } from './records.js';

/** What the asking doctor learns, and nobody else. */
export interface Effectiveness {
  /** Per treatment: similar patients who had it; 0 if not selected or fewer than the minimum. */
  readonly counts: Uint32Array;
  /** Per treatment: the sum of their days until failure; 0 where the count is. */
  readonly sums: Float64Array;
}

/**
 * Mutations in which each record differs from the patient.
 * @returns one distance per record, 0..G      @throws LENGTH_MISMATCH
 */
export function distances(
  { records, mutations }: TreatmentRecords,
  query: PatientQuery,
  p: TreatmentParameters,
): Uint32Array {
  if (query.mutations.length !== p.mutations) {
    throw new UsageError('LENGTH_MISMATCH', `expected ${p.mutations} mutations, got ${query.mutations.length}`);
  }
  const out = new Uint32Array(records);
  for (let i = 0; i < records; i++) {
    for (let g = 0; g < p.mutations; g++) {
      if (mutations[i * p.mutations + g] !== query.mutations[g]) out[i] = (out[i] as number) + 1;
    }
  }
  return out;
}

/**
 * Counts and sums over the similar records, per selected treatment.
 * @throws LENGTH_MISMATCH  if the query has the wrong shape
 */
export function effectiveness(data: TreatmentRecords, query: PatientQuery, p: TreatmentParameters): Effectiveness {
  if (query.selected.length !== p.treatments) {
    throw new UsageError('LENGTH_MISMATCH', `expected ${p.treatments} treatments, got ${query.selected.length}`);
  }
  const counts = new Uint32Array(p.treatments);
  const sums = new Float64Array(p.treatments);
  distances(data, query, p).forEach((distance, i) => {
    if (distance > p.maxDistance) return;
    const treatment = data.treatments[i] as number;
    counts[treatment] = (counts[treatment] as number) + 1;
    sums[treatment] = (sums[treatment] as number) + (data.days[i] as number);
  });
  for (let t = 0; t < p.treatments; t++) {
    if (query.selected[t] === 1 && (counts[t] as number) >= p.minimumPatients) continue;
    counts[t] = 0;
    sums[t] = 0;
  }
  return { counts, sums };
}
