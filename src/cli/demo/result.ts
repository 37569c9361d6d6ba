// The demo's result as one JSON object, for scripts. Medians over the queries; where the parties differ, the largest, because
// the slowest party is the one that everybody waits for.

import { z } from 'zod';
import type { Outcome } from './messages.js';

const measured = z.number().min(0);

/** The last line of `--json`. */
export const DemoResult = z.strictObject({
  program: z.literal('recommender'),
  parties: z.int().min(2),
  /** Per query: dealing, or making the query's tuples at whatever time that was; and preparing. */
  preprocessing: z.strictObject({
    kind: z.enum(['lowgear', 'dealer']),
    ms: measured,
    bytesSentPerParty: measured,
    tuples: z.record(z.string(), measured),
  }),
  users: z.int(),
  items: z.int(),
  dense: z.int(),
  /** Every answer equals the computation in the clear. */
  correct: z.boolean(),
  /** From the first masked byte of a query at a party to its checked, masked answer, by the party's own clock. */
  online: z.strictObject({ ms: measured, rounds: measured, bytesSentPerParty: measured }),
  /** Round trip of a query as the client sees it. */
  client: z.strictObject({ ms: measured }),
  /** Largest peak of a party's memory. */
  memoryMB: measured,
});
export type DemoResult = z.output<typeof DemoResult>;

export function demoResult(outcome: Outcome): DemoResult {
  const { queries, users, items, dense, wrong, memoryMB, preprocessing } = outcome;
  const offline = queries.map((query) => query.offline);
  const online = queries.map((query) => query.online);
  return {
    program: 'recommender',
    parties: memoryMB.length,
    preprocessing: {
      kind: preprocessing,
      ms: rounded(median(offline.map((parties) => largest(parties, ({ ms }) => ms)))),
      bytesSentPerParty: median(offline.map((parties) => largest(parties, ({ bytesSent }) => bytesSent))),
      tuples: { ...offline[0]?.[0]?.tuples },
    },
    users,
    items,
    dense,
    correct: wrong === 0,
    online: {
      ms: rounded(median(online.map((parties) => largest(parties, ({ ms }) => ms)))),
      rounds: median(online.map((parties) => largest(parties, ({ rounds }) => rounds))),
      bytesSentPerParty: median(online.map((parties) => largest(parties, ({ bytesSent }) => bytesSent))),
    },
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

/** Microseconds and kilobytes are as fine as these figures get. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
