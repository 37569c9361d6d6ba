// The samplers' distributions by chi-square with fixed seeds (so a failure is a fault, not bad luck), their ranges, and
// that they depend on seed and stream alone.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Arena, BINOMIAL_COINS, Kernel, RESIDUE_WORDS, RingRandom, type Span } from '../../src/kernel/index.js';
import { DEGREE, lanes, PRIMES } from './ring-oracle.js';
import { throwsUsage } from './throws.js';

const test = suite('kernel: ring samplers');
const kernel = await Kernel.load();
let arena: Arena;
let random: RingRandom;
const seed = Uint8Array.from({ length: 32 }, (_, i) => 3 * i);

test.before.each(() => {
  arena = kernel.newArena();
  random = new RingRandom(arena, PRIMES);
});
test.after.each(() => arena.release());

const signed = (x: Span) => Array.from(lanes(arena, x), (lane) => lane | 0);

/** sum (found - expected)^2 / expected; below its mean by 4 standard deviations means one run in 10^4 to 10^5. */
function chiSquare(counts: readonly number[], expected: readonly number[]): number {
  return counts.reduce((sum, count, i) => sum + (count - expected[i]!) ** 2 / expected[i]!, 0);
}

function assertFits(counts: readonly number[], expected: readonly number[]): void {
  const freedom = counts.length - 1;
  const found = chiSquare(counts, expected);
  assert.ok(Math.abs(found - freedom) < 4 * Math.sqrt(2 * freedom), `chi-square ${found} of ${freedom} degrees`);
}

function draw(times: number, into: (stream: number, z: Span) => void): number[] {
  const z = arena.alloc(RESIDUE_WORDS);
  return Array.from({ length: times }, (_, stream) => {
    into(stream, z);
    return signed(z);
  }).flat();
}

test('ternary values are uniform in {-1, 0, 1}, also in pairs', () => {
  const values = draw(4, (stream, z) => random.ternaryInto(seed, stream, z));
  const pairs = new Array<number>(9).fill(0);
  for (let i = 0; i < values.length; i += 2) pairs[3 * (values[i]! + 1) + values[i + 1]! + 1]!++;
  assert.is(
    pairs.reduce((sum, n) => sum + n),
    2 * DEGREE,
  );
  assertFits(pairs, new Array<number>(9).fill((2 * DEGREE) / 9));
});

test('errors are centred binomial of 21 and 21 coins', () => {
  const values = draw(4, (stream, z) => random.binomialInto(seed, stream, z));
  assert.ok(values.every((x) => Math.abs(x) <= BINOMIAL_COINS));
  const flips = 2 * BINOMIAL_COINS;
  const weight = (k: number) => {
    let ways = 1;
    for (let i = 0; i < k + BINOMIAL_COINS; i++) ways = (ways * (flips - i)) / (i + 1);
    return ways / 2 ** flips;
  };
  const inner = 10; // beyond, all values of one side together
  const cells = Array.from({ length: 2 * inner + 1 }, (_, i) => i - inner);
  const clip = (x: number) => Math.max(-inner, Math.min(inner, x)) + inner;
  const counts = cells.map(() => 0);
  for (const x of values) counts[clip(x)]!++;
  const expected = cells.map(() => 0);
  for (let k = -BINOMIAL_COINS; k <= BINOMIAL_COINS; k++) expected[clip(k)]! += weight(k) * values.length;
  assertFits(counts, expected);
});

test('residues are uniform and below their prime', () => {
  for (const index of [0, 9]) {
    const q = PRIMES[index]!;
    const values = draw(4, (stream, z) => random.uniformInto(seed, stream, index, z));
    assert.ok(values.every((x) => x >= 0 && x < q));
    const counts = new Array<number>(64).fill(0);
    for (const x of values) counts[Math.floor((64 * x) / q)]!++;
    assertFits(counts, new Array<number>(64).fill(values.length / 64));
    const low = new Array<number>(64).fill(0);
    for (const x of values) low[x % 64]!++;
    assertFits(low, new Array<number>(64).fill(values.length / 64));
  }
});

test('residues are the stream in groups of four, without the groups that hold one out of range', () => {
  const index = 9;
  const z = arena.alloc(RESIDUE_WORDS);
  random.uniformInto(seed, 5, index, z);
  const bytes = kernel.expandBytes(seed, 5, 6 * DEGREE);
  const words = Array.from(new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4), (w) => w & 0x0fffffff);
  const expected: number[] = [];
  for (let i = 0; expected.length < DEGREE; i += 4) {
    const group = words.slice(i, i + 4);
    if (group.every((w) => w < PRIMES[index]!)) expected.push(...group);
  }
  assert.equal(Array.from(lanes(arena, z)), expected);
});

test('ternary values are the stream in groups of sixteen bytes, without the groups that hold a 255', () => {
  const z = arena.alloc(RESIDUE_WORDS);
  random.ternaryInto(seed, 6, z);
  const bytes = kernel.expandBytes(seed, 6, 2 * DEGREE);
  const expected: number[] = [];
  for (let i = 0; expected.length < DEGREE; i += 16) {
    const group = Array.from(bytes.subarray(i, i + 16));
    if (!group.includes(255)) expected.push(...group.map((byte) => (byte % 3) - 1));
  }
  assert.equal(signed(z), expected);
});

test('seed and stream decide; the bytes are those of the kernel', () => {
  const [x, y] = [arena.alloc(RESIDUE_WORDS), arena.alloc(RESIDUE_WORDS)];
  const same = () => kernel.equal(x, y);
  for (const into of [
    (s: Uint8Array, stream: number, z: Span) => random.ternaryInto(s, stream, z),
    (s: Uint8Array, stream: number, z: Span) => random.binomialInto(s, stream, z),
    (s: Uint8Array, stream: number, z: Span) => random.uniformInto(s, stream, 0, z),
    (s: Uint8Array, stream: number, z: Span) => random.wideInto(s, stream, z),
    (s: Uint8Array, stream: number, z: Span) => random.bytesInto(s, stream, z),
  ]) {
    into(seed, 1, x);
    into(seed, 1, y);
    assert.ok(same());
    into(seed, 2, y);
    assert.not.ok(same());
    into(new Uint8Array(32), 1, y);
    assert.not.ok(same());
  }
  random.bytesInto(seed, 1, x);
  assert.equal(kernel.toBytes(x), kernel.expandBytes(seed, 1, 8 * RESIDUE_WORDS));
});

test('nothing of the stream stays behind', () => {
  const inner = kernel.newArena();
  const before = inner.alloc(1);
  const sampler = new RingRandom(inner, PRIMES);
  const z = arena.alloc(RESIDUE_WORDS);
  sampler.ternaryInto(seed, 0, z);
  const memory = kernel.view(before).buffer;
  const bytes = kernel.expandBytes(seed, 0, 24 << 10).subarray(-48);
  const found = new Uint8Array(memory);
  let at = -1;
  for (let i = 0; i + 48 <= found.length && at < 0; i += 16) {
    if (bytes.every((byte, k) => found[i + k] === byte)) at = i;
  }
  assert.is(at, -1);
  inner.release();
});

test('a bad seed, stream or prime is refused', () => {
  const z = arena.alloc(RESIDUE_WORDS);
  throwsUsage(() => random.ternaryInto(seed.subarray(1), 0, z), 'INVALID_ARGUMENT');
  throwsUsage(() => random.binomialInto(seed, -1, z), 'INVALID_ARGUMENT');
  throwsUsage(() => random.uniformInto(seed, 0, 10, z), 'INVALID_ARGUMENT');
  throwsUsage(() => random.ternaryInto(seed, 0, arena.alloc(1)), 'LENGTH_MISMATCH');
});

test.run();
