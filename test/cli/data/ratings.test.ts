import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { recommenderParameters } from '../../../src/apps/recommender/parameters.js';
import { checkRow, ratingRow } from '../../../src/apps/recommender/ratings.js';
import { loadRatings, readRatings } from '../../../src/cli/data/ratings.js';
import { UsageError } from '../../../src/errors.js';

const MOVIELENS = fileURLToPath(new URL('../../../../examples/data/ml-latest-small', import.meta.url));
const HEADER = 'userId,movieId,rating,timestamp\n';

const test = suite<{ folder: string }>('cli data ratings');
test.before(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'tessera-ratings-'));
});
test.after(async ({ folder }) => rm(folder, { recursive: true }));

async function write(folder: string, text: string | Uint8Array, name = 'ratings.csv'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

/** Asserts the code, the text, and that a poisoned field is not repeated. */
async function refuses(path: string, text: string): Promise<void> {
  try {
    await readRatings(path);
  } catch (error) {
    assert.instance(error, UsageError);
    assert.is((error as UsageError).code, 'DATA_INVALID');
    assert.ok((error as UsageError).message.includes(text), `"${text}" in "${(error as UsageError).message}"`);
    assert.not.match((error as UsageError).message, 'POISON');
    return;
  }
  assert.unreachable('expected DATA_INVALID');
}

test('ml-latest-small gives 610 well-formed rows with titles', async () => {
  const p = recommenderParameters();
  const loaded = await loadRatings(MOVIELENS, p);
  assert.is(loaded.users, 610);
  assert.is(loaded.duplicates, 0);
  assert.equal(loaded.droppedUserIds, []);
  assert.equal(loaded.titles.slice(0, 3), [
    'Forrest Gump (1994)',
    'Shawshank Redemption, The (1994)',
    'Pulp Fiction (1994)',
  ]);
  assert.is(loaded.titles.length, 1000);
  for (let user = 0; user < loaded.users; user++) checkRow(ratingRow(loaded, user), p);
  // User 1 (row 0) gave Forrest Gump 4.0 and, not having seen The Shawshank Redemption, its mean.
  assert.is(loaded.ratings[0], 4);
  assert.equal([...loaded.imputed.slice(0, 2)], [0, 1]);
});

test('byte order mark, Windows line ends, blank lines, quotes, blanks and another column order are understood', async ({
  folder,
}) => {
  const path = await write(folder, '\ufeffrating,extra, movieId ,userId\r\n4.5,x,"10", 3\r\n\r\n5,x,11,3\r\n');
  const { rows, duplicates, titles } = await readRatings(path);
  assert.equal(rows, [
    { userId: 3, movieId: 10, rating: 4.5 },
    { userId: 3, movieId: 11, rating: 5 },
  ]);
  assert.is(duplicates, 0);
  assert.is(titles.size, 0);
});

test('of several ratings the latest counts, and with equal times the one further down', async ({ folder }) => {
  const path = await write(folder, `${HEADER}1,1,5,200\n1,1,1,100\n2,1,1,100\n2,1,2,100\n`);
  const { rows, duplicates } = await readRatings(path);
  assert.equal(
    rows.map(({ rating }) => rating),
    [5, 2],
  );
  assert.is(duplicates, 2);
});

test('without a timestamp column the rating further down counts', async ({ folder }) => {
  const { rows } = await readRatings(await write(folder, 'userId,movieId,rating\n1,1,5\n1,1,0.5\n'));
  assert.equal(rows, [{ userId: 1, movieId: 1, rating: 0.5 }]);
});

test('every half star is a rating, in any decimal spelling', async ({ folder }) => {
  const spellings = ['0.5', '1', '1.0', '1.5', '2.50', '3.00', '4', '4.5', '5', '5.0'];
  const lines = spellings.map((stars, movie) => `1,${movie},${stars},0`).join('\n');
  const { rows } = await readRatings(await write(folder, HEADER + lines));
  assert.equal(
    rows.map(({ rating }) => rating),
    spellings.map(Number),
  );
});

const good = '1,1,4,100\n';
const broken: readonly (readonly [string, string, string])[] = [
  ['an empty file', '', 'found an empty file'],
  ['a header and nothing else', HEADER, 'expected at least one rating'],
  ['no header', good, 'line 1: expected the columns userId, movieId, rating; missing: userId, movieId, rating'],
  [
    'a missing column',
    'userId,rating\n1,4\n',
    'line 1: expected the columns userId, movieId, rating; missing: movieId',
  ],
  ['a column twice', 'userId,movieId,rating,rating\n1,1,4,4\n', 'line 1: expected one column rating'],
  ['too few fields', `${HEADER}${good}1,2,4\n`, 'line 3: expected 4 fields, found 3'],
  ['too many fields', `${HEADER}${good}1,2,4,1,POISON\n`, 'line 3: expected 4 fields, found 5'],
  ['a user that is no number', `${HEADER}POISON,1,4,1\n`, 'line 2: userId: expected a whole number'],
  ['a negative user', `${HEADER}-1,1,4,1\n`, 'line 2: userId: expected a whole number'],
  ['a movie in hexadecimal', `${HEADER}1,0x1,4,1\n`, 'line 2: movieId: expected a whole number'],
  ['an id beyond exact numbers', `${HEADER}1,9007199254740993,4,1\n`, 'line 2: movieId: expected a whole number'],
  [
    'an empty rating',
    `${HEADER}${good}\n1,2,,1\n`,
    'line 4: rating: expected a number from 0.5 to 5 in steps of 0.5, found nothing',
  ],
  ['a rating of 0', `${HEADER}1,1,0,1\n`, 'line 2: rating: expected a number from 0.5 to 5'],
  ['a rating of 5.5', `${HEADER}1,1,5.5,1\n`, 'line 2: rating: expected a number from 0.5 to 5'],
  ['a rating between half stars', `${HEADER}1,1,3.7,1\n`, 'line 2: rating: expected a number from 0.5 to 5'],
  ['a rating that is no number', `${HEADER}1,1,POISON,1\n`, 'line 2: rating: expected a number from 0.5 to 5'],
  ['a timestamp that is a date', `${HEADER}1,1,4,2018-09-24\n`, 'line 2: timestamp: expected a time in whole seconds'],
  ['an open quote', `${HEADER}1,1,4,"POISON\n`, 'line 2: expected a closing quote'],
  ['a quote inside a field', `${HEADER}1,1,PO"ISON,4\n`, 'line 2: expected a quote only at the start'],
  ['text after a closing quote', `${HEADER}1,1,"4"POISON,4\n`, 'line 2: expected a comma or the end of the line'],
  ['an endless line', `${HEADER}${'1'.repeat(70_000)},1,4,1\n`, 'expected records of at most 65536 characters'],
];
for (const [what, text, complaint] of broken) {
  test(`${what} is refused: ${complaint}`, async ({ folder }) => {
    await refuses(await write(folder, text), complaint);
  });
}

test('bytes that are no text are refused', async ({ folder }) => {
  await refuses(await write(folder, Uint8Array.of(0x1f, 0x8b, 8, 0, 0xff, 10, 0)), 'line 1: expected the columns');
});

test('a file that is not there is refused by name', async ({ folder }) => {
  await refuses(join(folder, 'none.csv'), 'none.csv: expected a readable file (ENOENT)');
});

test('titles come from movies.csv beside the file; a movie without one gets its number', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-titles-'));
  try {
    await write(folder, `${HEADER}1,1,4,1\n1,2,3,1\n2,1,4,1\n`);
    await write(folder, 'movieId,title,genres\n1,"Misérables, Les (1995)",Drama\n', 'movies.csv');
    const { titles } = await loadRatings(folder, recommenderParameters({ items: 2, dense: 1 }));
    assert.equal(titles, ['Misérables, Les (1995)', 'movie 2']);
    for (const [text, complaint] of [
      ['movieId\n1\n', 'movies.csv, line 1: expected the columns movieId, title; missing: title'],
      ['movieId,title\nx,T\n', 'movies.csv, line 2: movieId: expected a whole number'],
      ['movieId,title\n1,\n', 'movies.csv, line 2: title: expected text'],
      ['movieId,title\n1,\u001b[31mPOISON\n', 'movies.csv, line 2: title: expected text without control characters'],
      ['movieId,title\n1,A\n1,B\n', 'movies.csv, line 3: movieId: expected each movie once'],
    ] as const) {
      await write(folder, text, 'movies.csv');
      await refuses(folder, complaint);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.run();
