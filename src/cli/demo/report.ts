// The demo's result for a person: the answer, whether it is correct, and what it cost, offline and online apart.

import { formatBytes, formatCount, formatMs } from '../render/format.js';
import { type Cell, renderTable } from '../render/table.js';
import type { Outcome, QueryFigures } from './messages.js';
import { demoResult, median } from './result.js';

/** @returns lines, without a line break at the end */
export function renderReport(outcome: Outcome): string {
  return [outcome.answer, verdict(outcome), costs(outcome), summary(outcome)].join('\n\n');
}

function verdict({ wrong, queries }: Outcome): string {
  const asked = `${formatCount(queries.length)} ${queries.length === 1 ? 'answer' : 'answers'}`;
  return wrong === 0
    ? `Correct: ${asked}, compared with the same computation in the clear.`
    : `NOT CORRECT: ${formatCount(wrong)} of ${asked} differ from the computation in the clear.`;
}

/** Medians over the queries. */
function costs({ queries, memoryMB }: Outcome): string {
  const rows = memoryMB.flatMap((memory, party) => [
    costRow(queries, 'offline', party, undefined),
    costRow(queries, 'online', party, memory),
  ]);
  return renderTable(
    [
      { title: 'party' },
      { title: 'phase' },
      { title: 'time', align: 'right' },
      { title: 'rounds' },
      { title: 'sent', align: 'right' },
      { title: 'peak memory', align: 'right' },
    ],
    rows,
  );
}

function costRow(
  queries: readonly QueryFigures[],
  phase: 'offline' | 'online',
  party: number,
  memory: number | undefined,
): Cell[] {
  const of = (figure: 'ms' | 'rounds' | 'bytesSent') =>
    median(queries.map((query) => query[phase][party]?.[figure] ?? 0));
  return [
    phase === 'offline' ? party : undefined,
    phase,
    formatMs(of('ms')),
    of('rounds'),
    formatBytes(of('bytesSent')),
    memory === undefined ? undefined : formatBytes(memory * 1e6),
  ];
}

function summary(outcome: Outcome): string {
  const { online, client } = demoResult(outcome);
  const { queries, uploadMs, bindMs, setupIsOnline } = outcome;
  return [
    ...(setupIsOnline
      ? ['What depends on the data alone is computed once, when they are bound. Online counts that and the question.']
      : []),
    `Per query (median of ${queries.length}): ${formatMs(online.ms)} online at the slowest party, ${formatMs(client.ms)} as the client sees it.`,
    `Once per dataset: ${formatMs(uploadMs)} for the uploads, ${formatMs(bindMs)} to bind them.`,
    outcome.preprocessing === 'dealer'
      ? 'Offline: needs no query and is done beforehand; its randomness was dealt by a trusted dealer, a process of its own here.'
      : 'Offline: needs no query and is done beforehand; the parties made its randomness among themselves and trust nobody.',
  ].join('\n');
}
