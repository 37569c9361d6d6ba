// Answers: what the owner of the key decrypts plus what the answerer keeps is the product; and what the owner sees of
// the noise says nothing that the decrypted value does not say.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Span } from '../../src/kernel/index.js';
import { P } from '../../src/params.js';
import { answerNoise } from '../../src/she/bounds.js';
import {
  Answer,
  answerInto,
  answerSumInto,
  Ciphertext,
  decryptInto,
  drawRandomnessInto,
  encryptInto,
  generatePublicKey,
  Multiplier,
  multiplierInto,
  multiplyAddInto,
  Operand,
  operandInto,
  Product,
  polynomialToSlotsInto,
  Randomness,
} from '../../src/she/index.js';
import { DEGREE, MAX_PRODUCTS } from '../../src/she/params.js';
import { lanes, negacyclicProduct, randomIntegers } from '../kernel/ring-oracle.js';
import { throwsUsage } from '../kernel/throws.js';
import { bench, phase, words } from './support.js';

const test = suite('she: answers');
const { scheme, random, secret, key } = await bench(3);
const { kernel } = scheme;

function operandOf(values: readonly bigint[]): Operand {
  const r = Randomness.alloc(scheme);
  drawRandomnessInto(scheme, random, r);
  const c = Ciphertext.alloc(scheme);
  encryptInto(scheme, key, words(scheme, values), r, c);
  const z = Operand.alloc(scheme, key);
  operandInto(scheme, c, z);
  return z;
}

function multiplierOf(values: readonly bigint[]): Multiplier {
  const z = Multiplier.alloc(scheme);
  multiplierInto(scheme, words(scheme, values), z);
  return z;
}

/** Decrypted plus share. */
function together(answer: Answer, share: Span): Span {
  const z = scheme.arena.alloc(DEGREE);
  decryptInto(scheme, secret, answer, z);
  kernel.addInto(z, share, z);
  return z;
}

const edges = [0n, 1n, P - 1n, P >> 1n, (P >> 1n) + 1n, (1n << 60n) - 1n, 1n << 60n];
const [a, m, a2, m2] = [1, 2, 3, 4].map((salt) =>
  randomIntegers(DEGREE, P, salt).map((x, i) => edges[(i * salt) % 61] ?? x),
) as [bigint[], bigint[], bigint[], bigint[]];
const twice = (values: readonly bigint[]) => values.map((x) => (2n * x) % P);

test('decrypted and share add up to the product of the polynomials, at every coefficient', () => {
  const [answer, share] = [Answer.alloc(scheme), scheme.arena.alloc(DEGREE)];
  answerInto(scheme, multiplierOf(a), operandOf(m), random, answer, share);
  assert.equal(kernel.toBigInts(together(answer, share)), negacyclicProduct(a, twice(m), P));
});

test('slots multiply slot by slot', () => {
  const [answer, share] = [Answer.alloc(scheme), scheme.arena.alloc(DEGREE)];
  answerInto(scheme, multiplierOf(a), operandOf(m), random, answer, share);
  const found = together(answer, share);
  polynomialToSlotsInto(scheme, found, found);
  const [x, y] = [words(scheme, a), words(scheme, twice(m))];
  for (const span of [x, y]) polynomialToSlotsInto(scheme, span, span);
  kernel.mulInto(x, y, x);
  assert.equal(kernel.toBigInts(found), kernel.toBigInts(x));
});

test('a constant in one coefficient scales all coefficients', () => {
  const alpha = new Array<bigint>(DEGREE).fill(0n).with(0, m[0]! + 12345n);
  const [answer, share] = [Answer.alloc(scheme), scheme.arena.alloc(DEGREE)];
  answerInto(scheme, multiplierOf(a), operandOf(alpha), random, answer, share);
  assert.equal(
    kernel.toBigInts(together(answer, share)),
    a.map((x) => (x * 2n * alpha[0]!) % P),
  );
});

test('sums of products are answered together, the largest allowed number of them as well', () => {
  const [answer, share] = [Answer.alloc(scheme), scheme.arena.alloc(DEGREE)];
  const sum = Product.alloc(scheme, key);
  multiplyAddInto(scheme, multiplierOf(a), operandOf(m), sum);
  multiplyAddInto(scheme, multiplierOf(a2), operandOf(m2), sum);
  answerSumInto(scheme, sum, random, answer, share);
  const second = negacyclicProduct(a2, twice(m2), P);
  assert.equal(
    kernel.toBigInts(together(answer, share)),
    negacyclicProduct(a, twice(m), P).map((x, i) => (x + second[i]!) % P),
  );

  const many = Product.alloc(scheme, key);
  const [multiplier, operand] = [multiplierOf(a), operandOf(m)];
  for (let i = 0; i < MAX_PRODUCTS; i++) multiplyAddInto(scheme, multiplier, operand, many);
  throwsUsage(() => multiplyAddInto(scheme, multiplier, operand, many), 'LIMIT_EXCEEDED');
  answerSumInto(scheme, many, random, answer, share);
  assert.equal(
    kernel.toBigInts(together(answer, share)),
    negacyclicProduct(a, twice(m), P).map((x) => (x * BigInt(MAX_PRODUCTS)) % P),
  );
});

test('the noise of answers stays within its bound', () => {
  const [answer, share] = [Answer.alloc(scheme), scheme.arena.alloc(DEGREE)];
  answerInto(scheme, multiplierOf(a), operandOf(m), random, answer, share);
  const largest = answerNoise();
  const noises = phase(scheme, answer, secret.opener).map((x) => x / P);
  assert.ok(noises.every((e) => e < largest && e > -largest));
  assert.ok(noises.some((e) => e > 20n || e < -20n));
});

test('equal products get independent answers and shares', () => {
  const [multiplier, operand] = [multiplierOf(a), operandOf(m)];
  const [x, y] = [1, 2].map(() => {
    const [answer, share] = [Answer.alloc(scheme), scheme.arena.alloc(DEGREE)];
    answerInto(scheme, multiplier, operand, random, answer, share);
    return { answer, share: kernel.toBigInts(share) };
  }) as [{ answer: Answer; share: bigint[] }, { answer: Answer; share: bigint[] }];
  assert.is(x.share.filter((value, i) => value === y.share[i]).length, 0);
  for (const component of ['c0', 'c1'] as const) {
    const [u, v] = [lanes(scheme.arena, x.answer[component]), lanes(scheme.arena, y.answer[component])];
    assert.ok(u.filter((lane, i) => lane === v[i]).length < 10);
  }
  const cells = new Array<number>(16).fill(0);
  for (const value of x.share) cells[Number((value * 16n) / P)]!++;
  const chiSquare = cells.reduce((sum, n) => sum + (n - DEGREE / 16) ** 2 / (DEGREE / 16), 0);
  assert.ok(chiSquare < 15 + 4 * Math.sqrt(30), `shares are not uniform: ${chiSquare}`);
});

test('a sum holds ciphertexts under one key, and is answered once', () => {
  const other = generatePublicKey(scheme, secret, new Uint8Array(32), 1, random);
  const sum = Product.alloc(scheme, other);
  const [multiplier, operand] = [multiplierOf(a), operandOf(m)];
  throwsUsage(() => multiplyAddInto(scheme, multiplier, operand, sum), 'INVALID_ARGUMENT');
  const own = Product.alloc(scheme, key);
  multiplyAddInto(scheme, multiplier, operand, own);
  const [answer, share] = [Answer.alloc(scheme), scheme.arena.alloc(DEGREE)];
  answerSumInto(scheme, own, random, answer, share);
  throwsUsage(() => answerSumInto(scheme, own, random, answer, share), 'WRONG_STATE');
  throwsUsage(() => multiplyAddInto(scheme, multiplier, operand, own), 'WRONG_STATE');
  own.clear(scheme);
  multiplyAddInto(scheme, multiplier, operand, own);
  answerSumInto(scheme, own, random, answer, share);
  assert.equal(kernel.toBigInts(together(answer, share)), negacyclicProduct(a, twice(m), P));
});

test('an answer fits its spans and nothing else', () => {
  const [answer, share] = [Answer.alloc(scheme), scheme.arena.alloc(DEGREE - 1)];
  throwsUsage(() => answerInto(scheme, multiplierOf(a), operandOf(m), random, answer, share), 'LENGTH_MISMATCH');
});

test.run();
