// The one place where requests meet their proofs of plaintext knowledge.

import type { RandomBytes } from '../../crypto/index.js';
import type { Span } from '../../kernel/index.js';
import type { Ciphertext, PublicKey, Randomness, Scheme } from '../../she/index.js';
import { PROOF_BYTES, prove, verify } from './proof.js';

/** What a prover knows about its REQUESTS_PER_PROOF ciphertexts, in their order. */
export interface RequestWitness {
  /** N canonical words each. */
  readonly messages: readonly Span[];
  readonly randomness: readonly Randomness[];
}

export interface RequestProofs {
  /** Length of a proof. */
  readonly bytes: number;
  /** @param subject 32 bytes that name session, prover and batch: a proof is valid for one subject only */
  prove(
    scheme: Scheme,
    key: PublicKey,
    subject: Uint8Array,
    ciphertexts: readonly Ciphertext[],
    witness: RequestWitness,
    random: RandomBytes,
  ): Uint8Array;
  /** Whether the proof shows that the prover knows bounded messages and randomness of all ciphertexts (doubled). */
  verify(
    scheme: Scheme,
    key: PublicKey,
    subject: Uint8Array,
    ciphertexts: readonly Ciphertext[],
    proof: Uint8Array,
  ): boolean;
}

export const REQUEST_PROOFS: RequestProofs = { bytes: PROOF_BYTES, prove, verify };
