// What the demos of defined programs share: uploading in parts, and asking the same question several times with figures.

import type { TesseraClient } from '../../client/client.js';
import type { Decoded } from '../../secure/program/decode.js';
import { decodeOutputs, outputCount } from '../../secure/program/decode.js';
import { encodeQuery } from '../../secure/program/encode.js';
import type { Instance } from '../../secure/program/instance.js';
import type { Row } from '../../secure/program/rows.js';
import type { Outputs, Table } from '../../secure/program/table.js';
import type { BlockValues } from '../../sharing/range-proof/witness.js';
import { rowsPerUpload } from '../client/upload.js';
import { type QueryFigures, queryFigures } from './messages.js';
import type { Stage } from './plan.js';

/** Rows of one client. */
export interface OwnedRows {
  readonly client: TesseraClient;
  readonly rows: number;
  /** Rows [from, to) as the blocks of the program's dataset. */
  blocks(from: number, to: number): BlockValues;
}

/** Uploads rows in parts that fit a party's memory, one after the other; they lie together in the dataset. */
export async function uploadInParts(
  { dataset }: Stage,
  { uploadStatement }: Instance,
  { client, rows, blocks }: OwnedRows,
  advance: (by: number) => void,
): Promise<void> {
  const step = rowsPerUpload(uploadStatement.blocks.reduce((sum, { width }) => sum + width, 0));
  const series = client.uploadSeries();
  for (let from = 0; from < rows; from += step) {
    const to = Math.min(rows, from + step);
    await client.upload(dataset, uploadStatement, blocks(from, to), series);
    advance(to - from);
  }
}

/** One answer and what it cost. */
export interface Answered<O extends Outputs> extends Decoded<O> {
  readonly figures: QueryFigures;
}

/** Prepares a question and asks it. */
export async function askOnce<D extends Table, Q extends Table, O extends Outputs>(
  { dataset }: Stage,
  program: Instance<D, Q, O>,
  client: TesseraClient,
  query: Row<Q>,
): Promise<Answered<O>> {
  const { name, queryStatement: statement } = program;
  const prepared = await client.prepareQuery({
    program: name,
    dataset,
    statement,
    outputs: outputCount(program.outputs),
  });
  const started = performance.now();
  const outputs = await prepared.run(encodeQuery(program.query, query));
  const figures = queryFigures(prepared.stats, outputs.stats, performance.now() - started);
  return { ...decodeOutputs(program.outputs, outputs.toBigInts()), figures };
}
