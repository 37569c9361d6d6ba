// Rating files of the MovieLens form [HK15]: userId,movieId,rating,timestamp with a header, half stars from 0.5 to 5, and
// beside it, if there is one, movies.csv with the titles. Any file of this form will do, not only MovieLens' own.

import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type MovieLensRatings, type MovieRating, movieLensRatings } from '../../apps/recommender/movielens.js';
import type { RecommenderParameters } from '../../apps/recommender/parameters.js';
import { UsageError } from '../../errors.js';
import { CONTROL, invalid, readCsv } from './csv.js';

/** Rows of a rating file after checking, at most one per user and movie. */
export interface RatingFile {
  /** In order of first appearance. */
  readonly rows: readonly MovieRating[];
  /** Rows that a later rating of the same movie by the same user replaced. */
  readonly duplicates: number;
  /** Titles by movie, from movies.csv beside the file; empty if there is none. */
  readonly titles: ReadonlyMap<number, string>;
}

/** A rating matrix read from a file, with a title for each column. */
export interface LoadedRatings extends MovieLensRatings {
  /** One per column; "movie 17" where movies.csv has none. */
  readonly titles: readonly string[];
  readonly duplicates: number;
}

/** Most rows that are read; they are held in memory. */
export const MAX_RATING_ROWS = 5_000_000;

const ID = /^\d{1,15}$/;
const HALF_STARS = /^(?:0\.50*|[1-4](?:\.(?:50*|0+))?|5(?:\.0+)?)$/;

/**
 * Reads and checks a rating file and the titles beside it.
 * If a user rated a movie more than once, the rating with the highest timestamp counts; with equal timestamps, or
 * without a timestamp column, the one further down the file.
 * @param path  a CSV file, or a folder that holds ratings.csv
 * @throws DATA_INVALID    with file and line: unreadable, a column missing, a field that is not what it should be, no ratings
 * @throws LIMIT_EXCEEDED  more than MAX_RATING_ROWS rows
 */
export async function readRatings(path: string): Promise<RatingFile> {
  const file = (await kindOf(path)) === 'folder' ? join(path, 'ratings.csv') : path;
  const latest = new Map<number, Map<number, { rating: number; timestamp: number }>>();
  let count = 0;
  let duplicates = 0;
  for await (const { line, fields } of readCsv(file, ['userId', 'movieId', 'rating'], ['timestamp'])) {
    if (++count > MAX_RATING_ROWS) {
      throw new UsageError('LIMIT_EXCEEDED', `${file}: expected at most ${MAX_RATING_ROWS} ratings`);
    }
    const [user, movie, stars, time] = fields;
    const userId = field(file, line, 'userId', user, ID, 'a whole number of at most 15 digits');
    const movieId = field(file, line, 'movieId', movie, ID, 'a whole number of at most 15 digits');
    const rating = field(file, line, 'rating', stars, HALF_STARS, 'a number from 0.5 to 5 in steps of 0.5');
    const timestamp = time === undefined ? 0 : field(file, line, 'timestamp', time, ID, 'a time in whole seconds');

    let own = latest.get(userId);
    if (own === undefined) {
      own = new Map();
      latest.set(userId, own);
    }
    const before = own.get(movieId);
    if (before !== undefined) duplicates += 1;
    if (before === undefined || timestamp >= before.timestamp) own.set(movieId, { rating, timestamp });
  }
  if (count === 0) throw new UsageError('DATA_INVALID', `${file}: expected at least one rating below the header`);
  const rows: MovieRating[] = [];
  for (const [userId, own] of latest) for (const [movieId, { rating }] of own) rows.push({ userId, movieId, rating });
  return { rows, duplicates, titles: await readTitles(join(dirname(file), 'movies.csv')) };
}

/**
 * Reads a rating file and builds the recommender's matrix from it (see movieLensRatings for how).
 * @param path  a CSV file, or a folder that holds ratings.csv
 * @throws DATA_INVALID, LIMIT_EXCEEDED, INVALID_ARGUMENT
 */
export async function loadRatings(path: string, p: RecommenderParameters): Promise<LoadedRatings> {
  const { rows, duplicates, titles } = await readRatings(path);
  const matrix = movieLensRatings(rows, p);
  return { ...matrix, duplicates, titles: matrix.itemIds.map((id) => titles.get(id) ?? `movie ${id}`) };
}

async function readTitles(path: string): Promise<Map<number, string>> {
  const titles = new Map<number, string>();
  if ((await kindOf(path)) === 'missing') return titles;
  for await (const { line, fields } of readCsv(path, ['movieId', 'title'])) {
    const movieId = field(path, line, 'movieId', fields[0], ID, 'a whole number of at most 15 digits');
    const title = fields[1] ?? '';
    if (title === '' || CONTROL.test(title)) {
      throw invalid(path, line, 'title: expected text without control characters');
    }
    if (titles.has(movieId)) throw invalid(path, line, 'movieId: expected each movie once, found a second line');
    titles.set(movieId, title);
  }
  return titles;
}

function field(
  file: string,
  line: number,
  name: string,
  text: string | undefined,
  form: RegExp,
  expected: string,
): number {
  if (text === undefined || !form.test(text)) {
    throw invalid(file, line, `${name}: expected ${expected}, found ${text ? 'something else' : 'nothing'}`);
  }
  return Number(text);
}

/** What cannot even be looked at counts as a file: opening it gives the error that says why. */
async function kindOf(path: string): Promise<'file' | 'folder' | 'missing'> {
  return stat(path).then(
    (found) => (found.isDirectory() ? 'folder' : 'file'),
    (error: unknown) => (error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'missing' : 'file'),
  );
}
