import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { longestTime, treatmentParameters } from '../../../src/apps/hiv-treatment/parameters.js';
import { UsageError } from '../../../src/errors.js';

const test = suite('hiv-treatment parameters');

test('the defaults are the reference setting', () => {
  const p = treatmentParameters();
  assert.equal(
    { ...p },
    { mutations: 100, treatments: 100, maxDistance: 6, minimumPatients: 10, timeBits: 12, maxRecords: 200_000 },
  );
  assert.is(longestTime(p), 4095);
  assert.ok(Object.isFrozen(p));
});

const refused: readonly (readonly [string, unknown])[] = [
  ['mutations', { mutations: 0 }],
  ['mutations', { mutations: 1.5 }],
  ['treatments', { treatments: 0 }],
  ['maxDistance', { maxDistance: -1 }],
  ['maxDistance', { mutations: 5, maxDistance: 5 }],
  ['minimumPatients', { minimumPatients: 0 }],
  ['timeBits', { timeBits: 21 }],
  ['maxRecords', { maxRecords: 2 ** 23 }],
  ['colour', { colour: 'red' }],
  ['options', null],
];
for (const [name, options] of refused) {
  test(`${JSON.stringify(options)} is refused and ${name} is named`, () => {
    assert.throws(
      () => treatmentParameters(options),
      (error: unknown) =>
        error instanceof UsageError && error.code === 'INVALID_ARGUMENT' && error.message.includes(name),
    );
  });
}

test.run();
