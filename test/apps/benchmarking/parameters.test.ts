import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { benchmarkParameters } from '../../../src/apps/benchmarking/parameters.js';
import { UsageError } from '../../../src/errors.js';

const test = suite('benchmarking parameters');
const metric = { name: 'cost', max: 10, role: 'input' };

test('the defaults are eight metrics of 16 bits and at least ten companies', () => {
  const p = benchmarkParameters();
  assert.is(p.metrics.length, 8);
  assert.equal([p.bits, p.minimumCompanies, p.maxCompanies], [16, 10, 10_000]);
  assert.ok(p.metrics.some(({ role }) => role === 'input') && p.metrics.some(({ role }) => role === 'output'));
  assert.equal(benchmarkParameters({ metrics: [metric] }).metrics, [{ ...metric, unit: '', min: 0 }]);
});

const refused: readonly (readonly [string, unknown])[] = [
  ['metrics', { metrics: [] }],
  ['metrics', { metrics: [{ ...metric, role: 'other' }] }],
  ['different names', { metrics: [metric, metric] }],
  ['metrics.0.max', { metrics: [{ ...metric, min: 10 }] }],
  ['metrics.0.max', { metrics: [{ ...metric, max: Number.NaN }] }],
  ['metrics.0.max', { metrics: [{ ...metric, min: -Number.MAX_VALUE, max: Number.MAX_VALUE }] }],
  ['metrics.0.name', { metrics: [{ ...metric, name: 'co\u001bst' }] }],
  ['metrics.0.role', { metrics: [{ ...metric, role: 'cost' }] }],
  ['bits', { bits: 17 }],
  ['minimumCompanies', { minimumCompanies: 1 }],
  ['maxCompanies', { maxCompanies: 2 ** 21 }],
  ['colour', { colour: 'red' }],
  ['options', null],
];
for (const [name, options] of refused) {
  test(`${JSON.stringify(options)} is refused and ${name} is named`, () => {
    assert.throws(
      () => benchmarkParameters(options),
      (error: unknown) =>
        error instanceof UsageError && error.code === 'INVALID_ARGUMENT' && error.message.includes(name),
    );
  });
}

test.run();
