// Keys: the secret is ternary, b + a s is a small error, a is a hash.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hash } from '../../src/crypto/index.js';
import { generatePublicKey, generateSecretKey, Scheme } from '../../src/she/index.js';
import { ERROR_BOUND, MODULI } from '../../src/she/params.js';
import { lanes } from '../kernel/ring-oracle.js';
import { throwsUsage } from '../kernel/throws.js';
import { bench, coefficientsOf, PUBLIC_SEED, secretOf } from './support.js';

const test = suite('she: keys');
const { scheme, random, secret, key } = await bench(1);
const { ring, factors } = scheme;

test('the secret is ternary, about a third of each', () => {
  const s = secretOf(scheme, secret);
  const counts = [-1n, 0n, 1n].map((value) => s.filter((x) => x === value).length);
  assert.is(
    counts.reduce((sum, n) => sum + n),
    s.length,
  );
  assert.ok(counts.every((n) => Math.abs(n - s.length / 3) < 300));
});

test('b + a s is an error of at most 21, of deviation 3.24, the same modulo every prime', () => {
  const sum = scheme.allocFull();
  const plainA = scheme.allocFull();
  ring.scaleInto(factors.fromMontgomery, key.b, sum);
  ring.scaleInto(factors.fromMontgomery, key.a, plainA);
  ring.multiplyAddInto(plainA, secret.factor, sum);
  const e = coefficientsOf(scheme, sum);
  assert.ok(e.every((x) => x <= BigInt(ERROR_BOUND) && x >= -BigInt(ERROR_BOUND)));
  const variance = e.reduce((total, x) => total + Number(x * x), 0) / e.length;
  assert.ok(Math.abs(variance - 10.5) < 0.6, `variance ${variance}`);
});

test('a is the hash of seed and number, and differs between numbers and seeds', () => {
  const number = new Uint8Array(8);
  const seed = hash(scheme.kernel, 'tessera/she/public-key', PUBLIC_SEED, number);
  const expected = scheme.allocFull();
  MODULI.forEach((_, i) => {
    scheme.random.uniformInto(seed, i, i, expected.slice(scheme.words(i), scheme.words(i + 1)));
  });
  ring.scaleInto(factors.montgomery, expected, expected);
  assert.ok(scheme.kernel.equal(expected, key.a));
  const second = generatePublicKey(scheme, secret, PUBLIC_SEED, 1, random);
  const other = generatePublicKey(scheme, secret, new Uint8Array(32), 0, random);
  for (const different of [second, other]) {
    assert.not.ok(scheme.kernel.equal(different.a, key.a));
    assert.not.ok(scheme.kernel.equal(different.b, key.b));
  }
});

test('secrets come from the given randomness, and the seed taken from it is wiped', () => {
  const taken: Uint8Array[] = [];
  const fixed = (n: number) => {
    const bytes = new Uint8Array(n).fill(5);
    taken.push(bytes);
    return bytes;
  };
  const [x, y] = [generateSecretKey(scheme, fixed), generateSecretKey(scheme, fixed)];
  assert.ok(scheme.kernel.equal(x.factor, y.factor));
  assert.not.ok(scheme.kernel.equal(x.factor, secret.factor));
  assert.equal(
    taken.map((bytes) => [...new Set(bytes)]),
    [[0], [0]],
  );
});

test('a secret goes with its arena', () => {
  const { kernel } = scheme;
  const witness = kernel.newArena().alloc(1);
  const arena = kernel.newArena();
  const inner = new Scheme(arena);
  const mine = generateSecretKey(inner, random);
  const start = Array.from(lanes(arena, mine.factor).subarray(0, 16));
  const find = () => {
    const view = kernel.view(witness);
    const memory = new Uint32Array(view.buffer, 0, view.buffer.byteLength >> 2);
    return memory.findIndex((_, i) => i % 16 === 0 && start.every((lane, k) => memory[i + k] === lane));
  };
  assert.ok(find() >= 0);
  arena.release();
  assert.is(find(), -1);
});

test('bad seeds and numbers are refused', () => {
  throwsUsage(() => generatePublicKey(scheme, secret, new Uint8Array(31), 0, random), 'INVALID_ARGUMENT');
  for (const index of [-1, 0.5, 2 ** 32]) {
    throwsUsage(() => generatePublicKey(scheme, secret, PUBLIC_SEED, index, random), 'INVALID_ARGUMENT');
  }
});

test.run();
