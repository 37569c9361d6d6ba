// The recommender as its clients use it: rows of ratings up, one user's question out, neighbours and sums back. The SDK adds
// the digits of the proofs itself.

import { normaliseRow } from '../../apps/recommender/normalise.js';
import type { RecommenderParameters } from '../../apps/recommender/parameters.js';
import type { Aggregate } from '../../apps/recommender/plain.js';
import { type RatingMatrix, ratingRow } from '../../apps/recommender/ratings.js';
import { queryStatement, uploadStatement } from '../../apps/recommender/statements.js';
import type { TesseraClient } from '../../client/client.js';
import type { Outputs } from '../../client/outputs.js';
import type { PreparedQuery } from '../../client/query.js';

export const PROGRAM = 'recommender';

/** Rows as blocks of the statement: rows x R normalised dense entries, rows x (M - R) sparse ratings. */
export interface RowBlocks {
  readonly dense: Uint16Array;
  readonly sparse: Uint16Array;
}

/** Rows from..to-1 of a matrix as they are shared. @throws LENGTH_MISMATCH, DATA_INVALID */
export function rowBlocks(matrix: RatingMatrix, from: number, to: number, p: RecommenderParameters): RowBlocks {
  const dense = new Uint16Array((to - from) * p.dense);
  const sparse = new Uint16Array((to - from) * p.sparse);
  for (let row = from; row < to; row++) {
    const values = normaliseRow(ratingRow(matrix, row), p);
    dense.set(values.subarray(0, p.dense), (row - from) * p.dense);
    sparse.set(values.subarray(p.dense), (row - from) * p.sparse);
  }
  return { dense, sparse };
}

/** Uploads rows from..to-1 as one atomic whole. @throws as TesseraClient.upload */
export async function uploadRows(
  client: TesseraClient,
  dataset: string,
  matrix: RatingMatrix,
  from: number,
  to: number,
  p: RecommenderParameters,
): Promise<void> {
  await client.upload(dataset, uploadStatement(p), { ...rowBlocks(matrix, from, to, p) });
}

/** @throws as TesseraClient.prepareQuery */
export async function prepareQuestion(
  client: TesseraClient,
  dataset: string,
  p: RecommenderParameters,
): Promise<PreparedQuery> {
  return await client.prepareQuery({
    program: PROGRAM,
    dataset,
    statement: queryStatement(p),
    outputs: 1 + p.sparse,
  });
}

/** Asks for one user. @throws as PreparedQuery.run */
export async function ask(
  prepared: PreparedQuery,
  matrix: RatingMatrix,
  row: number,
  p: RecommenderParameters,
): Promise<{ aggregate: Aggregate; stats: Outputs['stats'] }> {
  const { dense } = rowBlocks(matrix, row, row + 1, p);
  const outputs = await prepared.run({ dense });
  const [neighbours = 0, ...sums] = outputs.toUint32();
  return { aggregate: { neighbours, sums: Uint32Array.from(sums) }, stats: outputs.stats };
}

/** Field elements that one uploaded row takes, with the digits of its proofs. */
export function elementsPerRow(p: RecommenderParameters): number {
  return p.items + p.proofDigits;
}
