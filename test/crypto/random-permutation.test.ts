import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { seededRandom } from '../../src/crypto/random.js';
import { randomPermutation } from '../../src/crypto/random-permutation.js';
import { UsageError } from '../../src/errors.js';
import { Kernel } from '../../src/kernel/index.js';

const test = suite('random permutations');
const SEED = new Uint8Array(32).fill(21);

test('all permutations of four places are equally likely', async () => {
  const random = seededRandom(await Kernel.load(), SEED);
  const runs = 24_000;
  const counts = new Map<string, number>();
  for (let run = 0; run < runs; run++) {
    const key = randomPermutation(random, 4).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  assert.is(counts.size, 24);
  const expected = runs / 24;
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 23 degrees of freedom: above 49.7 once in a thousand times.
  assert.ok(chiSquare < 49.7, `${chiSquare}`);
});

test('many places come once each, and not where they were', async () => {
  const random = seededRandom(await Kernel.load(), SEED);
  const permutation = randomPermutation(random, 50_000);
  assert.equal(
    [...permutation].sort((a, b) => a - b),
    Array.from({ length: 50_000 }, (_, i) => i),
  );
  const kept = permutation.filter((place, i) => place === i).length;
  assert.ok(kept < 12, `${kept} of 50000 places kept`);
});

test('a draw takes as much randomness whatever comes out', () => {
  const taken: number[] = [];
  const bytes = (fill: number) => (n: number) => {
    taken.push(n);
    return new Uint8Array(n).fill(fill);
  };
  assert.equal([...randomPermutation(bytes(0), 3)], [1, 2, 0]);
  randomPermutation(bytes(255), 3);
  assert.equal(taken, [36, 36]);
  assert.equal([...randomPermutation(bytes(9), 1)], [0]);
});

test('no places, and too many, are refused', () => {
  const refused = (error: unknown) => error instanceof UsageError && error.code === 'INVALID_ARGUMENT';
  for (const n of [0, -1, 0.5, 2 ** 28]) assert.throws(() => randomPermutation(() => new Uint8Array(0), n), refused);
});

test.run();
