// What an answer shows to the owner of a malicious key, who can look past the lattice: each of the three things that are
// flooded (randomness, the errors of c0 and of c1) is laid open by a degenerate key or ciphertext, and must look as if
// the answerer's plaintext were not there.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { P } from '../../src/params.js';
import { Answer, answerInto, Multiplier, multiplierInto, Operand, type PublicKey } from '../../src/she/index.js';
import { DEGREE, DIVISOR, FLOOD_BITS } from '../../src/she/params.js';
import { mod, negacyclicProduct, randomIntegers } from '../kernel/ring-oracle.js';
import { bench, coefficientsOf, phase, valuesOf, words } from './support.js';

const test = suite('she: flooding');
const { scheme, random, key } = await bench(6);
const { kernel, ring, factors } = scheme;
const zeros = new Array<bigint>(DEGREE).fill(0n);
const [a, m] = [1, 2].map((salt) => randomIntegers(DEGREE, P, salt)) as [bigint[], bigint[]];

/** Values in Montgomery form of the polynomial with these coefficients. */
function montgomery(coefficients: readonly bigint[]) {
  const values = valuesOf(scheme, coefficients);
  ring.scaleInto(factors.montgomery, values, values);
  return values;
}

function keyOf(keyA: readonly bigint[], keyB: readonly bigint[]): PublicKey {
  return { ...key, a: montgomery(keyA), b: montgomery(keyB) };
}

function answerOf(plaintext: readonly bigint[], c: Operand): { answer: Answer; masks: bigint[] } {
  const [multiplier, answer, share] = [Multiplier.alloc(scheme), Answer.alloc(scheme), scheme.arena.alloc(DEGREE)];
  multiplierInto(scheme, words(scheme, plaintext), multiplier);
  answerInto(scheme, multiplier, c, random, answer, share);
  return { answer, masks: kernel.toBigInts(share) };
}

function chiSquare(counts: readonly number[], expected: number): number {
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

test('a key that shows the randomness shows it uniform over its whole range, whatever the plaintext', () => {
  const shift = 80n; // a = 2^80, so c1/D shows all but the lowest bits of v'
  const c = new Operand(keyOf(zeros.with(0, 1n << shift), zeros), montgomery(zeros), montgomery(zeros));
  for (const plaintext of [zeros, a]) {
    const { answer } = answerOf(plaintext, c);
    const shown = coefficientsOf(scheme, answer.c1);
    const counts = new Array<number>(64).fill(0);
    for (const x of shown) {
      const v = (x * DIVISOR) >> shift;
      const cell = Number(((v + (1n << BigInt(FLOOD_BITS))) * 64n) >> BigInt(FLOOD_BITS + 1));
      assert.ok(cell >= 0 && cell < 64, `beyond 2^${FLOOD_BITS}`);
      counts[cell]!++;
    }
    const found = chiSquare(counts, DEGREE / 64);
    assert.ok(Math.abs(found - 63) < 4 * Math.sqrt(126), `chi-square ${found} of 63 degrees`);
  }
});

test('the rounding of c1 is up with the probability of the fraction that is dropped', () => {
  const sixteenths = zeros.map((_, k) => (DIVISOR * BigInt(k % 16)) / 16n + (k % 16 === 0 ? 0n : 1n));
  const c = new Operand(keyOf(zeros, zeros), montgomery(zeros), montgomery(sixteenths));
  const up = new Array<number>(16).fill(0);
  const { answer } = answerOf(zeros.with(0, 1n), c);
  coefficientsOf(scheme, answer.c1).forEach((x, k) => {
    assert.ok(x === 0n || x === 1n);
    if (x === 1n) up[k % 16]!++;
  });
  const each = DEGREE / 16;
  assert.is(up[0], 0);
  for (let j = 1; j < 16; j++) {
    const deviation = Math.abs(up[j]! - (each * j) / 16) / Math.sqrt((each * j * (16 - j)) / 256);
    assert.ok(deviation < 4.5, `fraction ${j}/16: ${deviation} standard deviations off`);
  }
});

test('the two components are rounded independently', () => {
  const halves = montgomery(zeros.map(() => DIVISOR / 2n));
  const { answer, masks } = answerOf(zeros.with(0, 1n), new Operand(keyOf(zeros, zeros), montgomery(zeros), halves));
  const second = coefficientsOf(scheme, answer.c1);
  let [sum, variance] = [0, 0];
  phase(scheme, answer).forEach((shown, k) => {
    // c0 = 0, so p c0' = -b + p floor(r0 + b/p) with b = mask / D: its floor is 1 with probability b/p.
    const b = mod(-shown, P);
    assert.is((b * DIVISOR) % P, masks[k]);
    const likely = Number(b) / Number(P);
    sum += ((shown > 0n ? 1 : 0) - likely) * (second[k] === 1n ? 0.5 : -0.5);
    variance += (likely * (1 - likely)) / 4;
  });
  assert.ok(Math.abs(sum) < 5 * Math.sqrt(variance), `correlated: ${sum / Math.sqrt(variance)}`);
});

/** b = 0: s = 0 decrypts. */
function key0(): PublicKey {
  return { ...key, b: montgomery(zeros) };
}

/** m/p without noise, twice. */
function bareMessage() {
  const values = scheme.allocFull();
  scheme.lift.dividedInto(words(scheme, m), scheme.arena.alloc(scheme.words(1)), values);
  ring.forward(values);
  ring.scaleInto(factors.doubled, values, values);
  return values;
}

// The owner of a degenerate key (b = 0, so s = 0 decrypts) sees the rounding of c0 with no noise above it. It must
// depend on what it decrypts, W, and on fresh randomness: -1 with probability W/p, else 0; not on the mask or on the
// product.
test('the rounding that the owner sees does not depend on the mask', () => {
  const bare = new Operand(key0(), bareMessage(), montgomery(zeros));
  const x = negacyclicProduct(
    a,
    m.map((value) => (2n * value) % P),
    P,
  );
  const cells = new Map<string, { seen: number; minus: number; expected: number; variance: number }>();
  for (let round = 0; round < 3; round++) {
    const { answer, masks } = answerOf(a, bare);
    phase(scheme, answer).forEach((found, k) => {
      const shown = mod(found, P);
      const noise = (found - shown) / P;
      const w = Number(shown) / Number(P);
      assert.ok(noise === 0n || noise === -1n, `noise ${noise}`);
      const cell = `${Math.floor(4 * w)} ${(masks[k]! * 4n) / P} ${(x[k]! * 4n) / P}`;
      const counts = cells.get(cell) ?? { seen: 0, minus: 0, expected: 0, variance: 0 };
      counts.seen++;
      counts.minus += noise === -1n ? 1 : 0;
      counts.expected += w;
      counts.variance += w * (1 - w);
      cells.set(cell, counts);
    });
  }
  for (const [cell, { minus, expected, variance }] of cells) {
    const deviation = Math.abs(minus - expected) / Math.sqrt(variance);
    assert.ok(deviation < 5, `cell ${cell}: ${deviation} standard deviations off`);
  }
});

test.run();
