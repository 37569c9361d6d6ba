// The clients of the benchmarking demo: every company uploads its own figures with a key of its own, some of them ask where they stand,
// and every answer is compared with the computation in the clear.

import { generateCompanies } from '../../../../apps/benchmarking/generate.js';
import { type BenchmarkParameters, benchmarkParameters } from '../../../../apps/benchmarking/parameters.js';
import { type BenchmarkResult, benchmark } from '../../../../apps/benchmarking/plain.js';
import { benchmarking } from '../../../../apps/benchmarking/program.js';
import { type CompanyFigures, encodeFigures } from '../../../../apps/benchmarking/quantise.js';
import { benchmarkReport } from '../../../../apps/benchmarking/report.js';
import { ProgramClient } from '../../../../client/program.js';
import { instantiate } from '../../../../secure/program/instance.js';
import { loadFigures } from '../../../data/figures.js';
import { formatCount } from '../../../render/format.js';
import { type Cell, renderTable } from '../../../render/table.js';
import { askOnce, uploadShared } from '../../defined.js';
import type { QueryFigures } from '../../messages.js';
import type { Findings, Stage } from '../../plan.js';
import { Setting } from './setting.js';

/** Who collects companies' figures and uploads them; companies that ask upload their own. */
const COLLECTORS = 2;

interface Found {
  readonly result: BenchmarkResult;
  readonly correct: boolean;
  readonly figures: QueryFigures;
}

export async function playBenchmarking(given: unknown, stage: Stage): Promise<Findings> {
  const setting = Setting.parse(given);
  const p = benchmarkParameters(setting.parameters);
  const program = instantiate(benchmarking, p);
  const data = await stage.step('reading the figures', 1, () => load(setting, p));
  const { companies } = data;
  const levels = encodeFigures(data.figures, p);
  const M = p.metrics.length;
  await stage.uploading(`uploading the figures of ${formatCount(companies)} companies`, companies, (advance) => {
    const valuesOf = (from: number, to: number) => ({ figures: levels.subarray(from * M, to * M) });
    return uploadShared(stage, program, { rows: companies, clients: COLLECTORS }, valuesOf, advance);
  });
  const asker = await stage.connection.client();
  await stage.binding(asker);
  const asking = new ProgramClient(asker, program);
  const found: Found[] = [];
  await stage.step(`asking for ${stage.queries} companies`, stage.queries, async (advance) => {
    for (let k = 0; k < stage.queries; k++) {
      const own = Array.from(levels.subarray((k % companies) * M, ((k % companies) + 1) * M));
      const { outputs, figures } = await askOnce(stage, asking, { figures: own });
      const result = { ...outputs, efficient: outputs.efficient[0] ?? 0 };
      found.push({ result, correct: same(result, benchmark(levels, own, p)), figures });
      advance(1);
    }
  });
  return {
    sizes: { companies, metrics: M },
    answer: describe(found.at(-1)?.result, data, (stage.queries - 1) % companies, p),
    wrong: found.filter(({ correct }) => !correct).length,
    queries: found.map(({ figures }) => figures),
    setupIsOnline: true,
  };
}

async function load({ file, companies, seed }: Setting, p: BenchmarkParameters): Promise<CompanyFigures> {
  return file === null ? generateCompanies(companies, seed, p) : await loadFigures(file);
}

function same(a: BenchmarkResult, b: BenchmarkResult): boolean {
  return (Object.keys(b) as (keyof BenchmarkResult)[]).every(
    (key) => JSON.stringify(a[key]) === JSON.stringify(b[key]),
  );
}

function describe(
  result: BenchmarkResult | undefined,
  { companies, figures }: CompanyFigures,
  asker: number,
  p: BenchmarkParameters,
): string {
  if (result === undefined) return 'Nobody asked.';
  const M = p.metrics.length;
  const rows = benchmarkReport(result, companies, p).map((line, m): Cell[] => [
    line.metric.name,
    line.metric.unit,
    digits(figures[asker * M + m] ?? 0),
    `${line.percentile.toFixed(0)} %`,
    digits(line.mean),
    digits(line.standardDeviation),
    digits(line.lowerQuartile),
    digits(line.median),
    digits(line.upperQuartile),
  ]);
  const right = ['own figure', 'above', 'mean', 'std. dev.', 'quartile 1', 'median', 'quartile 3'];
  const columns = [
    { title: 'metric' },
    { title: 'unit' },
    ...right.map((title) => ({ title, align: 'right' as const })),
  ];
  const efficient = result.efficient === 1 ? 'in' : 'not in';
  return [
    `Where company ${asker + 1} stands among ${formatCount(companies)}:`,
    '',
    renderTable(columns, rows),
    '',
    `It is ${efficient} the efficient set: ${result.efficient === 1 ? 'nobody is' : 'somebody is'} at least as good in everything and better in something.`,
  ].join('\n');
}

function digits(value: number): string {
  return Math.abs(value) >= 1000 ? formatCount(Math.round(value)) : value.toPrecision(3);
}
