// Treatment records from a CSV file: `treatment` (a name or a number), `days` (whole days until the treatment failed), and a column of 0
// and 1 for every mutation. A column named `record` is skipped: it may number the lines. Errors name line and column, never a value.

import { treatmentParameters } from '../../apps/hiv-treatment/parameters.js';
import type { TreatmentRecords } from '../../apps/hiv-treatment/records.js';
import { UsageError } from '../../errors.js';
import { invalid, isName, readColumns, requireOnce } from './csv.js';

/** Records with the names of their columns. */
export interface LoadedRecords extends TreatmentRecords {
  /** One per mutation, in the order of the file. */
  readonly mutationNames: readonly string[];
  /** One per treatment: numbers in their order, else names in theirs. */
  readonly treatmentNames: readonly string[];
}

export interface RecordFileOptions {
  /** The treatments, where they are agreed on; other names are refused. By default those of the file. */
  readonly treatments?: readonly string[];
  /** Longest time in days. Default: that of the default parameters, 4095. */
  readonly longestDays?: number;
}

/** Most records that are read; they are held in memory. */
export const MAX_RECORDS = 1_000_000;
const MAX_MUTATIONS = 10_000;

const SKIPPED = 'record';
const NEEDED = ['treatment', 'days'];
const DAYS = /^\d{1,7}$/;

/**
 * Reads and checks a file of treatment records.
 * @throws DATA_INVALID    with file, line and column: unreadable, a column missing, a field that is not what it should be, no records
 * @throws LIMIT_EXCEEDED  more than MAX_RECORDS records
 */
export async function loadRecords(path: string, options: RecordFileOptions = {}): Promise<LoadedRecords> {
  const longest = options.longestDays ?? 2 ** treatmentParameters().timeBits - 1;
  let mutationNames: readonly string[] = [];
  const rows: { readonly virus: Uint8Array; readonly treatment: string; readonly days: number }[] = [];
  const columns = readColumns(path, (header, line) => {
    mutationNames = mutationsIn(path, line, header);
    return [...NEEDED, ...mutationNames].map((name) => header.indexOf(name));
  });
  for await (const { line, fields } of columns) {
    if (rows.length >= MAX_RECORDS) {
      throw new UsageError('LIMIT_EXCEEDED', `${path}: expected at most ${MAX_RECORDS} records`);
    }
    const [treatment = '', days = '', ...bits] = fields;
    if (!isName(treatment)) {
      throw invalid(path, line, 'treatment: expected 1 to 80 characters without control characters');
    }
    if (!DAYS.test(days) || Number(days) > longest) {
      throw invalid(path, line, `days: expected a whole number from 0 to ${longest}`);
    }
    rows.push({ virus: bitsOf(path, line, mutationNames, bits), treatment, days: Number(days) });
  }
  if (rows.length === 0) throw new UsageError('DATA_INVALID', `${path}: expected at least one record below the header`);

  const treatmentNames = options.treatments ?? inOrder(rows.map(({ treatment }) => treatment));
  const ids = new Map(treatmentNames.map((name, id) => [name, id]));
  const mutations = new Uint8Array(rows.length * mutationNames.length);
  rows.forEach(({ virus }, i) => {
    mutations.set(virus, i * virus.length);
  });
  return {
    records: rows.length,
    mutations,
    treatments: Uint16Array.from(rows, ({ treatment }, i) => idOf(path, i, ids, treatment)),
    days: Uint32Array.from(rows, ({ days }) => days),
    mutationNames,
    treatmentNames,
  };
}

function mutationsIn(path: string, line: number, header: readonly string[]): readonly string[] {
  const missing = NEEDED.filter((name) => !header.includes(name));
  if (missing.length > 0)
    throw invalid(path, line, `expected the columns treatment and days; missing: ${missing.join(', ')}`);
  requireOnce(path, line, header, header);
  const names = header.filter((name) => name !== SKIPPED && !NEEDED.includes(name));
  if (names.length < 1 || names.length > MAX_MUTATIONS) {
    throw invalid(path, line, `expected 1 to ${MAX_MUTATIONS} columns of mutations, found ${names.length}`);
  }
  const unnamed = names.findIndex((name) => !isName(name));
  if (unnamed !== -1) throw invalid(path, line, `expected a name of 1 to 80 characters for mutation ${unnamed + 1}`);
  return names;
}

function bitsOf(
  path: string,
  line: number,
  names: readonly string[],
  fields: readonly (string | undefined)[],
): Uint8Array {
  return Uint8Array.from(fields, (field, g) => {
    if (field === '0' || field === '1') return field === '1' ? 1 : 0;
    throw invalid(path, line, `${names[g]}: expected 0 or 1`);
  });
}

/** Different names in ascending order: as numbers if all are, else by their characters. */
function inOrder(names: readonly string[]): readonly string[] {
  const different = [...new Set(names)];
  const numbers = different.every((name) => /^\d{1,9}$/.test(name));
  return numbers ? different.sort((a, b) => Number(a) - Number(b)) : different.sort();
}

function idOf(path: string, i: number, ids: ReadonlyMap<string, number>, treatment: string): number {
  const id = ids.get(treatment);
  if (id === undefined)
    throw new UsageError('DATA_INVALID', `${path}, record ${i + 1}: treatment: expected one of those agreed on`);
  return id;
}
