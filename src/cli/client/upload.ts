// `tessera client upload`: the rows of a file, each upload atomic, in parts if there are many.

import { recommenderParameters } from '../../apps/recommender/parameters.js';
import { uploadStatement } from '../../apps/recommender/statements.js';
import { withClient } from './connect.js';
import type { RatingsFlags } from './flags.js';
import { readKeyFile } from './key-file.js';
import { rowBlocks } from './recommender.js';
import { readOwnRatings } from './rows-csv.js';

/** Most field elements of one upload: its masks live in the memory of every party. */
export const ELEMENTS_PER_UPLOAD = 2 ** 19;

/** @returns rows that all parties have accepted */
export async function uploadRatings(flags: RatingsFlags, onRows: (rows: number) => void): Promise<number> {
  const { parties, dataset, ratings, items, dense, scale } = flags;
  const parameters = recommenderParameters({ items, dense, scale });
  const { matrix } = await readOwnRatings(ratings, parameters);
  const values = { ...rowBlocks(matrix, 0, matrix.users, parameters) };
  await withClient(parties, await readKeyFile(flags.key), async (client) => {
    const parts = client.uploadParts(dataset, uploadStatement(parameters), values, ELEMENTS_PER_UPLOAD);
    for await (const { rows } of parts) onRows(rows);
  });
  return matrix.users;
}

/** At least one, however long it is. */
export function rowsPerUpload(elementsPerRow: number): number {
  return Math.max(1, Math.floor(ELEMENTS_PER_UPLOAD / elementsPerRow));
}
