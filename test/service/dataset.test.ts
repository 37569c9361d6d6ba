import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../src/errors.js';
import { type AcceptedUpload, type BoundVersion, Dataset, ownersOf, rowsOf } from '../../src/service/dataset.js';
import type { Program } from '../../src/service/program.js';

const test = suite('service/dataset');

const program = { maxRows: 10 } as Program;
const upload = (id: string, client = 'anna', rows = 1): AcceptedUpload => ({
  id,
  client,
  rows,
  digest: new Uint8Array(32),
  parts: new Map(),
});

function codeOf(body: () => unknown): string {
  try {
    body();
    return 'ok';
  } catch (error) {
    return error instanceof UsageError ? error.code : String(error);
  }
}

/** A version that says when it is wiped. */
function version(number: number, wiped: number[]): BoundVersion {
  return {
    name: 'd',
    version: number,
    rows: number,
    contents: new Uint8Array(32),
    matrices: new Map(),
    bound: null,
    stats: { ms: 0, rounds: 0, bytesSent: 0, preprocessing: { ms: 0, rounds: 0, bytesSent: 0, tuples: {} } },
    owners: [],
    release: () => wiped.push(number),
  };
}

test('rows are ordered by id, whatever the order of arrival', () => {
  const orders = [
    ['c', 'a', 'b'],
    ['b', 'c', 'a'],
  ].map((ids) => {
    const dataset = new Dataset('d', program);
    for (const id of ids) dataset.accept(upload(id), new Map());
    return dataset.ordered().map(({ id }) => id);
  });
  assert.equal(orders, [
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
  ]);
});

test('room is kept for uploads under way, so that all that are accepted fit', () => {
  const dataset = new Dataset('d', program);
  const giveBack = dataset.reserve('a', 6);
  assert.is(
    codeOf(() => dataset.reserve('b', 5)),
    'LIMIT_EXCEEDED',
  );
  const other = dataset.reserve('b', 4);
  dataset.accept(upload('a', 'anna', 6), new Map());
  giveBack();
  giveBack();
  assert.is(dataset.rows, 6);
  assert.is(
    codeOf(() => dataset.reserve('c', 1)),
    'LIMIT_EXCEEDED',
  );
  other();
  dataset.reserve('c', 4);
});

test('an id that an upload has cannot be taken again: it would replace the rows', () => {
  const dataset = new Dataset('d', program);
  dataset.accept(upload('a'), new Map());
  assert.is(
    codeOf(() => dataset.reserve('a', 1)),
    'WRONG_STATE',
  );
});

test('an upload that only this party has is let go of at the second binding that misses it', () => {
  const dataset = new Dataset('d', program);
  const [common, lost] = [upload('a'), upload('b', 'ben', 2)];
  dataset.accept(common, new Map());
  dataset.accept(lost, new Map());
  dataset.settle([common]);
  assert.equal(dataset.ordered(), [common, lost], 'the others may be a moment behind');
  dataset.settle([common]);
  assert.equal(dataset.ordered(), [common]);
  assert.is(dataset.rows, 1);
  dataset.settle([common]);
  assert.is(dataset.rows, 1);
});

test('a version lives as long as it is the latest or a query holds it, and is wiped once', () => {
  const wiped: number[] = [];
  const dataset = new Dataset('d', program);
  assert.is(
    codeOf(() => dataset.hold()),
    'WRONG_STATE',
  );
  dataset.publish(version(1, wiped));
  const [first, again] = [dataset.hold(), dataset.hold()];
  dataset.release(again);
  dataset.publish(version(2, wiped));
  assert.equal(wiped, []);
  assert.is(dataset.hold().version, 2);
  dataset.release(first);
  assert.equal(wiped, [1]);
  dataset.publish(version(3, wiped));
  assert.equal(wiped, [1], 'version 2 is still held');
  dataset.close();
  assert.equal(wiped, [1, 3]);
});

test('owners know all of their ranges', () => {
  const uploads = [upload('a', 'anna', 2), upload('b', 'ben', 3), upload('c', 'anna', 1)];
  const owners = ownersOf(uploads);
  assert.equal(owners, [
    { client: 'anna', rows: { from: 0, to: 2 } },
    { client: 'ben', rows: { from: 2, to: 5 } },
    { client: 'anna', rows: { from: 5, to: 6 } },
  ]);
  const bound = { ...version(1, []), owners };
  assert.equal(rowsOf(bound, 'anna'), [
    { from: 0, to: 2 },
    { from: 5, to: 6 },
  ]);
  assert.equal(rowsOf(bound, 'carl'), []);
});

test.run();
