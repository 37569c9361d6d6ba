// From field elements, small and wide integers to residues, every lane against BigInt.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Arena, Kernel, Lift, RingRandom, WIDE_BITS } from '../../src/kernel/index.js';
import { P } from '../../src/params.js';
import { centredFromResidues, DEGREE, laneSpan, lanes, mod, PRIMES, powerMod, randomIntegers } from './ring-oracle.js';
import { throwsUsage } from './throws.js';
import { EDGES } from './values.js';

const test = suite('kernel: ring lifts');
const kernel = await Kernel.load();
let arena: Arena;
let lift: Lift;

test.before.each(() => {
  arena = kernel.newArena();
  lift = new Lift(arena, PRIMES);
});
test.after.each(() => arena.release());

const values = [...EDGES, (1n << 60n) - 1n, 1n << 60n, ...randomIntegers(DEGREE, P, 1)].slice(0, DEGREE);
const centred = (x: bigint) => (x >= 1n << 60n ? x - P : x);

/** Every lane is lazy, and congruent to what is expected of its coefficient. */
function check(x: Uint32Array, expected: (coefficient: number, q: bigint) => bigint): void {
  PRIMES.forEach((q, i) => {
    for (let k = 0; k < DEGREE; k++) {
      const lane = x[i * DEGREE + k]!;
      if (lane >= 12 * q || BigInt(lane % q) !== mod(expected(k, BigInt(q)), BigInt(q))) {
        throw new Error(`coefficient ${k} modulo ${q}: found ${lane}`);
      }
    }
  });
}

test('a field element stands for its centred integer modulo every prime', () => {
  const x = arena.alloc(DEGREE);
  kernel.fromBigInts(values, x);
  const z = arena.alloc(5 * DEGREE);
  lift.fieldInto(x, z);
  check(lanes(arena, z), (k) => centred(values[k]!));
});

test('an encoded message is its centred integer over p plus the error', () => {
  const x = arena.alloc(DEGREE);
  kernel.fromBigInts(values, x);
  const errors = values.map((_, k) => (k % 43) - 21);
  const z = arena.alloc(5 * DEGREE);
  lift.dividedInto(x, laneSpan(arena, errors), z);
  const reciprocals = new Map(PRIMES.map((q) => [BigInt(q), powerMod(P, BigInt(q) - 2n, BigInt(q))]));
  check(lanes(arena, z), (k, q) => centred(values[k]!) * reciprocals.get(q)! + BigInt(errors[k]!));
});

test('signed integers become canonical residues', () => {
  const integers = values.map((_, k) => [0, 1, -1, 21, -21, 268000000 / 2, -268000000 / 2][k % 7]!);
  const z = arena.alloc(5 * DEGREE);
  lift.signedInto(laneSpan(arena, integers), z);
  check(lanes(arena, z), (k) => BigInt(integers[k]!));
  PRIMES.forEach((q, i) => {
    assert.ok(
      lanes(arena, z)
        .subarray(i * DEGREE, (i + 1) * DEGREE)
        .every((lane) => lane < q),
    );
  });
});

test('wide integers are the stream read as six 31-bit limbs, centred, the same modulo every prime', () => {
  const random = new RingRandom(arena, PRIMES);
  const seed = new Uint8Array(32).fill(7);
  const z = arena.alloc(5 * DEGREE);
  random.wideInto(seed, 3, z);
  const bytes = kernel.expandBytes(seed, 3, 24 * DEGREE);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, 6 * DEGREE);
  const wide = (k: number) => {
    const group = 24 * (k >> 2) + (k & 3);
    const limb = (j: number) => BigInt(words[group + 4 * j]! & 0x7fffffff) << BigInt(31 * j);
    return [0, 1, 2, 3, 4, 5].reduce((sum, j) => sum + limb(j), -(1n << BigInt(WIDE_BITS)));
  };
  check(lanes(arena, z), (k) => wide(k));
  const primes = PRIMES.map(BigInt);
  const residues = primes.map((q, i) => BigInt(lanes(arena, z)[i * DEGREE + 5]!) % q);
  assert.is(centredFromResidues(residues, primes), wide(5));
});

test('wrong lengths are refused', () => {
  throwsUsage(() => lift.fieldInto(arena.alloc(DEGREE - 1), arena.alloc(DEGREE)), 'LENGTH_MISMATCH');
  throwsUsage(() => lift.fieldInto(arena.alloc(DEGREE), arena.alloc(11 * (DEGREE / 2))), 'LENGTH_MISMATCH');
  throwsUsage(() => lift.signedInto(arena.alloc(DEGREE), arena.alloc(DEGREE)), 'LENGTH_MISMATCH');
});

test.run();
