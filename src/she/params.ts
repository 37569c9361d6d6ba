// Parameters of the encryption. BGV [BGV12] in the ring Z[X]/(X^N + 1) with residue numbers, plaintexts modulo the
// field's p. bounds.ts derives from them that everything decrypts and that answers hide what they must.
//
// Security of the keys: ring-LWE with N = 16384, ternary secrets, errors of standard deviation 3.24 and a modulus of
// 280 bits. The homomorphic encryption standard [HES18, table 1] allows 438 bits at 128-bit security for this degree,
// a ternary secret and deviation 3.2. Errors are centred binomial (21 coins against 21), as in common libraries,
// instead of a rounded Gaussian; at most 21 in size. No other security rests on the lattice: what an *answer* hides,
// it hides statistically (answer.ts).
import {
  BINOMIAL_COINS,
  DROPPED_PRIMES,
  KEPT_PRIMES,
  RING_DEGREE,
  WIDE_BITS,
  WIDE_MESSAGE_BITS,
} from '../kernel/index.js';
import { P } from '../params.js';

/** N, the degree: also the number of slots of a plaintext, and of its coefficients. */
export const DEGREE = RING_DEGREE;

/** Largest coefficient of an error in size. */
export const ERROR_BOUND = BINOMIAL_COINS;

/** Largest coefficient in size of the integer that stands for a field element. */
export const MESSAGE_BOUND = 1n << 60n;

/** The randomness that floods the encryptor's own in an answer is uniform in [-2^FLOOD_BITS, 2^FLOOD_BITS). */
export const FLOOD_BITS = WIDE_BITS;

/** The ciphertext modulus q: the ten largest primes below 2^28 that are 1 modulo 2N; product 2^279.9. */
export const MODULI: readonly number[] = largestPrimes(KEPT_PRIMES + DROPPED_PRIMES);

/** The first three, which an answer keeps; product q' = 2^84.0. */
export const KEPT_MODULI: readonly number[] = MODULI.slice(0, KEPT_PRIMES);

/** D, the product of the other seven, 2^195.9: an answer is divided by it. */
export const DIVISOR: bigint = product(MODULI.slice(KEPT_PRIMES));

/** D mod p, by which whoever reads an answer multiplies. */
export const DIVISOR_IN_FIELD: bigint = DIVISOR % P;

/** Most products in one answer. */
export const MAX_PRODUCTS = 1024;

/**
 * Proofs of plaintext knowledge, each about `statements` ciphertexts, with `auxiliary` challenges per statement:
 * (2N + 1)^-auxiliary = 2^-135 makes the proof computationally sound at 2^-128. A mask is uniform in
 * [-2^maskBits, 2^maskBits), about 2^23 times wider than what it hides, and made independent of it by rejection.
 * @source [BCS19]
 */
export const PROOF = {
  auxiliary: 9,
  statements: 18,
  maskBits: { message: WIDE_MESSAGE_BITS, randomness: 27, error: 31 },
} as const;

/** The product of moduli. */
export function product(moduli: readonly number[]): bigint {
  return moduli.reduce((all, q) => all * BigInt(q), 1n);
}

function largestPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let q = 2 ** 28 - 2 * DEGREE + 1; primes.length < count; q -= 2 * DEGREE) if (isPrime(q)) primes.push(q);
  return primes;
}

/** Trial division, for odd n below 2^28. */
function isPrime(n: number): boolean {
  for (let d = 3; d * d <= n; d += 2) if (n % d === 0) return false;
  return true;
}
