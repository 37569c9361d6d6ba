// Companies' figures from a CSV file: `company` (a name, which stays on this machine) and a column per metric, whose header may say more:
//
//     energy [MWh]:input      the name, the unit in brackets, and whether it is an input (better small), an output (better
//                             large, the default) or other (counted for no efficiency)
//
// Errors name line and column, never a figure.

import type { Metric } from '../../apps/benchmarking/parameters.js';
import type { CompanyFigures } from '../../apps/benchmarking/quantise.js';
import { UsageError } from '../../errors.js';
import { invalid, isName, readColumns, requireOnce } from './csv.js';

/** Figures with the metrics they are of. */
export interface LoadedFigures extends CompanyFigures {
  readonly metrics: readonly Metric[];
  /** One per row. */
  readonly companyNames: readonly string[];
}

/** A metric's smallest and largest figure. */
export type Bounds = readonly [min: number, max: number];

/** Most companies that are read; they are held in memory. */
export const MAX_COMPANIES = 1_000_000;
const MAX_METRICS = 64;

const COMPANY = 'company';
const METRIC = /^(?<name>[^[\]]+?)\s*(?:\[(?<unit>[^[\]]*)\])?\s*(?::\s*(?<role>input|output|other))?$/;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?$/;

/**
 * Reads and checks a file of companies' figures.
 * @param bounds  by metric, as agreed on by all companies; a metric without any gets those of the file's own figures, which is for trying
 *                things out: whoever sees the parameters sees them
 * @throws DATA_INVALID    with file, line and column: unreadable, a column missing, a field that is not what it should be, no companies
 * @throws LIMIT_EXCEEDED  more than MAX_COMPANIES companies
 */
export async function loadFigures(path: string, bounds: Readonly<Record<string, Bounds>> = {}): Promise<LoadedFigures> {
  let columns: readonly Column[] = [];
  const names: string[] = [];
  const figures: number[] = [];
  const records = readColumns(path, (header, line) => {
    columns = columnsIn(path, line, header);
    return [header.indexOf(COMPANY), ...columns.map(({ place }) => place)];
  });
  for await (const { line, fields } of records) {
    if (names.length >= MAX_COMPANIES) {
      throw new UsageError('LIMIT_EXCEEDED', `${path}: expected at most ${MAX_COMPANIES} companies`);
    }
    const [company = '', ...values] = fields;
    if (!isName(company)) {
      throw invalid(path, line, `${COMPANY}: expected 1 to 80 characters without control characters`);
    }
    names.push(company);
    columns.forEach(({ name }, m) => {
      const value = values[m] ?? '';
      const figure = Number(value);
      const [min, max] = boundsOf(bounds, name) ?? [-Number.MAX_VALUE, Number.MAX_VALUE];
      if (!NUMBER.test(value)) throw invalid(path, line, `${name}: expected a number with a decimal point, or none`);
      if (figure < min || figure > max) throw invalid(path, line, `${name}: expected a figure from ${min} to ${max}`);
      figures.push(figure);
    });
  }
  if (names.length === 0)
    throw new UsageError('DATA_INVALID', `${path}: expected at least one company below the header`);
  const metrics = columns.map(({ name, unit, role }, m) => {
    const [min, max] = boundsOf(bounds, name) ?? boundsIn(figures, m, columns.length);
    return { name, unit, role, min, max };
  });
  return { companies: names.length, figures: Float64Array.from(figures), metrics, companyNames: names };
}

interface Column extends Pick<Metric, 'name' | 'unit' | 'role'> {
  readonly place: number;
}

function columnsIn(path: string, line: number, header: readonly string[]): readonly Column[] {
  if (!header.includes(COMPANY)) throw invalid(path, line, `expected a column ${COMPANY}`);
  requireOnce(path, line, header, [COMPANY]);
  const columns = header.flatMap((text, place) => (text === COMPANY ? [] : [columnOf(path, line, text, place)]));
  if (columns.length < 1 || columns.length > MAX_METRICS) {
    throw invalid(path, line, `expected 1 to ${MAX_METRICS} columns of figures, found ${columns.length}`);
  }
  const names = columns.map(({ name }) => name);
  requireOnce(path, line, names, names);
  return columns;
}

function columnOf(path: string, line: number, text: string, place: number): Column {
  const { name, unit = '', role = 'output' } = METRIC.exec(text)?.groups ?? {};
  if (name === undefined || !isName(name) || (unit !== '' && !isName(unit))) {
    throw invalid(path, line, `column ${place + 1}: expected a metric like "energy [MWh]:input"`);
  }
  return { name, unit: unit.trim(), role: role as Metric['role'], place };
}

function boundsOf(bounds: Readonly<Record<string, Bounds>>, name: string): Bounds | undefined {
  return Object.hasOwn(bounds, name) ? bounds[name] : undefined;
}

/** The smallest and the largest figure of a column, not equal. */
function boundsIn(figures: readonly number[], m: number, width: number): Bounds {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = m; i < figures.length; i += width) {
    min = Math.min(min, figures[i] as number);
    max = Math.max(max, figures[i] as number);
  }
  return [min, max > min ? max : min + 1];
}
