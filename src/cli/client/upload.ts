// `tessera client upload`: the rows of a file, each upload atomic, in parts if there are many.

import { recommenderParameters } from '../../apps/recommender/parameters.js';
import { withClient } from './connect.js';
import type { RatingsFlags } from './flags.js';
import { readKeyFile } from './key-file.js';
import { elementsPerRow, uploadRows } from './recommender.js';
import { readOwnRatings } from './rows-csv.js';

/** Most field elements of one upload: its masks live in the memory of every party. */
export const ELEMENTS_PER_UPLOAD = 2 ** 19;

/** @returns rows that all parties have accepted */
export async function uploadRatings(flags: RatingsFlags, onRows: (rows: number) => void): Promise<number> {
  const { parties, dataset, ratings, items, dense, scale } = flags;
  const parameters = recommenderParameters({ items, dense, scale });
  const { matrix } = await readOwnRatings(ratings, parameters);
  const step = rowsPerUpload(elementsPerRow(parameters));
  await withClient(parties, await readKeyFile(flags.key), async (client) => {
    for (let from = 0; from < matrix.users; from += step) {
      const to = Math.min(matrix.users, from + step);
      await uploadRows(client, dataset, matrix, from, to, parameters);
      onRows(to - from);
    }
  });
  return matrix.users;
}

/** At least one, however long it is. */
export function rowsPerUpload(elementsPerRow: number): number {
  return Math.max(1, Math.floor(ELEMENTS_PER_UPLOAD / elementsPerRow));
}
