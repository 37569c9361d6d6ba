// For the tests of she/: a scheme with a reproducible source of randomness, and its polynomials as BigInt coefficients.
import { type RandomBytes, seededRandom } from '../../src/crypto/index.js';
import { Kernel, type Span } from '../../src/kernel/index.js';
import { P } from '../../src/params.js';
import {
  type Answer,
  generatePublicKey,
  generateSecretKey,
  type PublicKey,
  Scheme,
  type SecretKey,
} from '../../src/she/index.js';
import { DEGREE, KEPT_MODULI, MODULI } from '../../src/she/params.js';
import { lanes, mod, powerMod } from '../kernel/ring-oracle.js';

export interface Bench {
  readonly scheme: Scheme;
  readonly random: RandomBytes;
  readonly secret: SecretKey;
  readonly key: PublicKey;
}

export const PUBLIC_SEED = new Uint8Array(32).fill(9);

/** A kernel with one party's keys. */
export async function bench(seed: number): Promise<Bench> {
  const kernel = await Kernel.load();
  const scheme = new Scheme(kernel.newArena());
  const random = seededRandom(kernel, new Uint8Array(32).fill(seed));
  const secret = generateSecretKey(scheme, random);
  return { scheme, random, secret, key: generatePublicKey(scheme, secret, PUBLIC_SEED, 0, random) };
}

/** N field elements in the scheme's arena. */
export function words(scheme: Scheme, values: readonly bigint[]): Span {
  const span = scheme.arena.alloc(values.length);
  scheme.kernel.fromBigInts(values, span);
  return span;
}

/** The residues of a polynomial's coefficients: result[i] modulo MODULI[i]. `values`: lazy values of the ring. */
export function residuesOf(scheme: Scheme, values: Span): bigint[][] {
  const primes = (2 * values.length) / DEGREE;
  return scheme.arena.scope(() => {
    const copy = scheme.arena.alloc(values.length);
    scheme.ring.canonicalInto(values, copy);
    scheme.ring.inverse(copy);
    const found = lanes(scheme.arena, copy);
    return MODULI.slice(0, primes).map((q, i) => {
      const perDegree = powerMod(BigInt(DEGREE), BigInt(q) - 2n, BigInt(q));
      const part = found.subarray(i * DEGREE, (i + 1) * DEGREE);
      return Array.from(part, (lane) => (BigInt(lane) * perDegree) % BigInt(q));
    });
  });
}

/** From residues to integers in (-q/2, q/2], q the product of the primes. */
export function integersOf(residues: readonly (readonly bigint[])[]): bigint[] {
  const moduli = MODULI.slice(0, residues.length).map(BigInt);
  const q = moduli.reduce((all, prime) => all * prime, 1n);
  const weights = moduli.map((prime) => (q / prime) * powerMod(q / prime, prime - 2n, prime));
  return Array.from({ length: DEGREE }, (_, k) => {
    const x = residues.reduce((sum, part, i) => sum + part[k]! * weights[i]!, 0n) % q;
    return 2n * x > q ? x - q : x;
  });
}

/** The coefficients of lazy values, as integers. */
export function coefficientsOf(scheme: Scheme, values: Span): bigint[] {
  return integersOf(residuesOf(scheme, values));
}

/** Values of the polynomial with these integer coefficients, modulo all primes, canonical. */
export function valuesOf(scheme: Scheme, coefficients: readonly bigint[]): Span {
  const span = scheme.allocFull();
  const to = lanes(scheme.arena, span);
  MODULI.forEach((q, i) => {
    coefficients.forEach((c, k) => {
      to[i * DEGREE + k] = Number(mod(c, BigInt(q)));
    });
  });
  scheme.ring.forward(span);
  scheme.ring.canonicalInto(span, span);
  return span;
}

/** The coefficients of the secret. */
export function secretOf(scheme: Scheme, secret: SecretKey): bigint[] {
  return scheme.arena.scope(() => {
    const plain = scheme.allocFull();
    scheme.ring.scaleInto(scheme.factors.fromMontgomery, secret.factor, plain);
    return coefficientsOf(scheme, plain);
  });
}

export function log2(x: bigint): number {
  const bits = x.toString(2).length;
  const shift = Math.max(0, bits - 53);
  return Math.log2(Number(x >> BigInt(shift))) + shift;
}

/** p (c0 + c1 s) modulo q', centred: m + p e, for any secret in the form of SecretKey.opener, or none. */
export function phase(scheme: Scheme, answer: Answer, opener?: Span): bigint[] {
  return scheme.arena.scope(() => {
    const product = scheme.allocKept();
    if (opener !== undefined) {
      scheme.ring.multiplyInto(answer.c1, opener, product);
      scheme.ring.inverse(product);
    }
    const [c0, c1s] = [lanes(scheme.arena, answer.c0), lanes(scheme.arena, product)];
    const residues = KEPT_MODULI.map((prime, i) =>
      Array.from(c0.subarray(i * DEGREE, (i + 1) * DEGREE), (lane, k) =>
        mod((BigInt(lane) + BigInt(c1s[i * DEGREE + k]!)) * P, BigInt(prime)),
      ),
    );
    return integersOf(residues);
  });
}
