import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { apportion, weightEdges } from '../../../src/apps/pagerank/weights.js';
import { UsageError } from '../../../src/errors.js';

const test = suite('pagerank weights');

test('shares are whole, sum to the units exactly, and are off by less than 1', () => {
  const amounts = fc.array(fc.double({ min: 0.01, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(amounts, fc.integer({ min: 1, max: 2 ** 28 }), (list, units) => {
      const shares = apportion(list, units);
      const sum = list.reduce((a, b) => a + b, 0);
      assert.is(
        shares.reduce((a, b) => a + b, 0),
        units,
      );
      shares.forEach((share, i) => {
        assert.ok(Number.isInteger(share) && share >= 0);
        assert.ok(Math.abs(share - (list[i]! / sum) * units) < 1 + 1e-6);
      });
    }),
  );
});

const edges = {
  source: Int32Array.of(2, 2, 3, 2),
  target: Int32Array.of(5, 2, 2, 5),
  amount: Float64Array.of(1, 2, 7, 5),
};

test('repeated edges are merged, self-loops stay, each account has all units', () => {
  const bySource = weightEdges('source', { from: 2, to: 5 }, edges, 800);
  assert.equal([...bySource.own], [2, 2, 3]);
  assert.equal([...bySource.other], [2, 5, 2]);
  assert.equal([...bySource.weight], [200, 600, 800]);
  const byTarget = weightEdges('target', { from: 2, to: 6 }, edges, 900);
  assert.equal([...byTarget.own], [2, 2, 5]);
  assert.equal([...byTarget.other], [2, 3, 2]);
  assert.equal([...byTarget.weight], [200, 700, 900]);
});

test("an edge of somebody else's account is refused", () => {
  assert.throws(
    () => weightEdges('source', { from: 3, to: 5 }, edges, 8),
    (error: unknown) =>
      error instanceof UsageError && error.code === 'DATA_INVALID' && error.message.includes('edge 1'),
  );
});

test.run();
