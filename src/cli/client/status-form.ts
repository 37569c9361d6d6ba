// What a party says about itself, checked for form; that it is true is nobody's promise.

import { z } from 'zod';

const name = z.string().max(256);
const count = z.number().min(0);
const MAX_LINES = 4096;

export const PartyStatus = z.object({
  id: z.int().min(0),
  parties: z.int().min(2),
  ready: z.boolean(),
  keyId: z.string().max(128),
  datasets: z
    .array(
      z.object({
        name: z.string().max(256),
        program: z.string().max(256),
        rows: z.number(),
        boundRows: z.number(),
        version: z.number(),
      }),
    )
    .max(4096),
  /** Peak memory of its process. */
  memoryMB: z.number().min(0),
  sessions: z.number(),
  preprocessing: z.object({
    kind: z.enum(['lowgear', 'dealer']),
    stock: z
      .array(z.object({ key: name, left: count, low: count, high: count, rate: count.nullable() }))
      .max(MAX_LINES),
    forecasts: z
      .array(
        z.object({
          dataset: name,
          needs: z.array(z.object({ key: name, units: count })).max(MAX_LINES),
          ms: count,
          bytesSent: count,
        }),
      )
      .max(MAX_LINES),
    producing: z.object({ key: name, units: count, since: count }).nullable(),
    rate: count.nullable(),
    bytes: count,
  }),
});
export type PartyStatus = z.output<typeof PartyStatus>;
