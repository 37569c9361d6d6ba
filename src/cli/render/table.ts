// Tables for people: units stand in the header, numbers are grouped and flush right, text is flush left. No colours,
// so that a table reads the same on a terminal, in a file and in a chat.

import CliTable from 'cli-table3';
import { UsageError } from '../../errors.js';
import { formatNumber, plainText } from './format.js';

export interface Column {
  readonly title: string;
  /** Shown in the header in square brackets: `time [ms]`. */
  readonly unit?: string;
  /** Default: right if the column holds a number, else left. */
  readonly align?: 'left' | 'right';
}

/** Numbers are formatted here; a bigint or a ready text is shown as it is; undefined is an empty cell. */
export type Cell = string | number | bigint | undefined;

/**
 * Draws a table.
 * @param columns  from left to right
 * @param rows     one cell for each column
 * @returns lines without a line break at the end
 * @throws UsageError LENGTH_MISMATCH if a row has more or fewer cells than there are columns
 */
export function renderTable(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  for (const row of rows) {
    if (row.length !== columns.length) {
      throw new UsageError('LENGTH_MISMATCH', `expected ${columns.length} cells in a row, got ${row.length}`);
    }
  }
  const table = new CliTable({
    head: columns.map(({ title, unit }) => (unit === undefined ? title : `${title} [${unit}]`)),
    colAligns: columns.map(
      ({ align }, index) => align ?? (rows.some((row) => isNumber(row[index])) ? 'right' : 'left'),
    ),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  table.push(...rows.map((row) => row.map(show)));
  const lines = table.toString().split('\n');
  const width = Math.max(...lines.map((line) => line.trimEnd().length));
  const [head = '', ...body] = lines.map((line) => line.trimEnd());
  return [head, '-'.repeat(width), ...body].join('\n');
}

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

function isNumber(cell: Cell): boolean {
  return typeof cell === 'number' || typeof cell === 'bigint';
}

function show(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'string') return plainText(cell);
  return typeof cell === 'number' ? formatNumber(cell) : cell.toLocaleString('en-US');
}
