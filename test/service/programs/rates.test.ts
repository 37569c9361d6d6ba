import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FULL_FIELD } from '../../../src/params.js';
import { DEALER_RATES, LOWGEAR_RATES, preprocessingMs } from '../../../src/service/programs/rates.js';

const test = suite('service/programs/rates');

test('a specification takes as long as its items together, once more for every further peer', () => {
  const triples = preprocessingMs([{ kind: 'triple', n: 1000 }], LOWGEAR_RATES);
  assert.is(triples, (1000 * LOWGEAR_RATES.triple) / 1e6);
  assert.is(preprocessingMs([{ kind: 'triple', n: 1000 }], LOWGEAR_RATES, 4), 3 * triples);
  assert.is(preprocessingMs([{ kind: 'factorTriple', fanOut: 2, n: 500 }], LOWGEAR_RATES), triples);
});

test('masks of the whole field take longest, and a dealer is faster than the parties', () => {
  const mask = (k: number, rates: typeof LOWGEAR_RATES) =>
    preprocessingMs([{ kind: 'comparisonMask', k, w: 4, n: 1 }], rates);
  assert.ok(mask(10, LOWGEAR_RATES) < mask(20, LOWGEAR_RATES));
  assert.ok(mask(20, LOWGEAR_RATES) < mask(FULL_FIELD, LOWGEAR_RATES));
  for (const kind of ['triple', 'bit', 'comparisonMask', 'matrixEntry'] as const) {
    assert.ok(DEALER_RATES[kind] < LOWGEAR_RATES[kind]);
  }
});

test.run();
