// The demo's result as one JSON object, for scripts. Medians over the queries; where the parties differ, the largest, because
// the slowest party is the one that everybody waits for. Where the set-up computes what the questions deliver, its figures are added.

import { z } from 'zod';
import type { Outcome } from './messages.js';

const measured = z.number().min(0);

/** The last line of `--json`; beside these it has the size fields of its program (users, items and dense, say). */
export const DemoResult = z.looseObject({
  program: z.string(),
  parties: z.int().min(2),
  /** Per query: dealing, or making the query's tuples at whatever time that was; and preparing. */
  preprocessing: z.strictObject({
    kind: z.enum(['lowgear', 'dealer']),
    ms: measured,
    bytesSentPerParty: measured,
    tuples: z.record(z.string(), measured),
  }),
  /** Every answer equals the computation in the clear. */
  correct: z.boolean(),
  /** From the first masked byte of a query at a party to its checked, masked answer, by the party's own clock. */
  online: z.strictObject({ ms: measured, rounds: measured, bytesSentPerParty: measured }),
  /** The part of both that was done once, when the dataset was bound. */
  setup: z.strictObject({ preprocessingMs: measured, onlineMs: measured }).optional(),
  /** Round trip of a query as the client sees it. */
  client: z.strictObject({ ms: measured }),
  /** Largest peak of a party's memory. */
  memoryMB: measured,
});
export type DemoResult = z.output<typeof DemoResult>;

interface Cost {
  readonly ms: number;
  readonly bytesSent: number;
}

export function demoResult(outcome: Outcome): DemoResult {
  const { program, sizes, queries, setup, setupIsOnline, wrong, memoryMB, preprocessing } = outcome;
  const offline = queries.map((query) => query.offline);
  const online = queries.map((query) => query.online);
  const once = <T extends Cost>(parties: readonly T[], of: (cost: T) => number) =>
    setupIsOnline ? largest(parties, of) : 0;
  const onceOffline = once(setup.offline, ({ ms }) => ms);
  const onceOnline = once(setup.online, ({ ms }) => ms);
  return {
    program,
    parties: memoryMB.length,
    preprocessing: {
      kind: preprocessing,
      ms: rounded(onceOffline + median(offline.map((parties) => largest(parties, ({ ms }) => ms)))),
      bytesSentPerParty:
        once(setup.offline, ({ bytesSent }) => bytesSent) +
        median(offline.map((parties) => largest(parties, ({ bytesSent }) => bytesSent))),
      tuples: added(offline[0]?.[0]?.tuples ?? {}, setupIsOnline ? (setup.offline[0]?.tuples ?? {}) : {}),
    },
    ...sizes,
    correct: wrong === 0,
    online: {
      ms: rounded(onceOnline + median(online.map((parties) => largest(parties, ({ ms }) => ms)))),
      rounds:
        once(setup.online, ({ rounds }) => rounds) +
        median(online.map((parties) => largest(parties, ({ rounds }) => rounds))),
      bytesSentPerParty:
        once(setup.online, ({ bytesSent }) => bytesSent) +
        median(online.map((parties) => largest(parties, ({ bytesSent }) => bytesSent))),
    },
    ...(setupIsOnline ? { setup: { preprocessingMs: rounded(onceOffline), onlineMs: rounded(onceOnline) } } : {}),
    client: { ms: rounded(median(queries.map(({ clientMs }) => clientMs))) },
    memoryMB: rounded(Math.max(...memoryMB)),
  };
}

/** The middle value, or the mean of the two in the middle; 0 of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

function largest<T>(items: readonly T[], of: (item: T) => number): number {
  return Math.max(...items.map(of));
}

function added(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const sum: Record<string, number> = { ...a };
  for (const [key, n] of Object.entries(b)) sum[key] = (sum[key] ?? 0) + n;
  return sum;
}

/** Microseconds and kilobytes are as fine as these figures get. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
