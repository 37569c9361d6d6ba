// The last step, in the clear at the asking doctor, who alone holds counts and sums: the mean time until failure of every treatment
// that was shown, longest first. Source: [SMA22].

import { UsageError } from '../../errors.js';
import type { Effectiveness } from './plain.js';

/** One treatment and how it did for similar patients. */
export interface RankedTreatment {
  readonly treatment: number;
  /** Similar patients who had it, at least the public minimum. */
  readonly patients: number;
  readonly meanDays: number;
}

/**
 * Treatments by their mean time until failure, equal ones by number; those not shown are left out.
 * @throws LENGTH_MISMATCH
 */
export function rankTreatments({ counts, sums }: Effectiveness): RankedTreatment[] {
  if (counts.length !== sums.length) {
    throw new UsageError('LENGTH_MISMATCH', `expected ${counts.length} sums, got ${sums.length}`);
  }
  const shown: RankedTreatment[] = [];
  counts.forEach((patients, treatment) => {
    if (patients > 0) shown.push({ treatment, patients, meanDays: (sums[treatment] as number) / patients });
  });
  return shown.sort((a, b) => b.meanDays - a.meanDays || a.treatment - b.treatment);
}
