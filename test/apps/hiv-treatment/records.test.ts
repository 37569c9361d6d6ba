import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { treatmentParameters } from '../../../src/apps/hiv-treatment/parameters.js';
import { distances, effectiveness } from '../../../src/apps/hiv-treatment/plain.js';
import { rankTreatments } from '../../../src/apps/hiv-treatment/rank.js';
import { checkQuery, checkRecords, recordBlocks } from '../../../src/apps/hiv-treatment/records.js';
import { UsageError } from '../../../src/errors.js';

const test = suite('hiv-treatment records');
const p = treatmentParameters({
  mutations: 3,
  treatments: 2,
  maxDistance: 1,
  minimumPatients: 2,
  timeBits: 4,
  maxRecords: 4,
});
const data = {
  records: 3,
  mutations: Uint8Array.from([1, 0, 1, 1, 1, 1, 0, 0, 0]),
  treatments: Uint16Array.from([1, 1, 0]),
  days: Uint32Array.from([5, 10, 15]),
};
const query = { mutations: Uint8Array.from([1, 0, 1]), selected: Uint8Array.from([1, 1]) };

const throws = (body: () => unknown, code: string, text = '') =>
  assert.throws(
    body,
    (error: unknown) => error instanceof UsageError && error.code === code && error.message.includes(text),
  );

test('by hand: two similar patients, both with treatment 1', () => {
  assert.equal([...distances(data, query, p)], [0, 1, 2]);
  const found = effectiveness(data, query, p);
  assert.equal(
    [[...found.counts], [...found.sums]],
    [
      [0, 2],
      [0, 15],
    ],
  );
  assert.equal(rankTreatments(found), [{ treatment: 1, patients: 2, meanDays: 7.5 }]);
});

test('treatments are ranked by their mean time, equal ones by number, those not shown left out', () => {
  const found = { counts: Uint32Array.from([10, 0, 20, 10]), sums: Float64Array.from([100, 0, 400, 100]) };
  assert.equal(
    rankTreatments(found).map(({ treatment }) => treatment),
    [2, 0, 3],
  );
  throws(() => rankTreatments({ ...found, sums: new Float64Array(2) }), 'LENGTH_MISMATCH');
});

test('records become blocks: the treatment is a row with a single 1', () => {
  const blocks = recordBlocks(data, p, 1, 3);
  assert.equal([...blocks.mutations], [1, 1, 1, 0, 0, 0]);
  assert.equal([...blocks.treatment], [0, 1, 1, 0]);
  assert.equal([...blocks.days], [10, 15]);
});

test('what is not well-formed is refused, and the place is named but not the value', () => {
  checkRecords(data, p);
  checkQuery(query, p);
  throws(
    () => checkRecords({ ...data, days: Uint32Array.from([5, 16, 15]) }, p),
    'DATA_INVALID',
    'record 1: expected a time of 0..15',
  );
  throws(() => checkRecords({ ...data, treatments: Uint16Array.from([1, 1, 2]) }, p), 'DATA_INVALID', 'record 2');
  throws(
    () => checkRecords({ ...data, mutations: Uint8Array.from([1, 0, 1, 1, 1, 7, 0, 0, 0]) }, p),
    'DATA_INVALID',
    'row 1, column 2',
  );
  throws(() => checkRecords({ ...data, days: new Uint32Array(2) }, p), 'LENGTH_MISMATCH', 'the days');
  throws(() => checkRecords({ ...data, records: 5 }, p), 'LIMIT_EXCEEDED');
  throws(() => checkRecords({ ...data, records: 0 }, p), 'INVALID_ARGUMENT');
  throws(() => checkQuery({ ...query, selected: Uint8Array.from([1, 2]) }, p), 'DATA_INVALID', 'column 1');
  throws(() => distances(data, { ...query, mutations: new Uint8Array(2) }, p), 'LENGTH_MISMATCH');
  throws(() => effectiveness(data, { ...query, selected: new Uint8Array(3) }, p), 'LENGTH_MISMATCH');
});

test.run();
