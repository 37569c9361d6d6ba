// Sums of products over many pairs, and lifts modulo single primes, against BigInt.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Arena,
  FACTORS_PER_TRANSFORM,
  Kernel,
  Lift,
  MAX_SUM_TERMS,
  RESIDUE_WORDS,
  Ring,
  RingSums,
} from '../../src/kernel/index.js';
import { P } from '../../src/params.js';
import { DEGREE, laneSpan, lanes, PRIMES, randomIntegers } from './ring-oracle.js';
import { throwsUsage } from './throws.js';

const test = suite('kernel: sums of ring products');
const kernel = await Kernel.load();
let arena: Arena;
let sums: RingSums;
let ring: Ring;

test.before.each(() => {
  arena = kernel.newArena();
  sums = new RingSums(arena, PRIMES);
  ring = new Ring(arena, PRIMES);
});
test.after.each(() => arena.release());

const POSITIONS = [0, 1, 15, 16, 17, 4095, DEGREE - 17, DEGREE - 1];

for (const terms of [1, 2, 7]) {
  test(`a sum over ${terms} pairs is the sum of their products, lane by lane`, () => {
    for (const index of [0, 9]) {
      const prime = PRIMES[index] as number;
      const q = BigInt(prime);
      const word = ring.factors(() => 1n << 32n);
      const lazy = Array.from({ length: terms }, (_, t) => randomIntegers(DEGREE, 12n * q, 100 * index + t));
      const parts = Array.from({ length: terms }, (_, t) =>
        [0, 1].map((i) => randomIntegers(DEGREE, q, 1000 * (i + 1) + t)),
      );
      const left = arena.alloc(sums.words(terms));
      const right = arena.alloc(2 * sums.words(terms));
      for (let t = 0; t < terms; t++) {
        sums.leftInto(index, laneSpan(arena, lazy[t] as bigint[]), terms, t, left);
        const [c0, c1] = (parts[t] as bigint[][]).map((part) => laneSpan(arena, part));
        sums.rightInto(index, word, [c0!, c1!], terms, t, right);
      }
      const z = [arena.alloc(RESIDUE_WORDS), arena.alloc(RESIDUE_WORDS)] as const;
      sums.sumInto(index, left, right, terms, z);
      z.forEach((span, i) => {
        const found = lanes(arena, span);
        for (const at of POSITIONS) {
          const expected = lazy.reduce((sum, x, t) => sum + (x[at] ?? 0n) * (parts[t]?.[i]?.[at] ?? 0n), 0n) % q;
          assert.is(BigInt(found[at] as number), expected);
        }
      });
    }
  });
}

test('the largest sum of the largest lanes does not overflow', () => {
  const prime = PRIMES[0] as number;
  const q = BigInt(prime);
  const largest = laneSpan(arena, new Array<number>(DEGREE).fill(prime - 1));
  const left = arena.alloc(sums.words(MAX_SUM_TERMS));
  const right = arena.alloc(2 * sums.words(MAX_SUM_TERMS));
  const one = ring.factors(() => 1n);
  for (let t = 0; t < MAX_SUM_TERMS; t++) {
    sums.leftInto(0, largest, MAX_SUM_TERMS, t, left);
    sums.rightInto(0, one, [largest, largest], MAX_SUM_TERMS, t, right);
  }
  const z = [arena.alloc(RESIDUE_WORDS), arena.alloc(RESIDUE_WORDS)] as const;
  sums.sumInto(0, left, right, MAX_SUM_TERMS, z);
  const check = () => {
    for (const span of z) {
      const found = BigInt(lanes(arena, span)[5] as number);
      assert.is((found << 32n) % q, (BigInt(MAX_SUM_TERMS) * (q - 1n) * (q - 1n)) % q);
      assert.ok(found < q);
    }
  };
  check();
  const shared = arena.alloc(Math.ceil(MAX_SUM_TERMS / FACTORS_PER_TRANSFORM) * RESIDUE_WORDS);
  for (let f = 0; f * RESIDUE_WORDS < shared.length; f++) {
    kernel.copyInto(largest, shared.slice(f * RESIDUE_WORDS, (f + 1) * RESIDUE_WORDS));
  }
  sums.sumSixteenInto(0, shared, right, MAX_SUM_TERMS, z);
  check();
});

test('one transform of sixteen polynomials in X^16 gives the values of each, and their sums of products', () => {
  const terms = 19;
  const transforms = 2;
  for (const index of [0, 9]) {
    const q = BigInt(PRIMES[index] as number);
    const word = ring.factors(() => 1n << 32n);
    const packed = Array.from({ length: transforms }, (_, f) => randomIntegers(DEGREE, q, 50 + f));
    const left = arena.alloc(transforms * RESIDUE_WORDS);
    packed.forEach((values, f) => {
      const x = laneSpan(arena, values);
      ring.forwardSixteen(x, index);
      ring.canonicalInto(x, left.slice(f * RESIDUE_WORDS, (f + 1) * RESIDUE_WORDS), index);
    });
    const alone = arena.alloc(sums.words(terms));
    const right = arena.alloc(2 * sums.words(terms));
    for (let t = 0; t < terms; t++) {
      // Factor t, a polynomial in X^16, transformed on its own.
      const values = Array.from({ length: DEGREE }, (_, i) =>
        i % 16 === 0 ? (packed[Math.floor(t / 16)]?.[i + (t % 16)] ?? 0n) : 0n,
      );
      const x = laneSpan(arena, values);
      ring.forward(x, index);
      sums.leftInto(index, x, terms, t, alone);
      const [c0, c1] = [0, 1].map((i) => laneSpan(arena, randomIntegers(DEGREE, q, 70 + 2 * t + i)));
      sums.rightInto(index, word, [c0!, c1!], terms, t, right);
    }
    const z = [0, 1].map(() => arena.alloc(RESIDUE_WORDS));
    const expected = [0, 1].map(() => arena.alloc(RESIDUE_WORDS));
    sums.sumSixteenInto(index, left, right, terms, [z[0]!, z[1]!]);
    sums.sumInto(index, alone, right, terms, [expected[0]!, expected[1]!]);
    assert.ok(kernel.equal(z[0]!, expected[0]!) && kernel.equal(z[1]!, expected[1]!));
  }
});

test('lifting modulo one prime is that part of lifting modulo all', () => {
  const lift = new Lift(arena, PRIMES);
  const x = arena.alloc(DEGREE);
  kernel.fromBigInts(randomIntegers(DEGREE, P, 3), x);
  const all = arena.alloc(PRIMES.length * RESIDUE_WORDS);
  lift.fieldInto(x, all);
  PRIMES.forEach((_, i) => {
    const one = arena.alloc(RESIDUE_WORDS);
    lift.fieldInto(x, one, i);
    assert.ok(kernel.equal(one, all.slice(i * RESIDUE_WORDS, (i + 1) * RESIDUE_WORDS)));
  });
});

test('wrong lengths, places and primes are refused', () => {
  const x = arena.alloc(RESIDUE_WORDS);
  const left = arena.alloc(sums.words(2));
  throwsUsage(() => sums.leftInto(0, x, 2, 2, left), 'INVALID_ARGUMENT');
  throwsUsage(() => sums.leftInto(10, x, 2, 0, left), 'INVALID_ARGUMENT');
  throwsUsage(() => sums.leftInto(0, x, 3, 0, left), 'LENGTH_MISMATCH');
  throwsUsage(() => sums.sumInto(0, left, left, 2, [x, x]), 'LENGTH_MISMATCH');
  throwsUsage(() => sums.sumInto(0, left, left, MAX_SUM_TERMS + 1, [x, x]), 'INVALID_ARGUMENT');
});

test.run();
