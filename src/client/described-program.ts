// Which program a dataset is for, as all parties say it. If all say the same, an honest one among them does, and it lets nobody compute
// anything else.

import { z } from 'zod';
import { SecurityAbort } from '../errors.js';
import type { TesseraClient } from './client.js';

const form = z.object({ program: z.string().max(64), parameters: z.string().max(64_000) });

export interface DescribedProgram {
  readonly program: string;
  /** Canonical text. */
  readonly parameters: string;
}

/** @throws SecurityAbort SESSION_MISMATCH when the parties say different things */
export async function describedProgram(client: TesseraClient, dataset: string): Promise<DescribedProgram> {
  const said = (await client.dataset(dataset)).map((description) => form.safeParse(description).data);
  const [first, ...others] = said;
  if (
    first === undefined ||
    others.some((other) => other?.program !== first.program || other.parameters !== first.parameters)
  ) {
    throw new SecurityAbort('SESSION_MISMATCH', `the parties run different programs on ${dataset}`);
  }
  return first;
}
