// What a party says about itself, checked for form; that it is true is nobody's promise.

import { z } from 'zod';

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
});
export type PartyStatus = z.output<typeof PartyStatus>;
