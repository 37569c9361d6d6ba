// Lengths of messages, so that the orchestrating thread, which holds no tables, knows what to expect. A test compares
// them with what the encoders of src/she make.

import { DROPPED_PRIMES, KEPT_PRIMES, PACKED_BYTES_PER_WORD, RESIDUE_WORDS } from '../../kernel/index.js';
import { ELEMENT_BYTES, SEED_BYTES } from '../../params.js';
import { DEGREE, EVERYWHERE, PROOF, type Reading } from '../../she/index.js';

/** Bytes of N field elements. */
export const POLYNOMIAL_BYTES = DEGREE * ELEMENT_BYTES;

const RESIDUES_BYTES = PACKED_BYTES_PER_WORD * RESIDUE_WORDS;
const PRIMES = KEPT_PRIMES + DROPPED_PRIMES;

export const PUBLIC_KEY_BYTES = SEED_BYTES + 8 + PRIMES * RESIDUES_BYTES;
export const CIPHERTEXT_BYTES = 2 * PRIMES * RESIDUES_BYTES;

/** Ciphertexts that one proof is about. */
export const REQUESTS_PER_PROOF = PROOF.statements;

/** An answer of which only the first `count` coefficients are read. */
export function firstCoefficients(count: number): Reading {
  return count === DEGREE ? EVERYWHERE : { first: 0, stride: 1, count };
}

/** Bytes of such an answer; residues travel sixteen at a time. */
export function answerBytesFor(count: number): number {
  const groups = Math.ceil(count / 16);
  return KEPT_PRIMES * (RESIDUES_BYTES + 8 * PACKED_BYTES_PER_WORD * groups);
}

/** An answer that is read everywhere. */
export const ANSWER_BYTES = answerBytesFor(DEGREE);

/** How many polynomials hold n coefficients. */
export function polynomialsFor(n: number): number {
  return Math.ceil(n / DEGREE);
}

/** Bytes of the answers that authenticate n elements towards one party. */
export function macAnswerBytes(n: number): number {
  const full = Math.floor(n / DEGREE);
  const rest = n % DEGREE;
  return full * ANSWER_BYTES + (rest === 0 ? 0 : answerBytesFor(rest));
}
