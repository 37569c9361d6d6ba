// Bytes of keys, ciphertexts and answers: they come back the same, and nothing malformed is accepted.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../src/errors.js';
import {
  Answer,
  answerBytes,
  Ciphertext,
  ciphertextBytes,
  decryptInto,
  drawRandomnessInto,
  EVERYWHERE,
  encryptInto,
  publicKeyBytes,
  Randomness,
  type Reading,
  readAnswerInto,
  readCiphertextInto,
  readPublicKey,
  writeAnswer,
  writeCiphertext,
  writePublicKey,
} from '../../src/she/index.js';
import { DEGREE, KEPT_MODULI, MODULI } from '../../src/she/params.js';
import { switchInto } from '../../src/she/switch.js';
import { randomIntegers } from '../kernel/ring-oracle.js';
import { throwsUsage } from '../kernel/throws.js';
import { bench, words } from './support.js';

const test = suite('she: wire');
const { scheme, random, secret, key } = await bench(5);
const { kernel } = scheme;
const message = randomIntegers(DEGREE, (1n << 61n) - (1n << 21n) + 1n, 1);

const ciphertext = Ciphertext.alloc(scheme);
const randomness = Randomness.alloc(scheme);
drawRandomnessInto(scheme, random, randomness);
encryptInto(scheme, key, words(scheme, message), randomness, ciphertext);

const answer = Answer.alloc(scheme);
const [c0, c1] = [scheme.allocFull(), scheme.allocFull()];
kernel.copyInto(ciphertext.c0, c0);
kernel.copyInto(ciphertext.c1, c1);
switchInto(scheme, c0, c1, scheme.arena.alloc(DEGREE), random(32), 0, answer);

/** Overwrites residue number `index` of packed residues from byte `offset` on. */
function withResidue(bytes: Uint8Array, offset: number, index: number, value: number): Uint8Array {
  const changed = bytes.slice();
  const at = offset + 7 * (index >> 1);
  const pair = changed.subarray(at, at + 7).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const low = index % 2 === 0 ? BigInt(value) : pair & 0xfffffffn;
  const high = index % 2 === 1 ? BigInt(value) : pair >> 28n;
  for (let k = 0; k < 7; k++) changed[at + k] = Number((((high << 28n) | low) >> BigInt(8 * k)) & 0xffn);
  return changed;
}

test('sizes are 70 bytes per slot for a ciphertext, 21 for an answer, multiples of 8', () => {
  assert.is(ciphertextBytes(scheme), 70 * DEGREE);
  assert.is(answerBytes(scheme), 21 * DEGREE);
  assert.is(publicKeyBytes(scheme), 40 + 35 * DEGREE);
  assert.is(answerBytes(scheme, { first: 31, stride: 512, count: 32 }), 10.5 * DEGREE + 3 * 112);
  for (const bytes of [publicKeyBytes(scheme), answerBytes(scheme, { first: 0, stride: 1, count: 1 })]) {
    assert.is(bytes % 8, 0);
  }
});

test('a public key comes back, a from its seed', () => {
  const bytes = writePublicKey(scheme, key);
  assert.is(bytes.length, publicKeyBytes(scheme));
  const back = readPublicKey(scheme, bytes);
  assert.ok(kernel.equal(back.a, key.a));
  assert.ok(kernel.equal(back.b, key.b));
  assert.equal([back.index, ...back.seed], [key.index, ...key.seed]);
  throwsUsage(() => readPublicKey(scheme, bytes.subarray(1)), 'LENGTH_MISMATCH');
  throwsUsage(() => readPublicKey(scheme, withResidue(bytes, 40, DEGREE, MODULI[1]!)), 'NOT_CANONICAL');
  for (let k = 36; k < 40; k++) throwsUsage(() => readPublicKey(scheme, bytes.with(k, 1)), 'NOT_CANONICAL');
});

test('a ciphertext comes back', () => {
  const bytes = writeCiphertext(scheme, ciphertext);
  const back = Ciphertext.alloc(scheme);
  readCiphertextInto(scheme, bytes, back);
  assert.ok(kernel.equal(back.c0, ciphertext.c0));
  assert.ok(kernel.equal(back.c1, ciphertext.c1));
  throwsUsage(() => readCiphertextInto(scheme, bytes.subarray(8), back), 'LENGTH_MISMATCH');
});

test('a residue of its prime or more is refused, modulo every prime, in both components', () => {
  const bytes = writeCiphertext(scheme, ciphertext);
  const back = Ciphertext.alloc(scheme);
  for (let polynomial = 0; polynomial < 2 * MODULI.length; polynomial++) {
    const q = MODULI[polynomial % MODULI.length]!;
    const index = polynomial * DEGREE + ((polynomial * 7919) % DEGREE);
    readCiphertextInto(scheme, withResidue(bytes, 0, index, q - 1), back);
    throwsUsage(() => readCiphertextInto(scheme, withResidue(bytes, 0, index, q), back), 'NOT_CANONICAL');
  }
});

test('an answer comes back, and decrypts', () => {
  const back = Answer.alloc(scheme);
  readAnswerInto(scheme, writeAnswer(scheme, answer), back);
  assert.ok(kernel.equal(back.c0, answer.c0));
  assert.ok(kernel.equal(back.c1, answer.c1));
  const z = scheme.arena.alloc(DEGREE);
  decryptInto(scheme, secret, back, z);
  assert.equal(kernel.toBigInts(z), message);
});

test('an answer that is read at some coefficients carries these only, and they decrypt', () => {
  const readings: Reading[] = [
    { first: 31, stride: 512, count: 32 },
    { first: 0, stride: 1, count: 1 },
    { first: DEGREE - 1, stride: 7, count: 1 },
    { first: 3, stride: 5, count: 1000 },
    { first: 48, stride: 320, count: 50, run: 16 },
    { first: 1, stride: 3, count: 5461, run: 3 },
  ];
  for (const reading of readings) {
    const bytes = writeAnswer(scheme, answer, reading);
    assert.is(bytes.length, answerBytes(scheme, reading));
    const back = Answer.alloc(scheme);
    readAnswerInto(scheme, bytes, back, reading);
    const z = scheme.arena.alloc(DEGREE);
    decryptInto(scheme, secret, back, z);
    const found = kernel.toBigInts(z);
    for (let i = 0; i < reading.count; i++) {
      const k = reading.first + i * reading.stride;
      for (let at = k; at < k + (reading.run ?? 1); at++) assert.is(found[at], message[at]);
    }
  }
});

test('wrong lengths, residues out of range and padding in answers are refused', () => {
  const back = Answer.alloc(scheme);
  const whole = writeAnswer(scheme, answer);
  throwsUsage(() => readAnswerInto(scheme, whole.subarray(56), back), 'LENGTH_MISMATCH');
  throwsUsage(() => readAnswerInto(scheme, whole, back, { first: 0, stride: 1, count: 1 }), 'LENGTH_MISMATCH');
  for (let polynomial = 0; polynomial < 6; polynomial++) {
    const q = KEPT_MODULI[polynomial % 3]!;
    const broken = withResidue(whole, 0, polynomial * DEGREE + 77, q);
    throwsUsage(() => readAnswerInto(scheme, broken, back), 'NOT_CANONICAL');
  }
  const reading = { first: 5, stride: 9, count: 17 };
  const part = writeAnswer(scheme, answer, reading);
  readAnswerInto(scheme, part, back, reading);
  const padded = withResidue(part, 10.5 * DEGREE, 17, 1);
  throwsUsage(() => readAnswerInto(scheme, padded, back, reading), 'NOT_CANONICAL');
});

test('coefficients that do not exist cannot be read', () => {
  const broken: Reading[] = [
    { first: -1, stride: 1, count: 1 },
    { first: 0, stride: 0, count: 2 },
    { first: 0, stride: 1, count: 0 },
    { first: 1, stride: 1, count: DEGREE },
    { first: 0.5, stride: 1, count: 1 },
    { ...EVERYWHERE, stride: 2 },
  ];
  for (const reading of broken) throwsUsage(() => writeAnswer(scheme, answer, reading), 'INVALID_ARGUMENT');
});

test('errors name lengths and primes, never a residue', () => {
  const bytes = withResidue(writeCiphertext(scheme, ciphertext), 0, 5, 2 ** 28 - 3);
  try {
    readCiphertextInto(scheme, bytes, Ciphertext.alloc(scheme));
    assert.unreachable();
  } catch (error) {
    assert.ok(error instanceof UsageError);
    assert.not.ok(error.message.includes(String(2 ** 28 - 3)));
  }
});

test.run();
