import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { centered, inverse, mod, pow } from '../../src/math/field.js';
import { P } from '../../src/params.js';
import { throwsUsage } from '../kernel/throws.js';
import { element, runs } from '../kernel/values.js';

const test = suite('math: single elements');

test('mod is canonical for any integer', () => {
  for (const [x, expected] of [
    [-1n, P - 1n],
    [P, 0n],
    [-P, 0n],
    [2n * P + 3n, 3n],
    [0n, 0n],
  ] as const)
    assert.is(mod(x), expected);
});

test('an element times its inverse is one', () => {
  fc.assert(
    fc.property(element, (x) => {
      if (x === 0n) throwsUsage(() => inverse(x), 'INVALID_ARGUMENT');
      else assert.is(mod(x * inverse(x)), 1n);
    }),
    runs(100),
  );
  throwsUsage(() => inverse(P), 'INVALID_ARGUMENT');
});

test('powers obey Fermat, and p - 1 is divisible by 2^21', () => {
  assert.is(pow(3n, P - 1n), 1n);
  assert.is(pow(-2n, 3n), P - 8n);
  assert.is(pow(5n, 0n), 1n);
  assert.is((P - 1n) % (1n << 21n), 0n);
  throwsUsage(() => pow(2n, -1n), 'INVALID_ARGUMENT');
});

test('centered reads elements as signed integers', () => {
  for (const x of [0n, 1n, -1n, P >> 1n, -(P >> 1n), 123n - (1n << 59n)]) assert.is(centered(mod(x)), x);
});

test.run();
