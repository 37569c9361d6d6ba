import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { maskSum, maskSums } from '../../src/io/mask-sum.js';
import { mod } from '../../src/math/field.js';
import { Vector } from '../../src/math/vector.js';
import { codeOf, kernel } from './support.js';

const test = suite('io/mask-sum');
const arena = kernel.newArena();
const seed = new Uint8Array(32).fill(3);

/** PRG(s) by chunks of 4096, each a stream of its own. */
function weights(n: number): bigint[] {
  const streams = Array.from({ length: Math.ceil(n / 4096) }, (_, k) =>
    Vector.expand(arena, seed, k, Math.min(4096, n - 4096 * k)).toBigInts(),
  );
  return streams.flat();
}

test('u = r_0 + sum of weighted masks, for one mask, a chunk and more', () => {
  for (const n of [1, 2, 4096, 4097, 4098, 8200]) {
    const r = Vector.expand(arena, new Uint8Array(32), n, n);
    const words = r.toBigInts();
    const s = weights(n - 1);
    const expected = words.slice(1).reduce((sum, word, k) => sum + s[k]! * word, words[0]!);
    assert.equal(maskSum(arena, seed, r).toBigInts(), [mod(expected)]);
  }
});

test('several vectors get the same weights: the sum is linear', () => {
  const [a, b] = [0, 1].map((k) => Vector.expand(arena, new Uint8Array(32), k, 5000)) as [Vector, Vector];
  const [ua, ub, both] = maskSums(arena, seed, [a, b, a.add(b)]) as [Vector, Vector, Vector];
  assert.ok(ua.add(ub).equals(both));
});

test('one wrong mask changes the sum, wherever it is', () => {
  const r = Vector.expand(arena, new Uint8Array(32), 0, 5000);
  const right = maskSum(arena, seed, r);
  for (const position of [0, 1, 4096, 4097, 4999]) {
    const wrong = Vector.fromBytes(arena, r.toBytes());
    kernel.addConstantInto(1n, wrong.span.slice(position, position + 1), wrong.span.slice(position, position + 1));
    assert.not(maskSum(arena, seed, wrong).equals(right));
  }
});

test('vectors of different lengths and none at all are refused', () => {
  assert.is(
    codeOf(() => maskSums(arena, seed, [Vector.zeros(arena, 2), Vector.zeros(arena, 3)])),
    'LENGTH_MISMATCH',
  );
  assert.is(
    codeOf(() => maskSum(arena, seed, Vector.zeros(arena, 0))),
    'INVALID_ARGUMENT',
  );
});

test.run();
