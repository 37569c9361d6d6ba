// From a program and the size of a dataset to its graphs: set-up and body run once each, without data, on fresh graphs. What they
// return is held against what the program declares, so that nothing flows out but the declared outputs, in their declared order.

import { UsageError } from '../../errors.js';
import { Graph } from '../graph/graph.js';
import { SecureFixed } from '../types/fixed.js';
import { SecureInt } from '../types/int.js';
import type { Owner } from './define.js';
import { within } from './failure.js';
import type { BodyResult, Instance } from './instance.js';
import type { OutputForm } from './table.js';
import { dataView, keptView, queryView } from './views.js';

/** A dataset version without its data. */
export interface Shape {
  readonly rows: number;
  readonly owners: readonly Owner[];
}

/** One graph and what is wanted of it, by name, in order. */
export interface BuiltGraph {
  readonly graph: Graph;
  readonly results: Readonly<Record<string, SecureInt>>;
}

export interface Built {
  /** Null for a program without set-up. */
  readonly setup: BuiltGraph | null;
  readonly body: BuiltGraph;
}

/** @throws UsageError naming program, part and operation: WIDTH_OVERFLOW, LENGTH_MISMATCH, INVALID_ARGUMENT, LIMIT_EXCEEDED */
export function build(program: Instance, shape: Shape): Built {
  checkShape(program, shape);
  const kept = program.setup === null ? null : keptBySetup(program, program.setup, shape);
  const graph = new Graph();
  const returned = within(`program ${program.name}, body`, () =>
    program.body({
      data: dataView(graph, program, shape),
      ...queryView(graph, program.query),
      kept: keptView(graph, kept?.values ?? {}),
    }),
  );
  const results = checkedResults(program, graph, returned);
  return {
    setup: kept === null ? null : { graph: kept.graph, results: kept.values },
    body: { graph, results },
  };
}

function keptBySetup(program: Instance, setup: NonNullable<Instance['setup']>, shape: Shape) {
  const graph = new Graph();
  const place = `program ${program.name}, setup`;
  const values = within(place, () => setup(dataView(graph, program, shape)));
  for (const [name, value] of Object.entries(values)) requireOwn(`${place}, ${JSON.stringify(name)}`, graph, value);
  return { graph, values };
}

function checkShape({ name, maxRows }: Instance, { rows, owners }: Shape): void {
  if (!Number.isInteger(rows) || rows < 1 || rows > maxRows) {
    throw new UsageError('LIMIT_EXCEEDED', `program ${name}: takes 1 to ${maxRows} rows, got ${rows}`);
  }
  const end = owners.reduce((at, { from, to }) => (from === at && to > from ? to : Number.NaN), 0);
  if (end !== rows) {
    throw new UsageError('INVALID_ARGUMENT', `program ${name}: the owners' rows are not the ${rows} rows in order`);
  }
}

/** The results in the order of their declaration, exactly as declared. */
function checkedResults(
  { name: program, outputs }: Instance,
  graph: Graph,
  returned: BodyResult,
): Record<string, SecureInt> {
  const extra = Object.keys(returned).find((name) => !Object.hasOwn(outputs, name));
  if (extra !== undefined) {
    throw new UsageError(
      'INVALID_ARGUMENT',
      `program ${program}: the body returns ${extra}, which is no declared output`,
    );
  }
  return Object.fromEntries(
    Object.entries(outputs).map(([name, form]) => {
      const place = `program ${program}, output ${name}`;
      const value = returned[name];
      if (value === undefined) throw new UsageError('INVALID_ARGUMENT', `${place}: the body does not return it`);
      return [name, declaredResult(place, graph, value, form)];
    }),
  );
}

function declaredResult(place: string, graph: Graph, value: SecureInt | SecureFixed, form: OutputForm): SecureInt {
  const fraction = value instanceof SecureFixed ? value.fraction : 0;
  const result = requireOwn(place, graph, value instanceof SecureFixed ? value.raw : value);
  if (fraction !== form.fraction) {
    throw new UsageError(
      'INVALID_ARGUMENT',
      `${place}: declared with ${form.fraction} bits of fraction, has ${fraction}`,
    );
  }
  if (result.length !== form.length) {
    throw new UsageError('LENGTH_MISMATCH', `${place}: declared with ${form.length} values, has ${result.length}`);
  }
  return result;
}

/** Authors may write JavaScript, and keep values from earlier runs. */
function requireOwn(place: string, graph: Graph, value: unknown): SecureInt {
  if (value instanceof SecureInt && value.graph === graph) return value;
  throw new UsageError('INVALID_ARGUMENT', `${place}: expected a secret vector of this run of the program`);
}
