// How long making tuples takes, by kind: measured times per item, so that a forecast can say what a program's preprocessing means. Two
// parties with one thread each (two shared cores of 3 GHz, Node 20, no network between them); `npm run bench -- preprocessing` measures
// them anew. What is not measured is counted as what it is made of.

import { FULL_FIELD, MAX_COMPARISON_BITS } from '../../params.js';
import type { BatchSpec, Demand } from '../../preprocessing/kinds.js';

/** Nanoseconds per item; per entry for matrices. */
export interface PreprocessingRates {
  readonly random: number;
  readonly inputMask: number;
  readonly triple: number;
  readonly square: number;
  readonly bit: number;
  /** Of 20 bits; narrower ones take in proportion. */
  readonly comparisonMask: number;
  readonly fullFieldMask: number;
  readonly truncation: number;
  readonly matrixEntry: number;
}

/** The parties among themselves, with one peer; squares counted as triples, input masks as randoms. */
export const LOWGEAR_RATES: PreprocessingRates = {
  random: 288,
  inputMask: 288,
  triple: 2_280,
  square: 2_280,
  bit: 2_020,
  comparisonMask: 152_000,
  fullFieldMask: 478_000,
  truncation: 131_000,
  matrixEntry: 31,
};

/** A trusted dealer, one thread, and the parties' expansion beside it. */
export const DEALER_RATES: PreprocessingRates = {
  random: 17,
  inputMask: 22,
  triple: 43,
  square: 43,
  bit: 16,
  comparisonMask: 1_170,
  fullFieldMask: 3_920,
  truncation: 45,
  matrixEntry: 0.63,
};

/** Milliseconds that two parties, or a dealer, take for all this. More parties: the work with each peer comes again. */
export function preprocessingMs(spec: BatchSpec, rates: PreprocessingRates, parties = 2): number {
  const nanoseconds = spec.reduce((sum, demand) => sum + nanosecondsOf(demand, rates), 0);
  return (nanoseconds * (parties - 1)) / 1e6;
}

function nanosecondsOf(demand: Demand, rates: PreprocessingRates): number {
  switch (demand.kind) {
    case 'factorTriple':
      return demand.n * demand.fanOut * rates.triple;
    case 'comparisonMask':
      return demand.n * maskNanoseconds(demand.k, rates);
    case 'matvec':
      return demand.rows * demand.columns * rates.matrixEntry;
    case 'zeroTest':
      return demand.n * rates.triple;
    default:
      return demand.n * rates[demand.kind];
  }
}

function maskNanoseconds(k: number, { comparisonMask, fullFieldMask }: PreprocessingRates): number {
  return k === FULL_FIELD ? fullFieldMask : (comparisonMask * k) / MAX_COMPARISON_BITS;
}
