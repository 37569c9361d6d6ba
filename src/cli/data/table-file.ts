// Rows of a defined program from a file. JSON: a list of records, or a record with a list per block. CSV: a column per value, named as the
// block, or block[0], block[1], ... where it is wider; a one-hot block may be a single column with the place of its 1. What the
// values may be is checked where they are encoded.

import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { UsageError } from '../../errors.js';
import type { Row, Rows } from '../../secure/program/rows.js';
import type { Table } from '../../secure/program/table.js';
import { invalid, readColumns, requireOnce } from './csv.js';

const WHOLE = /^-?\d{1,16}$/;

/** @throws UsageError DATA_INVALID for what cannot be read as rows */
export async function readTableFile(path: string, table: Table): Promise<Rows<Table>> {
  if (extname(path) === '.csv') return await readTableCsv(path, table);
  if (extname(path) === '.json') return (await readJson(path)) as Rows<Table>;
  throw new UsageError('DATA_INVALID', `${path}: expected a file whose name ends in .json or .csv`);
}

/** The single row of a question: a record as JSON, or one line of CSV. @throws UsageError DATA_INVALID */
export async function readQueryFile(path: string, table: Table): Promise<Row<Table>> {
  if (extname(path) === '.json') return (await readJson(path)) as Row<Table>;
  const rows = (await readTableFile(path, table)) as readonly Row<Table>[];
  const [row] = rows;
  if (row === undefined || rows.length > 1) {
    throw new UsageError('DATA_INVALID', `${path}: expected one row, found ${rows.length}`);
  }
  return row;
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError('DATA_INVALID', `${path}: expected a readable file (${String(error.code)})`);
  });
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message would quote the file.
    throw new UsageError('DATA_INVALID', `${path}: expected JSON`);
  }
}

async function readTableCsv(path: string, table: Table): Promise<Row<Table>[]> {
  let spans: readonly { readonly block: string; readonly length: number }[] = [];
  const columns = readColumns(path, (header, line) => {
    const names = Object.keys(table).map((block) => ({ block, columns: columnsOf(path, line, header, table, block) }));
    spans = names.map(({ block, columns }) => ({ block, length: columns.length }));
    const wanted = names.flatMap(({ columns }) => columns);
    requireOnce(path, line, header, wanted);
    return wanted.map((name) => header.indexOf(name));
  });
  const rows: Row<Table>[] = [];
  for await (const { line, fields } of columns) {
    const row: Record<string, number | number[]> = {};
    let at = 0;
    for (const { block, length } of spans) {
      const values = fields.slice(at, at + length).map((text) => wholeNumber(path, line, block, text));
      row[block] = length === 1 ? (values[0] ?? 0) : values;
      at += length;
    }
    rows.push(row);
  }
  return rows;
}

function columnsOf(path: string, line: number, header: readonly string[], table: Table, block: string): string[] {
  if (header.includes(block)) return [block];
  const wide = Array.from({ length: table[block]?.width ?? 0 }, (_, k) => `${block}[${k}]`);
  const missing = wide.find((name) => !header.includes(name));
  if (missing === undefined) return wide;
  const expected = wide.length === 1 ? block : `${missing}, as ${block} has ${wide.length} values`;
  throw invalid(path, line, `expected a column ${expected}`);
}

function wholeNumber(path: string, line: number, block: string, text: string | undefined): number {
  if (text !== undefined && WHOLE.test(text)) return Number(text);
  throw invalid(path, line, `${block}: expected a whole number, found ${text ? 'something else' : 'nothing'}`);
}
