// The benchmark command. Each area is a module of its own that returns measurements; this file chooses, prints and
// saves them. Areas are loaded by name when they are asked for, so one can be measured without building up another.

import { writeFile } from 'node:fs/promises';
import { Argument, Command } from 'commander';
import { renderTable } from '../src/cli/render/table.js';

/** One measured figure. Exact counters (rounds, bytes) and times share this form; the unit tells them apart. */
export interface Measurement {
  /** Operation, size, parties, round-trip time, threads: all that is needed to repeat it. */
  readonly name: string;
  readonly unit: string;
  readonly value: number;
}

/** Area of the command line -> module beside this file and the function it exports. */
const AREAS: Readonly<Record<string, { readonly module: string; readonly run: string }>> = {
  kernel: { module: './kernel.js', run: 'kernelBench' },
  online: { module: './online.js', run: 'onlineBench' },
  preprocessing: { module: './preprocessing.js', run: 'preprocessingBench' },
  she: { module: './she.js', run: 'sheBench' },
  store: { module: './store.js', run: 'storeBench' },
  transport: { module: './transport.js', run: 'transportBench' },
};

const HELP = `
Areas:
  kernel         field arithmetic, one thread
  online         secure operations with preprocessing at hand
  preprocessing  tuples per second of each source
  she            steps of the homomorphic encryption
  store          writing, granting and reading stored tuples
  transport      rounds between two parties over the network

Examples:
  npm run bench -- kernel
  npm run bench -- online --json online.json

Times depend on the machine and on what else it does: compare figures of one run with each other, and medians of
several runs between versions. Counters (rounds, bytes) are exact.`;

await new Command('npm run bench --')
  .description('Measures one area and prints a table.')
  .addArgument(new Argument('<area>', 'what to measure').choices(Object.keys(AREAS)))
  .option('--json <file>', 'also write the figures as a JSON array of {name, unit, value}')
  .addHelpText('after', HELP)
  .showHelpAfterError('(npm run bench -- --help explains the areas)')
  .action(main)
  .parseAsync();

async function main(area: string, options: { readonly json?: string }): Promise<void> {
  const figures = await measure(area);
  process.stdout.write(`${tableOf(area, figures)}\n`);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(figures, null, 2)}\n`);
}

async function measure(area: string): Promise<readonly Measurement[]> {
  const entry = AREAS[area];
  if (entry === undefined) throw new Error(`no benchmark is called "${area}"`);
  const loaded: unknown = await import(entry.module);
  const run: unknown = (loaded as Readonly<Record<string, unknown>>)[entry.run];
  if (typeof run !== 'function') throw new Error(`${entry.module} does not export ${entry.run}`);
  const figures: unknown = await run();
  if (!isMeasurements(figures)) throw new Error(`${entry.run} did not return a list of {name, unit, value}`);
  return figures;
}

function isMeasurements(value: unknown): value is readonly Measurement[] {
  return Array.isArray(value) && value.every(isMeasurement);
}

function isMeasurement(value: unknown): value is Measurement {
  if (typeof value !== 'object' || value === null) return false;
  const { name, unit, value: figure } = value as Partial<Record<keyof Measurement, unknown>>;
  return typeof name === 'string' && typeof unit === 'string' && Number.isFinite(figure);
}

function tableOf(area: string, figures: readonly Measurement[]): string {
  return renderTable(
    [{ title: area }, { title: 'value' }, { title: 'unit' }],
    figures.map(({ name, value, unit }) => [name, value, unit]),
  );
}
