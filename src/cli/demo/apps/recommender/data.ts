// The demo's ratings, all in one place. In a real deployment nobody holds them together; the demo does, to play every
// data provider and to check the secure answers against the computation in the clear.

import { generateRatings } from '../../../../apps/recommender/generate.js';
import type { RecommenderParameters } from '../../../../apps/recommender/parameters.js';
import type { RatingMatrix } from '../../../../apps/recommender/ratings.js';
import { loadRatings } from '../../../data/ratings.js';
import type { DataSource } from './setting.js';

export interface DemoData {
  readonly matrix: RatingMatrix;
  /** Of a column, for people. */
  title(item: number): string;
  /** Of a row, for people. */
  user(row: number): string;
}

/** @throws DATA_INVALID, INVALID_ARGUMENT, LIMIT_EXCEEDED */
export async function loadDemoData(source: DataSource, p: RecommenderParameters): Promise<DemoData> {
  if (source.kind === 'generated') {
    const matrix = generateRatings(source.users, source.seed, p);
    return { matrix, title: (item) => `item ${item}`, user: (row) => `user ${row}` };
  }
  const matrix = await loadRatings(source.path, p);
  return {
    matrix,
    title: (item) => matrix.titles[item] ?? `item ${item}`,
    user: (row) => `user ${matrix.userIds[row] ?? row}`,
  };
}
