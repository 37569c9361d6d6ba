// A plan for people: a table of phases, a table of tuples.

import { formatBytes, formatCount, formatMs } from '../render/format.js';
import { type Cell, renderTable } from '../render/table.js';
import type { PlannedPhase, ProgramPlan } from './plan.js';

/** One opening tells two inputs apart with 2^-39 at most, whoever made the mask. */
const MASK_BITS = 39;

export function renderPlan(plan: ProgramPlan): string {
  const { program, parameters, parties, rows, owners, rttMs, mbitPerSecond, valuesPerRow, phases } = plan;
  const clients = owners === 1 ? 'one client' : `${formatCount(owners)} clients`;
  const lines = [
    `${program} ${JSON.stringify(parameters)}`,
    `${parties} parties, ${formatCount(rows)} rows of ${clients} (${formatCount(valuesPerRow)} values each with their proofs)`,
    `${formatMs(rttMs)} round-trip time, ${formatCount(mbitPerSecond)} Mbit/s`,
    '',
    renderPhases(phases),
    '',
    renderTuples(phases),
    '',
    ...phases.flatMap(leakage),
    'Rounds, bytes (per party) and tuples are exact; times are estimates for cores like those of bench/.',
    'A set-up is run once per version of the dataset, a preparation once per question and before it is known.',
  ];
  if (phases.every(({ traffic }) => traffic === null)) {
    lines.push('This program is no defined one: its tuples are known beforehand; "tessera demo" measures the rest.');
  }
  return lines.join('\n');
}

/** What openings under statistical masks may show in all, as a power of two. */
function leakage({ name, preprocessing }: PlannedPhase): string[] {
  const openings = preprocessing?.maskedOpenings ?? 0;
  if (openings === 0) return [];
  const bits = Math.floor(MASK_BITS - Math.log2(openings));
  const where = name === 'preparation' ? 'a question' : 'the set-up';
  return [
    `Openings under statistical masks, ${where}: ${formatCount(openings)}, which tell two inputs apart with 2^-${bits} at most.`,
  ];
}

function renderPhases(phases: readonly PlannedPhase[]): string {
  const columns = [
    { title: 'phase' },
    { title: 'rounds', align: 'right' },
    { title: 'sent', align: 'right' },
    { title: 'time', align: 'right' },
    { title: 'tuples made among the parties', align: 'right' },
    { title: 'by a dealer', align: 'right' },
  ] as const;
  const rows = phases.map(({ name, traffic, preprocessing }): Cell[] => [
    name,
    ...(traffic === null
      ? ['', '', '']
      : [traffic.rounds, formatBytes(traffic.bytesSent), formatMs(Number(traffic.ms.toPrecision(3)))]),
    preprocessing === null ? '' : formatMs(preprocessing.lowgearMs),
    preprocessing === null ? '' : formatMs(preprocessing.dealerMs),
  ]);
  return renderTable(columns, rows);
}

function renderTuples(phases: readonly PlannedPhase[]): string {
  const taking = phases.filter(({ preprocessing }) => preprocessing !== null);
  const kinds = [...new Set(taking.flatMap(({ preprocessing }) => Object.keys(preprocessing?.tuples ?? {})))];
  const columns = [{ title: 'tuples' }, ...taking.map(({ name }) => ({ title: name, align: 'right' }) as const)];
  const rows = kinds.map((kind): Cell[] => [kind, ...taking.map(({ preprocessing }) => preprocessing?.tuples[kind])]);
  return renderTable(columns, rows);
}
