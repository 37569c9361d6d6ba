// A program with checked parameters: everything that follows from both without data. Clients need this much to upload, to ask and to
// read an answer; parties build the graphs from it (build.ts).

import { UsageError } from '../../errors.js';
import { type Statement, validateStatement } from '../../sharing/range-proof/statement.js';
import type { SecureFixed } from '../types/fixed.js';
import type { SecureInt } from '../types/int.js';
import { checkOutputs, checkTable } from './check.js';
import type { BodyContext, DatasetView, Kept, Owner, ProgramDefinition } from './define.js';
import { within } from './failure.js';
import { residentBlocksOf, statementOf } from './statement.js';
import type { Outputs, Table } from './table.js';

/** What a body gets, its parameters apart. */
export type BodyView = Omit<BodyContext<unknown, Table, Table, Kept>, 'parameters'>;
export type BodyResult = Readonly<Record<string, SecureInt | SecureFixed>>;

export interface Instance<D extends Table = Table, Q extends Table = Table, O extends Outputs = Outputs> {
  readonly name: string;
  readonly description: string;
  /** The checked parameters as canonical JSON: equal parameters have one text. */
  readonly parameters: string;
  readonly maxRows: number;
  /** Null where any clients may upload any number of rows. */
  readonly owners: readonly Owner[] | null;
  readonly dataset: D;
  readonly query: Q;
  readonly outputs: O;
  /** What uploaders prove about every row. */
  readonly uploadStatement: Statement;
  /** What the asking client proves about its single row. */
  readonly queryStatement: Statement;
  readonly residentBlocks: readonly string[];
  /** Null for a program without set-up. */
  readonly setup: ((data: DatasetView<Table>) => Kept) | null;
  readonly body: (view: BodyView) => BodyResult;
}

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
const MAX_ROWS = 1 << 24;

/**
 * @param parameters from wherever they come: the definition checks them
 * @throws UsageError INVALID_ARGUMENT naming the program and what is wrong
 */
export function instantiate<P, D extends Table, Q extends Table, O extends Outputs, K extends Kept>(
  definition: ProgramDefinition<P, D, Q, O, K>,
  parameters: unknown = {},
): Instance<D, Q, O> {
  const { name, description, setup, body } = definition;
  if (!NAME.test(name)) throw invalid('a program', 'a name is a letter and up to 63 letters, digits, _ and -');
  const checked = checkedParameters(definition, parameters);
  const { maxRows, owners, dataset, query, outputs } = within(`program ${name}, its tables`, () => ({
    maxRows: definition.maxRows(checked),
    owners: definition.owners?.(checked) ?? null,
    dataset: definition.dataset(checked),
    query: definition.query(checked),
    outputs: definition.outputs(checked),
  }));
  if (!Number.isInteger(maxRows) || maxRows < 1 || maxRows > MAX_ROWS) {
    throw invalid(name, `expected a largest number of rows from 1 to ${MAX_ROWS}, got ${maxRows}`);
  }
  if (Object.keys(dataset).length === 0) throw invalid(name, 'expected at least one block in the dataset');
  checkTable(name, 'dataset', dataset);
  checkTable(name, 'query', query);
  checkOutputs(name, outputs);
  return {
    name,
    description,
    parameters: canonicalJson(checked),
    maxRows,
    owners,
    dataset,
    query,
    outputs,
    uploadStatement: statement(name, 'dataset', dataset),
    queryStatement: statement(name, 'query', query),
    residentBlocks: residentBlocksOf(dataset),
    // The views are built from these very tables, so that they have the types which the author gave them.
    setup: setup === undefined ? null : (data) => setup({ parameters: checked, data: data as DatasetView<D> }),
    body: (view) => body({ ...view, parameters: checked } as BodyContext<P, D, Q, K>) as BodyResult,
  };
}

function checkedParameters<P, D extends Table, Q extends Table, O extends Outputs, K extends Kept>(
  { name, parameters: schema }: ProgramDefinition<P, D, Q, O, K>,
  parameters: unknown,
): P {
  const parsed = schema.safeParse(parameters);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`);
  throw invalid(`${name}, parameters`, issues.join('; '));
}

function statement(name: string, what: string, table: Table): Statement {
  const made = statementOf(table);
  within(`program ${name}, ${what}`, () => validateStatement(made));
  return made;
}

/** JSON with the keys of every object in order. @throws UsageError INVALID_ARGUMENT for what JSON cannot hold */
export function canonicalJson(value: unknown): string {
  try {
    return JSON.stringify(value, (_key, part: unknown) => (isRecord(part) ? sorted(part) : part)) ?? 'null';
  } catch {
    throw invalid('parameters', 'expected what JSON can hold: they are part of what the parties agree on');
  }
}

function isRecord(part: unknown): part is Record<string, unknown> {
  return typeof part === 'object' && part !== null && !Array.isArray(part);
}

function sorted(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function invalid(program: string, what: string): UsageError {
  return new UsageError('INVALID_ARGUMENT', `program ${program}: ${what}`);
}
