import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { recommenderParameters } from '../../../src/apps/recommender/parameters.js';
import { rowBlocks } from '../../../src/cli/client/recommender.js';
import { readOwnRatings } from '../../../src/cli/client/rows-csv.js';
import { UsageError } from '../../../src/errors.js';

const test = suite('command line: own ratings');
const folder = mkdtempSync(join(tmpdir(), 'tessera-rows-'));
const parameters = recommenderParameters({ items: 5, dense: 2 });
test.after(() => rmSync(folder, { recursive: true, force: true }));

function read(text: string) {
  const path = join(folder, 'rows.csv');
  writeFileSync(path, text);
  return readOwnRatings(path, parameters);
}

test('one person: missing items are unrated, titles are kept', async () => {
  const { matrix, titles } = await read('item,rating,title\n1,3,Two\n0,4,One\n4,5,\n3,0,Four\n');
  assert.is(matrix.users, 1);
  assert.equal([...matrix.ratings], [4, 3, 0, 0, 5]);
  assert.equal(
    [...titles],
    [
      [1, 'Two'],
      [0, 'One'],
      [3, 'Four'],
    ],
  );
});

test('several people: a row for each in order of first appearance', async () => {
  const { matrix } = await read('user,item,rating\nb,0,1\na,0,2\nb,1,3\na,1,4\na,2,5\n');
  assert.is(matrix.users, 2);
  assert.equal([...matrix.ratings], [1, 3, 0, 0, 0, 2, 4, 5, 0, 0]);
});

const BROKEN: readonly [string, string, RegExp][] = [
  ['an item beyond the catalogue', 'item,rating\n5,1\n', /line 2: item: expected a whole number in 0\.\.4/],
  ['half a star', 'item,rating\n0,4.5\n', /line 2: rating: expected a whole number in 0\.\.5/],
  ['an item twice', 'item,rating\n0,4\n1,1\n0,4\n', /line 4: item: expected item 0 once/],
  ['a dense item that is not rated', 'user,item,rating\neve,0,4\n', /user eve: dense item 1.*must be rated/],
  ['no ratings', 'item,rating\n', /expected at least one rating/],
  ['a missing column', 'item,stars\n0,4\n', /missing: rating/],
];

for (const [what, text, message] of BROKEN) {
  test(`${what} is refused with the place`, async () => {
    let error: unknown;
    await read(text).catch((thrown: unknown) => {
      error = thrown;
    });
    assert.instance(error, UsageError);
    assert.is((error as UsageError).code, 'DATA_INVALID');
    assert.match((error as UsageError).message, message);
  });
}

test('rows become the normalised dense block and the sparse block', async () => {
  const { matrix } = await read('user,item,rating\na,0,3\na,1,4\nb,0,5\nb,1,5\nb,4,2\n');
  const { dense, sparse } = rowBlocks(matrix, 0, 2, parameters);
  assert.equal([...dense], [420, 560, 494, 494]);
  assert.equal([...sparse], [0, 0, 0, 0, 0, 2]);
});

test.run();
