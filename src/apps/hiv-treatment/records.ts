// Treatment records and a patient's question as they are before anything is shared, and the blocks a client sends for them.
// Errors name the place, never the value: a value is somebody's illness.

import { UsageError } from '../../errors.js';
import { longestTime, type TreatmentParameters } from './parameters.js';

/** Records row by row: which mutations the virus had, which treatment was given, and after how many days it failed. */
export interface TreatmentRecords {
  readonly records: number;
  /** records x G, row-major, 0 or 1. */
  readonly mutations: Uint8Array;
  /** Of each record, 0..T-1. */
  readonly treatments: Uint16Array;
  /** Of each record, 0..2^timeBits - 1. */
  readonly days: Uint32Array;
}

/** One patient, and the treatments that come into question. */
export interface PatientQuery {
  /** G values, 0 or 1. */
  readonly mutations: Uint8Array;
  /** T values, 1 for a treatment that is asked about. */
  readonly selected: Uint8Array;
}

/** @throws LENGTH_MISMATCH, DATA_INVALID (naming record and column), LIMIT_EXCEEDED */
export function checkRecords(data: TreatmentRecords, p: TreatmentParameters): void {
  const { records, mutations, treatments, days } = data;
  checkCount(records, p);
  checkBits('the mutations', mutations, records * p.mutations, p.mutations);
  checkLength('the treatments', treatments.length, records);
  checkLength('the days', days.length, records);
  const longest = longestTime(p);
  for (let i = 0; i < records; i++) {
    if ((treatments[i] as number) >= p.treatments) {
      throw new UsageError('DATA_INVALID', `record ${i}: expected a treatment in 0..${p.treatments - 1}`);
    }
    if ((days[i] as number) > longest) {
      throw new UsageError('DATA_INVALID', `record ${i}: expected a time of 0..${longest} days`);
    }
  }
}

/** @throws INVALID_ARGUMENT, LIMIT_EXCEEDED */
export function checkCount(records: number, { maxRecords }: TreatmentParameters): void {
  if (!Number.isInteger(records) || records < 1) {
    throw new UsageError('INVALID_ARGUMENT', `expected at least one record, got ${records}`);
  }
  if (records > maxRecords) {
    throw new UsageError('LIMIT_EXCEEDED', `expected at most ${maxRecords} records, got ${records}`);
  }
}

/** @throws LENGTH_MISMATCH, DATA_INVALID */
export function checkQuery({ mutations, selected }: PatientQuery, p: TreatmentParameters): void {
  checkBits("the patient's mutations", mutations, p.mutations, p.mutations);
  checkBits('the selected treatments', selected, p.treatments, p.treatments);
}

/** Blocks of records [from, to) as they are uploaded: the treatment becomes a row with a single 1. */
export function recordBlocks(
  data: TreatmentRecords,
  p: TreatmentParameters,
  from = 0,
  to = data.records,
): { mutations: Uint8Array; treatment: Uint8Array; days: Uint32Array } {
  const treatment = new Uint8Array((to - from) * p.treatments);
  for (let i = from; i < to; i++) treatment[(i - from) * p.treatments + (data.treatments[i] as number)] = 1;
  return {
    mutations: data.mutations.subarray(from * p.mutations, to * p.mutations),
    treatment,
    days: data.days.subarray(from, to),
  };
}

function checkBits(what: string, bits: Uint8Array, length: number, width: number): void {
  checkLength(what, bits.length, length);
  const at = bits.findIndex((value) => value > 1);
  if (at >= 0) {
    throw new UsageError(
      'DATA_INVALID',
      `${what}: expected 0 or 1 in row ${Math.floor(at / width)}, column ${at % width}`,
    );
  }
}

function checkLength(what: string, actual: number, expected: number): void {
  if (actual !== expected)
    throw new UsageError('LENGTH_MISMATCH', `${what}: expected ${expected} values, got ${actual}`);
}
