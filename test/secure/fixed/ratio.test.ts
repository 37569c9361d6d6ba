import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inverted, ratioOf, timesRatio } from '../../../src/secure/fixed/ratio.js';
import type { SecureFixed } from '../../../src/secure/types/fixed.js';
import { check, secret } from './checks.js';

const test = suite('public factors');

test('a double is its ratio exactly', () => {
  for (const value of [0, 1, -3, 0.1, -1 / 3, 2 ** 70, 5e-324]) {
    const { numerator, denominator } = ratioOf('x', value);
    assert.is(Number(numerator) / Number(denominator), denominator > 1n << 1023n ? 0 : value);
  }
  assert.equal(inverted('x', { numerator: -3n, denominator: 4n }), { numerator: -4n, denominator: 3n });
  assert.throws(() => inverted('div', ratioOf('div', 0)), /public zero/);
});

/** Truncations that a factor takes: the t of the docstring. */
function truncations(x: SecureFixed, factor: number): number {
  const before = x.raw.graph.nodes.length;
  timesRatio('mul', x.raw, [ratioOf('mul', factor)]);
  return x.raw.graph.nodes.slice(before).filter(({ op }) => op.kind === 'truncate').length;
}

test('whole numbers take no truncation, short fractions and narrow values one, others more', () => {
  assert.is(truncations(secret(1, 0, -(2 ** 50), 2 ** 50), 12), 0);
  assert.is(truncations(secret(1, 0, -(2 ** 50), 2 ** 50), 0.75), 1);
  assert.is(truncations(secret(1, 16, -4000, 4000), 0.1), 1);
  assert.is(truncations(secret(1, 0, -(2 ** 40), 2 ** 40), 0.1), 2);
  assert.is(truncations(secret(1, 0, -(2 ** 50), 2 ** 50), 0.1), 5);
});

for (const [fraction, most] of [
  [16, 100],
  [16, 30000],
  [20, 2 ** 20],
  [10, 2 ** 40],
  [0, 2 ** 55],
] as const) {
  for (const factor of [0.1, -1 / 3, 0.75, 1 + 2 ** -40, 1e-12, 2 ** -60, 3]) {
    test(`${factor} times numbers up to ${most} with ${fraction} bits after the point`, () => {
      const form = { fraction, min: -most, max: most };
      const t = truncations(secret(1, fraction, -most, most), factor);
      // Double precision itself is off by 2^-53 of the result.
      const units = (result: number) => t + 0.5 + Math.abs(result) * 2 ** -51 + 2 ** -20;
      check({ inputs: [form], build: (x) => x.mul(factor), exact: (x) => x * factor, units, count: 300 });
    });
  }
}

test('division by public numbers and means are as exact', () => {
  const inputs = [{ fraction: 16, min: -1000, max: 1000 }];
  const units = () => 1.5 + 2 ** -20;
  for (const d of [3, -7, 0.3, 1024]) {
    check({ inputs, build: (x) => x.div(d), exact: (x) => x / d, units, count: 300 });
  }
  assert.ok(secret(3000, 16, -8000, 8000).mean().range.max < 8000.001);
  assert.is(secret(1, 16, 0, 8000).mul(0.3).range.min, 0);
});

test.run();
