// The worst adversary the parameters allow, and one step more. A ciphertext at the proven bounds, with every sign
// chosen to add up at coefficient 0, times the largest plaintext with signs to match, 1024 times, still decrypts.
// Noise at the limit of three primes still decrypts; just beyond it does not.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { P } from '../../src/params.js';
import { answerNoise, DOUBLED, NOISE_LIMIT, proven } from '../../src/she/bounds.js';
import {
  Answer,
  answerInto,
  answerSumInto,
  decryptInto,
  Multiplier,
  multiplierInto,
  multiplyAddInto,
  Operand,
  Product,
} from '../../src/she/index.js';
import { DEGREE, DIVISOR, MAX_PRODUCTS, MESSAGE_BOUND, MODULI, product } from '../../src/she/params.js';
import { mod, negacyclicProduct } from '../kernel/ring-oracle.js';
import { bench, coefficientsOf, secretOf, valuesOf, words } from './support.js';

const test = suite('she: worst case');
const { scheme, random, secret, key } = await bench(4);
const { ring, factors, kernel } = scheme;
const q = product(MODULI);
const reciprocal = inverseModulo(P, q);

/** By the extended Euclidean algorithm. */
function inverseModulo(x: bigint, m: bigint): bigint {
  let [r0, r1, t0, t1] = [m, x, 0n, 1n];
  while (r1 > 0n) [r0, r1, t0, t1] = [r1, r0 % r1, t1, t0 - (r0 / r1) * t1];
  return mod(t0, m);
}

/** Coefficients of this size whose product with `other` adds up to the largest possible coefficient 0. */
function aligned(other: readonly bigint[], size: bigint): bigint[] {
  const sign = (x: bigint) => (x < 0n ? -size : size);
  return other.map((_, k) => (k === 0 ? sign(other[0]!) : -sign(other[DEGREE - k]!)));
}

function signedProduct(x: readonly bigint[], y: readonly bigint[]): bigint[] {
  const m = 1n << 200n;
  const reduced = (z: readonly bigint[]) => z.map((value) => mod(value, m));
  return negacyclicProduct(reduced(x), reduced(y), m).map((value) => (2n * value > m ? value - m : value));
}

/** The operand (b v + m/p + e0, a v + e1). */
function operandOf(v: bigint[], m: bigint[], e0: bigint[], e1: bigint[]): Operand {
  const [randomness, z] = [valuesOf(scheme, v), Operand.alloc(scheme, key)];
  kernel.copyInto(
    valuesOf(
      scheme,
      m.map((x, i) => x * reciprocal + e0[i]!),
    ),
    z.c0,
  );
  kernel.copyInto(valuesOf(scheme, e1), z.c1);
  ring.multiplyAddInto(randomness, key.b, z.c0);
  ring.multiplyAddInto(randomness, key.a, z.c1);
  for (const component of [z.c0, z.c1]) ring.scaleInto(factors.montgomery, component, component);
  return z;
}

test('a ciphertext at the proven bounds, multiplied as unluckily as possible, still decrypts', () => {
  const s = secretOf(scheme, secret);
  const sum = scheme.allocFull();
  const plainA = scheme.allocFull();
  ring.scaleInto(factors.fromMontgomery, key.b, sum);
  ring.scaleInto(factors.fromMontgomery, key.a, plainA);
  ring.multiplyAddInto(plainA, secret.factor, sum);
  const e = coefficientsOf(scheme, sum);

  const worst = proven();
  const v = aligned(e, worst.randomness);
  const e1 = aligned(s, worst.error);
  const e0 = new Array<bigint>(DEGREE).fill(worst.error);
  const m = e0.map((_, k) => (k % 3 === 0 ? -worst.message : worst.message));
  const [ve, es] = [signedProduct(v, e), signedProduct(e1, s)];
  const noise = e0.map((x, k) => x + ve[k]! + es[k]!);
  const a = aligned(noise, MESSAGE_BOUND - 1n);

  const multiplier = Multiplier.alloc(scheme);
  multiplierInto(scheme, words(scheme, a), multiplier);
  const total = Product.alloc(scheme, key);
  const operand = operandOf(v, m, e0, e1);
  for (let i = 0; i < MAX_PRODUCTS; i++) multiplyAddInto(scheme, multiplier, operand, total);
  const [answer, share, z] = [Answer.alloc(scheme), scheme.arena.alloc(DEGREE), scheme.arena.alloc(DEGREE)];
  answerSumInto(scheme, total, random, answer, share);
  decryptInto(scheme, secret, answer, z);
  kernel.addInto(z, share, z);
  const expected = negacyclicProduct(
    a.map((x) => mod(x, P)),
    m.map((x) => mod(x, P)),
    P,
  );
  assert.equal(
    kernel.toBigInts(z),
    expected.map((x) => (x * BigInt(MAX_PRODUCTS)) % P),
  );
});

test('noise at the limit decrypts, and just beyond the limit nothing does', () => {
  const one = Multiplier.alloc(scheme);
  multiplierInto(scheme, words(scheme, new Array<bigint>(DEGREE).fill(0n).with(0, 1n)), one);
  const zeros = new Array<bigint>(DEGREE).fill(0n);
  const message = zeros.map((_, k) => BigInt(k) * 0x1234567n);
  const wrong = (noise: bigint) => {
    const e0 = zeros.map((_, k) => (k % 2 === 0 ? noise : -noise));
    const [answer, share, z] = [Answer.alloc(scheme), scheme.arena.alloc(DEGREE), scheme.arena.alloc(DEGREE)];
    answerInto(scheme, one, operandOf(zeros, message, e0, zeros), random, answer, share);
    decryptInto(scheme, secret, answer, z);
    kernel.addInto(z, share, z);
    return kernel.toBigInts(z).filter((x, k) => x !== message[k]).length;
  };
  const slack = answerNoise({ ...DOUBLED, message: 0n, randomness: 0n, error: 0n }, 1);
  assert.is(wrong((NOISE_LIMIT - slack) * DIVISOR), 0);
  assert.is(wrong((NOISE_LIMIT + slack + 2n) * DIVISOR), DEGREE);
});

test.run();
