// What the demo and its client process tell each other: a job by file, and what happens by lines of JSON on the client's
// standard output. Both ends check what they read.

import { z } from 'zod';
import { ChannelError } from '../../errors.js';
import { DataSource } from './setting.js';

/** The client's task. */
export const Job = z.strictObject({
  /** Path of parties.json. */
  clients: z.string(),
  dataset: z.string(),
  source: DataSource,
  /** Options of the recommender, as the parties have them. */
  parameters: z.strictObject({ items: z.int(), dense: z.int(), delta: z.number() }),
  queries: z.int().min(1),
  /** Recommendations to return. */
  top: z.int().min(1),
});
export type Job = z.output<typeof Job>;

const count = z.number().min(0);

/** One party's measurement of the online part of one query. */
const OnlineFigures = z.object({ ms: count, rounds: count, bytesSent: count });
/** One party's measurement of what a query needed beforehand. */
const OfflineFigures = z.object({ ms: count, rounds: count, bytesSent: count, tuples: z.record(z.string(), count) });

/** What one query cost, the parties in their order. */
export const QueryFigures = z.object({
  offline: z.array(OfflineFigures).min(2),
  online: z.array(OnlineFigures).min(2),
  /** Round trip as the client sees it. */
  clientMs: count,
});
export type QueryFigures = z.output<typeof QueryFigures>;

/** What the parties report of a query, which is what they say and not verified. */
const PreparationReport = z.object({ ms: count, rounds: count, bytesSent: count, tuples: z.record(z.string(), count) });
const RunReport = z.object({ onlineMs: count, rounds: count, bytesSent: count });

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

function figuresOf<T>(form: z.ZodType<T>, report: unknown, party: number): T {
  const parsed = form.safeParse(report);
  if (parsed.success) return parsed.data;
  throw new ChannelError('BAD_FRAME', `expected figures of the query's cost from party ${party}`);
}

/** The end of the client's work. */
export const Outcome = z.object({
  users: count,
  items: count,
  dense: count,
  /** The asking user, for people. */
  asking: z.string(),
  /** Queries whose answer differs from the computation in the clear. */
  wrong: count,
  /** 0: suppressed, because there were too few. */
  neighbours: count,
  minimumNeighbours: count,
  recommendations: z.array(z.object({ title: z.string(), score: z.number() })),
  uploadMs: count,
  bindMs: count,
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
