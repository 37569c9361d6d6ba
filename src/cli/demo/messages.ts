// What the demo and its client process tell each other: a job by file, and what happens by lines of JSON on the client's
// standard output. Both ends check what they read.

import { z } from 'zod';
import { ChannelError } from '../../errors.js';

/** The client's task. */
export const Job = z.strictObject({
  program: z.string(),
  /** Path of parties.json. */
  clients: z.string(),
  dataset: z.string(),
  /** The app checks it. */
  setting: z.unknown(),
  queries: z.int().min(1),
});
export type Job = z.output<typeof Job>;

const count = z.number().min(0);

/** One party's measurement of the online part of something. */
const OnlineFigures = z.object({ ms: count, rounds: count, bytesSent: count });
/** One party's measurement of what it needed beforehand. */
const OfflineFigures = z.object({ ms: count, rounds: count, bytesSent: count, tuples: z.record(z.string(), count) });

/** What one query cost, the parties in their order. */
export const QueryFigures = z.object({
  offline: z.array(OfflineFigures).min(2),
  online: z.array(OnlineFigures).min(2),
  /** Round trip as the client sees it. */
  clientMs: count,
});
export type QueryFigures = z.output<typeof QueryFigures>;

/** What binding the dataset cost, the parties in their order. */
export const SetupFigures = QueryFigures.omit({ clientMs: true });
export type SetupFigures = z.output<typeof SetupFigures>;

/** What the parties report of a query, which is what they say and not verified. */
const PreparationReport = z.object({ ms: count, rounds: count, bytesSent: count, tuples: z.record(z.string(), count) });
const RunReport = z.object({ onlineMs: count, rounds: count, bytesSent: count });
/** What they report of a binding. */
const BindingReport = z.object({ ms: count, rounds: count, bytesSent: count, preprocessing: PreparationReport });

/**
 * Reads the parties' own figures of one query.
 * @param offline, online  one per party, in their order
 * @throws ChannelError BAD_FRAME if a party did not send them
 */
export function queryFigures(offline: readonly unknown[], online: readonly unknown[], clientMs: number): QueryFigures {
  return {
    offline: offline.map((report, party) => figuresOf(PreparationReport, report, party)),
    online: online.map((report, party) => {
      const { onlineMs: ms, ...rest } = figuresOf(RunReport, report, party);
      return { ms, ...rest };
    }),
    clientMs,
  };
}

/** Reads the parties' own figures of a binding. @throws ChannelError BAD_FRAME if a party did not send them */
export function setupFigures(reports: readonly unknown[]): SetupFigures {
  const read = reports.map((report, party) => figuresOf(BindingReport, report, party));
  return {
    offline: read.map(({ preprocessing }) => preprocessing),
    online: read.map(({ ms, rounds, bytesSent }) => ({ ms, rounds, bytesSent })),
  };
}

function figuresOf<T>(form: z.ZodType<T>, report: unknown, party: number): T {
  const parsed = form.safeParse(report);
  if (parsed.success) return parsed.data;
  throw new ChannelError('BAD_FRAME', `expected figures of the cost from party ${party}`);
}

/** The end of the client's work. */
export const Outcome = z.object({
  program: z.string(),
  /** The result's own size fields. */
  sizes: z.record(z.string(), z.number()),
  /** For people. */
  answer: z.string(),
  /** Queries whose answer differs from the computation in the clear. */
  wrong: count,
  uploadMs: count,
  bindMs: count,
  setup: SetupFigures,
  /** Whether the set-up computes what the questions deliver. */
  setupIsOnline: z.boolean(),
  queries: z.array(QueryFigures).min(1),
  /** Where the tuples came from, as the parties say. */
  preprocessing: z.enum(['lowgear', 'dealer']),
  /** Peak memory of each party. */
  memoryMB: z.array(count),
});
export type Outcome = z.output<typeof Outcome>;

/** A line of the client. Steps follow one another, so an event needs no name of the step it belongs to. */
export const ClientEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('step'), title: z.string(), total: count }),
  z.object({ event: z.literal('advance'), by: count }),
  z.object({ event: z.literal('done') }),
  z.object({ event: z.literal('outcome'), outcome: Outcome }),
  z.object({
    event: z.literal('failure'),
    code: z.string(),
    message: z.string(),
    exitCode: z.literal([1, 2, 3, 4]),
    advice: z.string().optional(),
  }),
]);
export type ClientEvent = z.output<typeof ClientEvent>;
