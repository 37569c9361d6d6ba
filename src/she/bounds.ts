// The noise of every step, worst case, in exact integers: what the worst prover whose proof is accepted can put into a
// ciphertext, how well an answer hides the answerer's plaintext from it, and that an answer decrypts.
//
// Ciphertexts are kept multiplied by 1/p: c0 + c1 s = m/p + e modulo q, so the noise e carries no factor p. All
// bounds are on coefficients, in size; a product of polynomials with coefficients below x and y has coefficients
// below N x y. The proof is about *twice* a ciphertext (a challenge difference divides 2, not 1), so answers are made
// of 2c, which encrypts 2m with randomness 2v and errors 2e.
import { P, STATISTICAL_BITS } from '../params.js';
import {
  DEGREE,
  DIVISOR,
  ERROR_BOUND,
  FLOOD_BITS,
  KEPT_MODULI,
  MAX_PRODUCTS,
  MESSAGE_BOUND,
  PROOF,
  product,
} from './params.js';

const N = BigInt(DEGREE);
const E = BigInt(ERROR_BOUND);

/** Distances are counted in units of 2^-DISTANCE_UNIT_BITS. */
export const DISTANCE_UNIT_BITS = 100;
const UNIT = 1n << BigInt(DISTANCE_UNIT_BITS);

/** Bounds on what a ciphertext is made of: (b v + m/p + e0, a v + e1). */
export interface Parts {
  readonly message: bigint;
  readonly randomness: bigint;
  readonly error: bigint;
}

/** An honest ciphertext. */
export const FRESH: Parts = { message: MESSAGE_BOUND, randomness: 1n, error: E };

/** Twice an honest ciphertext. */
export const DOUBLED: Parts = scaled(FRESH, 2n);

/** Logarithms of the masks' widths in a proof. */
export interface MaskBits {
  readonly message: number;
  readonly randomness: number;
  readonly error: number;
}

/**
 * Twice a ciphertext whose proof was accepted. Responses are smaller than the masks' width; the extractor divides the
 * difference of two by a difference of challenges, and 2/(X^i - X^j) has N coefficients of at most 1.
 * @source [BCS19]
 */
export function proven(mask: MaskBits = PROOF.maskBits): Parts {
  const extracted = (bits: number) => 2n * N * (1n << BigInt(bits));
  return {
    message: extracted(mask.message),
    randomness: extracted(mask.randomness),
    error: extracted(mask.error),
  };
}

/** Bounds on what a response adds to its mask: a sum of rotated witnesses, one per statement. */
export const WITNESS_SUM: Parts = scaled(FRESH, BigInt(PROOF.statements));

/**
 * Probability that an honest prover has to start again. A response is accepted if it is at least WITNESS_SUM away from the
 * ends of the mask's range; then it is uniform there, whatever the witness.
 */
export function restartProbability(mask: MaskBits = PROOF.maskBits): number {
  const rejected = (sum: bigint, bits: number) => Number(sum) / 2 ** bits;
  const { message, randomness, error } = WITNESS_SUM;
  const each =
    rejected(message, mask.message) + rejected(randomness, mask.randomness) + 2 * rejected(error, mask.error);
  return 1 - Math.exp(-each * DEGREE * PROOF.auxiliary);
}

/** The noise e of c0 + c1 s = m/p + e under a key with a ternary secret and an error below ERROR_BOUND. */
export function noise(parts: Parts): bigint {
  return N * parts.randomness * E + parts.error + N * parts.error;
}

/** A sum of products of such ciphertexts with plaintexts, modulo p: the parts, and the carry out of the message. */
export interface ProductParts {
  readonly randomness: bigint;
  readonly error: bigint;
  /** (sum - sum mod p) / p, which joins the error of c0. */
  readonly carry: bigint;
}

export function productParts(parts: Parts, products: number = MAX_PRODUCTS): ProductParts {
  const growth = BigInt(products) * N * MESSAGE_BOUND;
  return {
    randomness: growth * parts.randomness,
    error: growth * parts.error,
    carry: (growth * parts.message) / P + 1n,
  };
}

/**
 * Units in the last place, 2^-59, by which the fixed-point rounding of c0 (with its mask) and of c1 may be too small.
 */
const ROUNDING_UNITS = [3n, 2n] as const;

/**
 * Statistical distance of one answer from one that does not depend on the answerer's plaintext, in units of
 * 2^-DISTANCE_UNIT_BITS, rounded up. Adding something uniform over a range of size R hides a shift by s up to s/R;
 * three shifts are hidden in each of N coefficients: the randomness by an integer of FLOOD_BITS + 1 bits, the errors
 * of c0 and c1 by the randomised rounding, uniform over D.
 */
export function answerDistance(parts: Parts, products: number = MAX_PRODUCTS): bigint {
  const { randomness, error, carry } = productParts(parts, products);
  const flood = 1n << BigInt(FLOOD_BITS + 1);
  const rounding = (ROUNDING_UNITS[0] + ROUNDING_UNITS[1]) * (UNIT >> 59n);
  const shifts = ceilDivide(randomness * UNIT, flood) + ceilDivide((2n * error + carry) * UNIT, DIVISOR);
  return N * (shifts + rounding);
}

/** Does an answer to anything a proof lets pass hide the answerer's plaintext to 2^-STATISTICAL_BITS? */
export function answerHides(parts: Parts = proven(), products: number = MAX_PRODUCTS): boolean {
  return answerDistance(parts, products) <= UNIT >> BigInt(STATISTICAL_BITS);
}

/**
 * The noise in an answer at three primes, for the honest owner of a key: that of the products, of the flooding
 * randomness times the key's error, both divided by D, plus the rounding of c0 and its mask (4 at most) and of c1,
 * times the secret.
 */
export function answerNoise(parts: Parts = DOUBLED, products: number = MAX_PRODUCTS): bigint {
  const { carry } = productParts(parts, products);
  const multiplied = BigInt(products) * N * MESSAGE_BOUND * noise(parts);
  const flood = N * (1n << BigInt(FLOOD_BITS)) * E;
  return ceilDivide(multiplied + carry + flood, DIVISOR) + 4n + N;
}

/** The largest noise with which three primes still decrypt: p/2 + p noise < q' (1/2 - 2^-26). */
export const NOISE_LIMIT: bigint = decryptableNoise(product(KEPT_MODULI));

function decryptableNoise(modulus: bigint): bigint {
  return ((modulus >> 1n) - (modulus >> 26n)) / P - 1n;
}

/** Does an answer to such ciphertexts decrypt, always? */
export function answerDecrypts(parts: Parts = DOUBLED, products: number = MAX_PRODUCTS): boolean {
  return answerNoise(parts, products) <= NOISE_LIMIT;
}

function scaled(parts: Parts, factor: bigint): Parts {
  return {
    message: parts.message * factor,
    randomness: parts.randomness * factor,
    error: parts.error * factor,
  };
}

function ceilDivide(x: bigint, y: bigint): bigint {
  return (x + y - 1n) / y;
}
