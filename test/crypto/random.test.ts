import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { seededRandom, systemRandom } from '../../src/crypto/random.js';
import { Kernel } from '../../src/kernel/index.js';
import { throwsUsage } from '../kernel/throws.js';

const kernel = await Kernel.load();

const test = suite('crypto: randomness');

test('the system gives any number of bytes, all of them random', () => {
  for (const n of [0, 1, 65535, 65536, 65537, 200_000]) {
    const bytes = systemRandom(n);
    assert.is(bytes.length, n);
    for (let from = 0; from + 64 <= n; from += 1000)
      assert.ok(bytes.subarray(from, from + 64).some((byte) => byte !== 0));
    assert.ok(n < 64 || bytes.subarray(n - 64).some((byte) => byte !== 0));
  }
  assert.not.equal(systemRandom(32), systemRandom(32));
});

test('a seed gives the same sequence again, and every call something new', () => {
  const seed = new Uint8Array(32).fill(1);
  const [one, two] = [seededRandom(kernel, seed), seededRandom(kernel, seed)];
  seed.fill(0);
  const calls = [32, 32, 1, 100_000].map((n) => [one(n), two(n)] as const);
  for (const [left, right] of calls) assert.equal(left, right);
  assert.not.equal(calls[0]?.[0], calls[1]?.[0]);
  throwsUsage(() => seededRandom(kernel, new Uint8Array(16)), 'INVALID_ARGUMENT');
});

test.run();
