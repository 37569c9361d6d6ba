import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Outputs } from '../../src/client/outputs.js';
import { P } from '../../src/params.js';
import { codeOf } from '../io/support.js';

const test = suite('client/outputs');

test('elements above p/2 are negative', () => {
  const outputs = new Outputs([0n, 1n, P - 1n, P >> 1n, (P >> 1n) + 1n], []);
  assert.equal(outputs.toBigInts(), [0n, 1n, -1n, P >> 1n, -(P >> 1n)]);
  assert.equal(new Outputs([5n, P - 7n], []).toNumbers(), [5, -7]);
  assert.is(outputs.length, 5);
});

test('a form that cannot hold the answer is refused', () => {
  assert.equal(new Outputs([0n, 2n ** 32n - 1n], []).toUint32(), Uint32Array.of(0, 2 ** 32 - 1));
  for (const value of [2n ** 32n, P - 1n])
    assert.is(
      codeOf(() => new Outputs([value], []).toUint32()),
      'INVALID_ARGUMENT',
    );
  assert.is(
    codeOf(() => new Outputs([2n ** 53n], []).toNumbers()),
    'INVALID_ARGUMENT',
  );
});

test.run();
