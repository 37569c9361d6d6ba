// Reading a CSV file with a header row: columns by name and in any order, one record at a time, every complaint with its
// line. Errors say what was expected and never quote a field: the file may be somebody's private data.

import { createReadStream } from 'node:fs';
import { CsvError, type Info, parse } from 'csv-parse';
import { UsageError } from '../../errors.js';

/** One record: the line it ends on (the header is line 1) and the asked-for fields, in the order they were asked for. */
export interface CsvRecord {
  readonly line: number;
  /** `undefined` only for an optional column that the file does not have. */
  readonly fields: readonly (string | undefined)[];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: texts of files are printed on terminals, so these are refused
export const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

const MAX_NAME_CHARACTERS = 80;

/** Whether a field can name something: 1 to 80 characters without control characters. */
export function isName(text: string): boolean {
  return text.length >= 1 && text.length <= MAX_NAME_CHARACTERS && !CONTROL.test(text);
}

const MAX_RECORD_CHARACTERS = 65_536;

const SYNTAX: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'expected a closing quote before the end of the file',
  INVALID_OPENING_QUOTE: 'expected a quote only at the start of a field',
  CSV_INVALID_CLOSING_QUOTE: 'expected a comma or the end of the line after a closing quote',
  CSV_MAX_RECORD_SIZE: `expected records of at most ${MAX_RECORD_CHARACTERS} characters`,
};

/** Which columns to read, once the header is known: their places. @throws UsageError for a header that is not as expected */
export type ChooseColumns = (header: readonly string[], line: number) => readonly number[];

/**
 * Streams the records of a CSV file (UTF-8, comma, optional quotes and byte order mark; blank lines are skipped, blanks
 * around fields are trimmed; columns that nobody asked for are ignored).
 * @param required  columns the header must have     @param optional  columns it may have
 * @throws DATA_INVALID  file cannot be read, no or wrong header, wrong number of fields, broken quotes
 */
export function readCsv(
  path: string,
  required: readonly string[],
  optional: readonly string[] = [],
): AsyncGenerator<CsvRecord> {
  return readColumns(path, (header, line) => findColumns(path, line, header, required, optional));
}

/**
 * The same for columns that are known only when the header is.
 * @throws DATA_INVALID  as readCsv, and what `choose` throws
 */
export async function* readColumns(path: string, choose: ChooseColumns): AsyncGenerator<CsvRecord> {
  const file = createReadStream(path);
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: MAX_RECORD_CHARACTERS,
  });
  file.on('error', (error) => parser.destroy(error));
  file.pipe(parser);
  let header: { width: number; positions: readonly number[] } | undefined;
  try {
    for await (const item of parser) {
      const { info, record } = item as { info: Info; record: string[] };
      const line = info.lines;
      if (header === undefined) {
        header = { width: record.length, positions: choose(record, line) };
        continue;
      }
      if (record.length !== header.width) {
        throw invalid(path, line, `expected ${header.width} fields, found ${record.length}`);
      }
      yield { line, fields: header.positions.map((at) => record[at]) };
    }
  } catch (error) {
    throw readable(path, error);
  } finally {
    file.destroy();
    parser.destroy();
  }
  if (header === undefined)
    throw invalid(path, 1, 'expected a line with the names of the columns, found an empty file');
}

/** A complaint about one place of a file. `expected` holds no field's content. */
export function invalid(path: string, line: number, expected: string): UsageError {
  return new UsageError('DATA_INVALID', `${path}, line ${line}: ${expected}`);
}

function findColumns(
  path: string,
  line: number,
  header: readonly string[],
  required: readonly string[],
  optional: readonly string[],
): number[] {
  const missing = required.filter((name) => !header.includes(name));
  if (missing.length > 0) {
    throw invalid(path, line, `expected the columns ${required.join(', ')}; missing: ${missing.join(', ')}`);
  }
  const wanted = [...required, ...optional];
  requireOnce(path, line, header, wanted);
  return wanted.map((name) => header.indexOf(name));
}

/** @throws UsageError DATA_INVALID if one of these columns occurs more than once */
export function requireOnce(path: string, line: number, header: readonly string[], wanted: readonly string[]): void {
  const twice = wanted.find((name) => header.indexOf(name) !== header.lastIndexOf(name));
  if (twice !== undefined) throw invalid(path, line, `expected one column ${twice}, found several`);
}

function readable(path: string, error: unknown): unknown {
  if (error instanceof CsvError) {
    const line = typeof error.lines === 'number' ? error.lines : 0;
    return invalid(path, line, SYNTAX[error.code] ?? `expected well-formed CSV (${error.code})`);
  }
  if (error instanceof Error && 'syscall' in error && 'code' in error) {
    return new UsageError('DATA_INVALID', `${path}: expected a readable file (${String(error.code)})`);
  }
  return error;
}
