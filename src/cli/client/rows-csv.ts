// A person's own ratings as a file: one line per rated item, `item` being its column in the parties' catalogue and `rating` a
// whole number of stars. A column `user` makes it a file of several people; a column `title` names items in the answer,
// and a line with rating 0 is an item that only has its title there.

import type { RecommenderParameters } from '../../apps/recommender/parameters.js';
import { checkRow, checkSize, type RatingMatrix, ratingRow } from '../../apps/recommender/ratings.js';
import { UsageError } from '../../errors.js';
import { CONTROL, invalid, readCsv } from '../data/csv.js';

export interface OwnRatings {
  /** One row per user, in order of first appearance; what is not in the file is 0. */
  readonly matrix: RatingMatrix;
  /** By item; only those that the file names. */
  readonly titles: ReadonlyMap<number, string>;
}

const WHOLE = /^\d{1,9}$/;

/**
 * @param path  CSV with the columns item, rating and, optionally, user and title
 * @throws DATA_INVALID      with file and line: a field that is not what it should be, an item twice, a dense item missing
 * @throws INVALID_ARGUMENT, LIMIT_EXCEEDED  more users than the computation admits
 */
export async function readOwnRatings(path: string, p: RecommenderParameters): Promise<OwnRatings> {
  const rows = new Map<string, Map<number, number>>();
  const titles = new Map<number, string>();
  for await (const { line, fields } of readCsv(path, ['item', 'rating'], ['user', 'title'])) {
    const [itemText, ratingText, user = '', title] = fields;
    const item = whole(path, line, 'item', itemText, p.items - 1);
    const rating = whole(path, line, 'rating', ratingText, 5);
    if (CONTROL.test(user) || CONTROL.test(title ?? '')) throw invalid(path, line, 'expected no control characters');
    if (title) titles.set(item, title);
    const row = rows.get(user) ?? new Map<number, number>();
    if (row.has(item)) throw invalid(path, line, `item: expected item ${item} once per user, found it again`);
    rows.set(user, row.set(item, rating));
  }
  if (rows.size === 0) throw invalid(path, 1, 'expected at least one rating below the header');
  return { matrix: toMatrix(path, rows, p), titles };
}

function toMatrix(
  path: string,
  rows: ReadonlyMap<string, ReadonlyMap<number, number>>,
  p: RecommenderParameters,
): RatingMatrix {
  checkSize(rows.size, p);
  const matrix = { users: rows.size, items: p.items, ratings: new Uint8Array(rows.size * p.items) };
  let index = 0;
  for (const [user, row] of rows) {
    const target = ratingRow(matrix, index++);
    for (const [item, rating] of row) target[item] = rating;
    try {
      checkRow(target, p);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const whose = user === '' ? '' : `, user ${user}`;
      throw new UsageError(
        error.code,
        `${path}${whose}: ${error.message} (items 0..${p.dense - 1} are dense and must be rated)`,
      );
    }
  }
  return matrix;
}

function whole(path: string, line: number, name: string, text: string | undefined, most: number): number {
  const value = text !== undefined && WHOLE.test(text) ? Number(text) : Number.NaN;
  if (value <= most) return value;
  throw invalid(
    path,
    line,
    `${name}: expected a whole number in 0..${most}, found ${text ? 'something else' : 'nothing'}`,
  );
}
