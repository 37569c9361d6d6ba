// Ciphertexts against a decryption in BigInt arithmetic that shares nothing with the code but the transform.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { P } from '../../src/params.js';
import { FRESH, noise } from '../../src/she/bounds.js';
import {
  addCiphertextsInto,
  Ciphertext,
  decryptCiphertextInto,
  drawRandomnessInto,
  encryptInto,
  polynomialToSlotsInto,
  Randomness,
  slotsToPolynomialInto,
} from '../../src/she/index.js';
import { DEGREE, MODULI, product } from '../../src/she/params.js';
import { mod, negacyclicProduct, randomIntegers } from '../kernel/ring-oracle.js';
import { bench, coefficientsOf, secretOf, words } from './support.js';

const test = suite('she: encryption');
const { scheme, random, secret, key } = await bench(2);
const q = product(MODULI);
const s = secretOf(scheme, secret).map((x) => mod(x, q));

/** m + p e, centred, in BigInt arithmetic: p (c0 + c1 s) modulo q. */
function phase(c: Ciphertext): bigint[] {
  const c0 = coefficientsOf(scheme, c.c0);
  const c1 = coefficientsOf(scheme, c.c1).map((x) => mod(x, q));
  return negacyclicProduct(c1, s, q).map((x, i) => {
    const centred = mod(P * (x + c0[i]!), q);
    return 2n * centred > q ? centred - q : centred;
  });
}

function encrypted(values: readonly bigint[]): Ciphertext {
  const r = Randomness.alloc(scheme);
  drawRandomnessInto(scheme, random, r);
  const c = Ciphertext.alloc(scheme);
  encryptInto(scheme, key, words(scheme, values), r, c);
  return c;
}

const edges = [0n, 1n, P - 1n, P >> 1n, (P >> 1n) + 1n, (1n << 60n) - 1n, 1n << 60n];
const [m1, m2] = [1, 2].map((salt) => randomIntegers(DEGREE, P, salt).map((x, i) => edges[i % 64] ?? x)) as [
  bigint[],
  bigint[],
];

test('BigInt decryption gives the message, with noise in its bound', () => {
  const phases = phase(encrypted(m1));
  assert.equal(
    phases.map((x) => mod(x, P)),
    m1,
  );
  const largest = noise(FRESH);
  const errors = phases.map((x, i) => (x - (m1[i]! >= 1n << 60n ? m1[i]! - P : m1[i]!)) / P);
  assert.ok(errors.every((e) => e <= largest && e >= -largest));
  const deviation = Math.sqrt(errors.reduce((sum, e) => sum + Number(e) ** 2, 0) / DEGREE);
  assert.ok(deviation > 300 && deviation < 700, `deviation ${deviation}`); // 3.24 sqrt(4N/3) = 479
});

test('sums decrypt to sums, by way of three primes, too', () => {
  const sum = Ciphertext.alloc(scheme);
  addCiphertextsInto(scheme, encrypted(m1), encrypted(m2), sum);
  const z = scheme.arena.alloc(DEGREE);
  decryptCiphertextInto(scheme, secret, sum, random, z);
  assert.equal(
    scheme.kernel.toBigInts(z),
    m1.map((x, i) => (x + m2[i]!) % P),
  );
});

test('the three parts of the randomness differ, and from draw to draw', () => {
  const draws = [0, 1].map(() => {
    const r = Randomness.alloc(scheme);
    drawRandomnessInto(scheme, random, r);
    return [r.v, r.e0, r.e1];
  });
  const parts = draws.flat();
  parts.forEach((x, i) => {
    for (const y of parts.slice(i + 1)) assert.not.ok(scheme.kernel.equal(x, y));
  });
});

test('two encryptions of one message have nothing in common', () => {
  const [x, y] = [encrypted(m1), encrypted(m1)];
  const difference = scheme.allocFull();
  for (const component of ['c0', 'c1'] as const) {
    scheme.ring.subInto(x[component], y[component], difference);
    assert.ok(coefficientsOf(scheme, difference).filter((c) => c === 0n).length === 0);
  }
});

test("slots and polynomials are each other's inverse, and products go slot by slot", () => {
  const values = words(scheme, m1);
  const polynomial = scheme.arena.alloc(DEGREE);
  slotsToPolynomialInto(scheme, values, polynomial);
  const back = scheme.arena.alloc(DEGREE);
  polynomialToSlotsInto(scheme, polynomial, back);
  assert.equal(scheme.kernel.toBigInts(back), m1);
  assert.equal(scheme.kernel.toBigInts(values), m1, 'the input is left as it was');
  const other = words(scheme, m2);
  slotsToPolynomialInto(scheme, other, other);
  const product = negacyclicProduct(scheme.kernel.toBigInts(polynomial), scheme.kernel.toBigInts(other), P);
  polynomialToSlotsInto(scheme, words(scheme, product), back);
  assert.equal(
    scheme.kernel.toBigInts(back),
    m1.map((x, i) => (x * m2[i]!) % P),
  );
});

test.run();
