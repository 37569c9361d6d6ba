// The derivation of the parameters: the figures, that they suffice, and that one step further they do not.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { P } from '../../src/params.js';
import {
  answerDecrypts,
  answerDistance,
  answerHides,
  answerNoise,
  DISTANCE_UNIT_BITS,
  DOUBLED,
  FRESH,
  NOISE_LIMIT,
  noise,
  productParts,
  proven,
  restartProbability,
} from '../../src/she/bounds.js';
import { DEGREE, DIVISOR, KEPT_MODULI, MAX_PRODUCTS, MODULI, PROOF, product } from '../../src/she/params.js';
import { PRIMES } from '../kernel/ring-oracle.js';
import { log2 } from './support.js';

const test = suite('she: bounds');
const near = (x: bigint, expected: number) => {
  assert.ok(Math.abs(log2(x) - expected) < 0.06, `2^${log2(x)} is not 2^${expected}`);
};

test('the moduli are the ten largest primes below 2^28 that are 1 modulo 2N', () => {
  assert.equal([...MODULI], [...PRIMES]);
  near(product(MODULI), 279.94);
  near(product(KEPT_MODULI), 84);
  near(DIVISOR, 195.95);
  assert.is(P % (2n * 16384n), 1n);
});

test('the modulus leaves room below the 438 bits of the standard', () => {
  assert.ok(log2(product(MODULI)) < 438);
});

test('fresh and proven ciphertexts have the bounds of the derivation', () => {
  near(P * noise(FRESH), 80.4);
  const worst = proven();
  near(worst.message, 102);
  near(worst.randomness, 42);
  near(worst.error, 46);
});

test('sums of 1024 products of proven ciphertexts stay far below the flooding', () => {
  const parts = productParts(proven());
  near(parts.randomness, 126);
  near(parts.error, 130);
  near(parts.carry, 125);
});

test('an answer to whatever a proof lets pass hides its plaintext to 2^-40', () => {
  assert.ok(answerHides());
  assert.ok(log2(answerDistance(proven())) - DISTANCE_UNIT_BITS < -42);
});

test('an answer always decrypts, to honest ciphertexts and to the worst proven ones', () => {
  near(NOISE_LIMIT, 22);
  assert.ok(answerDecrypts());
  assert.ok(answerDecrypts(proven()));
  near(answerNoise(DOUBLED), 14.02);
});

const wider = (bits: number) => ({
  message: PROOF.maskBits.message + bits,
  randomness: PROOF.maskBits.randomness + bits,
  error: PROOF.maskBits.error + bits,
});

test('wider masks in the proof would break the flooding: those that need no rejection, 2^40 times the witness, do', () => {
  assert.ok(answerHides(proven(wider(5))));
  assert.not.ok(answerHides(proven(wider(6))));
  assert.not.ok(answerHides(proven(wider(17))));
});

test('so would products far beyond the limit', () => {
  assert.ok(answerHides(proven(), 32 * MAX_PRODUCTS));
  assert.not.ok(answerHides(proven(), 64 * MAX_PRODUCTS));
});

test('an honest prover seldom starts again, and would with narrower masks', () => {
  assert.ok(Math.abs(restartProbability() - 0.0873) < 0.001, `${restartProbability()}`);
  assert.ok(restartProbability(wider(-6)) > 0.99);
});

test('challenges are enough for 128 bits of soundness', () => {
  assert.ok(PROOF.auxiliary * Math.log2(2 * DEGREE + 1) >= 130);
});

test('noise beyond the limit is not claimed to decrypt', () => {
  const heavy = (factor: bigint) => ({ message: DOUBLED.message, randomness: 1n, error: factor });
  let factor = 1n;
  while (answerDecrypts(heavy(2n * factor))) factor *= 2n;
  assert.ok(answerDecrypts(heavy(factor)));
  assert.ok(answerNoise(heavy(2n * factor)) > NOISE_LIMIT);
});

test.run();
