// Proofs of plaintext knowledge for a batch of ciphertexts under one key: TopGear [BCS19], made non-interactive by Fiat
// and Shamir's method, hence computationally sound, at 2^-128.
//
//   1. The prover draws `auxiliary` masks y_j and commits to them: A_j = Enc(y_j).
//   2. The challenge is the hash of all that is fixed by then (transcript.ts). It is expanded to W_ji, each one of
//      X^0 .. X^(2N-1), 0.
// 3. z_j = y_j + sum_i W_ji w_i, w_i the opening of statement C_i. If one coefficient is too near the end of the
// masks'
//      range, everything starts again with fresh masks (about one time in eleven, she/bounds.ts); what is sent in the
//      end is uniform whatever the witness.
// Sent: the challenge and the z_j. The verifier checks their ranges, computes A_j = Enc(z_j) - sum_i W_ji C_i, and
// compares the hash. From two accepted proofs with the same A_j and different W follow bounded openings of *twice*
// each C_i.
import type { RandomBytes } from '../../crypto/index.js';
import { UsageError } from '../../errors.js';
import type { Kernel } from '../../kernel/index.js';
import { DIGEST_BYTES } from '../../params.js';
import {
  addWitnessesInto,
  type Challenge,
  Ciphertext,
  commitInto,
  drawMaskInto,
  isAcceptable,
  OPENING_BYTES,
  Opening,
  PROOF,
  type PublicKey,
  recommitInto,
  type Scheme,
  withSeed,
} from '../../she/index.js';
import type { RequestWitness } from './proof-port.js';
import { challengeOf, contextOf, expandChallenge } from './transcript.js';

/** Bytes of a proof: 12 per slot of the statements. */
export const PROOF_BYTES = DIGEST_BYTES + PROOF.auxiliary * OPENING_BYTES;

/** An honest prover that was refused so often does not exist: 0.09^64 < 2^-220. */
const MAX_ATTEMPTS = 64;

/**
 * Proves that the prover knows the messages and the randomness of its ciphertexts.
 * @param subject names session, prover and batch, 32 bytes: the proof holds for it only
 * @param random secret local randomness, 32 bytes per attempt
 * @throws LENGTH_MISMATCH | INVALID_ARGUMENT (subject; or no attempt succeeded, because the witness is too large)
 * @hazard nothing is checked about the witness: a wrong one gives a proof that is not accepted
 * @source [BCS19]
 */
export function prove(
  scheme: Scheme,
  key: PublicKey,
  subject: Uint8Array,
  ciphertexts: readonly Ciphertext[],
  witness: RequestWitness,
  random: RandomBytes,
): Uint8Array {
  requireStatements(ciphertexts.length, witness.messages.length, witness.randomness.length);
  return scheme.arena.scope(() => {
    const context = contextOf(scheme, key, subject, ciphertexts);
    const openings = allocOpenings(scheme);
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const challenge = withSeed(random, (seed) => commit(scheme, key, context, seed, openings));
      if (respond(scheme, expandChallenge(scheme.kernel, challenge), witness, openings)) {
        return encode(scheme.kernel, challenge, openings);
      }
    }
    throw new UsageError('INVALID_ARGUMENT', `no proof in ${MAX_ATTEMPTS} attempts: the witness is too large`);
  });
}

/** Is this a proof about these ciphertexts, under this key, for this subject? Whatever its length and contents. */
export function verify(
  scheme: Scheme,
  key: PublicKey,
  subject: Uint8Array,
  ciphertexts: readonly Ciphertext[],
  proof: Uint8Array,
): boolean {
  requireStatements(ciphertexts.length);
  if (proof.length !== PROOF_BYTES) return false;
  return scheme.arena.scope(() => {
    const challenge = proof.subarray(0, DIGEST_BYTES);
    const openings = allocOpenings(scheme);
    openings.forEach((z, j) => {
      scheme.kernel.view(z.planes).set(proof.subarray(DIGEST_BYTES + j * OPENING_BYTES).subarray(0, OPENING_BYTES));
    });
    if (!openings.every((z) => isAcceptable(scheme, z))) return false;
    const commitments = openings.map(() => Ciphertext.alloc(scheme));
    const challenges = expandChallenge(scheme.kernel, challenge);
    recommitInto(scheme, key, openings, challenges, ciphertexts, commitments);
    const context = contextOf(scheme, key, subject, ciphertexts);
    const digests = commitments.flatMap((commitment) => digestsOf(scheme, commitment));
    const expected = challengeOf(scheme.kernel, context, digests);
    return expected.every((byte, k) => byte === challenge[k]);
  });
}

/** Draws masks into `openings` and commits to them. @returns the challenge */
function commit(
  scheme: Scheme,
  key: PublicKey,
  context: Uint8Array,
  seed: Uint8Array,
  openings: readonly Opening[],
): Uint8Array {
  const digests = scheme.arena.scope(() => {
    const commitment = Ciphertext.alloc(scheme);
    return openings.flatMap((y, j) => {
      drawMaskInto(scheme, seed, j, y);
      commitInto(scheme, key, y, commitment);
      return digestsOf(scheme, commitment);
    });
  });
  return challengeOf(scheme.kernel, context, digests);
}

/** Turns masks into responses. @returns whether they may be sent */
function respond(
  scheme: Scheme,
  challenges: readonly Challenge[],
  witness: RequestWitness,
  openings: readonly Opening[],
): boolean {
  openings.forEach((y, j) => {
    addWitnessesInto(scheme, challenges[j] as Challenge, witness.messages, witness.randomness, y);
  });
  return openings.every((z) => isAcceptable(scheme, z));
}

function digestsOf(scheme: Scheme, c: Ciphertext): Uint8Array[] {
  return [scheme.digest.of(c.c0), scheme.digest.of(c.c1)];
}

function encode(kernel: Kernel, challenge: Uint8Array, openings: readonly Opening[]): Uint8Array {
  const proof = new Uint8Array(PROOF_BYTES);
  proof.set(challenge);
  openings.forEach((z, j) => {
    proof.set(kernel.view(z.planes), DIGEST_BYTES + j * OPENING_BYTES);
  });
  return proof;
}

function allocOpenings(scheme: Scheme): Opening[] {
  return Array.from({ length: PROOF.auxiliary }, () => Opening.alloc(scheme));
}

function requireStatements(...counts: readonly number[]): void {
  if (counts.every((n) => n === PROOF.statements)) return;
  throw new UsageError('LENGTH_MISMATCH', `a proof is about ${PROOF.statements} ciphertexts, not ${counts.join(', ')}`);
}
