// What the demos of defined programs share: uploading in parts with progress, and asking a question with figures.

import type { TesseraClient } from '../../client/client.js';
import type { ProgramClient } from '../../client/program.js';
import type { Decoded } from '../../secure/program/decode.js';
import type { Instance } from '../../secure/program/instance.js';
import type { Row } from '../../secure/program/rows.js';
import type { Outputs, Table } from '../../secure/program/table.js';
import type { BlockValues } from '../../sharing/range-proof/witness.js';
import { ELEMENTS_PER_UPLOAD } from '../client/upload.js';
import { type QueryFigures, queryFigures } from './messages.js';
import type { Stage } from './plan.js';

/** Uploads rows in parts that fit a party's memory. @param values of the program's blocks, rows x width each */
export async function uploadInParts(
  { dataset }: Stage,
  { uploadStatement }: Instance,
  client: TesseraClient,
  values: BlockValues,
  advance: (by: number) => void,
): Promise<void> {
  const parts = client.uploadParts(dataset, uploadStatement, values, ELEMENTS_PER_UPLOAD);
  for await (const { rows } of parts) advance(rows);
}

/**
 * Uploads rows that several clients share evenly, all at the same time, each with a key of its own.
 * @param valuesOf rows [from, to) as the program's blocks
 */
export async function uploadShared(
  stage: Stage,
  program: Instance,
  { rows, clients }: { readonly rows: number; readonly clients: number },
  valuesOf: (from: number, to: number) => BlockValues,
  advance: (by: number) => void,
): Promise<void> {
  const share = Math.ceil(rows / clients);
  const uploadFrom = async (from: number) => {
    const to = Math.min(rows, from + share);
    if (from >= to) return;
    await uploadInParts(stage, program, await stage.connection.client(), valuesOf(from, to), advance);
  };
  await Promise.all(Array.from({ length: clients }, (_, k) => uploadFrom(k * share)));
}

/** One answer and what it cost. */
export interface Answered<O extends Outputs> extends Decoded<O> {
  readonly figures: QueryFigures;
}

/** Prepares a question and asks it. */
export async function askOnce<D extends Table, Q extends Table, O extends Outputs>(
  { dataset }: Stage,
  program: ProgramClient<D, Q, O>,
  query: Row<Q>,
): Promise<Answered<O>> {
  const prepared = await program.prepare(dataset);
  const started = performance.now();
  const { outputs, exact, stats } = await prepared.ask(query);
  return { outputs, exact, figures: queryFigures(stats.preparation, stats.online, performance.now() - started) };
}
