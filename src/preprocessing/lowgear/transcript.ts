// What the challenge of a proof depends on, so that a proof is worth nothing in another place: domain, subject,
// parameters, key, statements, commitments. Polynomials enter by their BLAKE3 digests, everything together is hashed
// with SHA-256.
import { hash } from '../../crypto/index.js';
import { UsageError } from '../../errors.js';
import type { Kernel } from '../../kernel/index.js';
import { DIGEST_BYTES, P } from '../../params.js';
import {
  CHALLENGES,
  type Challenge,
  type Ciphertext,
  DEGREE,
  MODULI,
  PROOF,
  type PublicKey,
  type Scheme,
} from '../../she/index.js';

const DOMAIN = 'tessera/lowgear/proof';

/** 32 bits above this are drawn again: the largest multiple of CHALLENGES. */
const FAIR = 2 ** 32 - (2 ** 32 % CHALLENGES);

/** Everything that is fixed before the commitments. @param subject 32 bytes @throws INVALID_ARGUMENT */
export function contextOf(
  scheme: Scheme,
  key: PublicKey,
  subject: Uint8Array,
  statements: readonly Ciphertext[],
): Uint8Array {
  if (subject.length !== DIGEST_BYTES) {
    throw new UsageError('INVALID_ARGUMENT', `a proof's subject has ${DIGEST_BYTES} bytes, this one ${subject.length}`);
  }
  const { kernel, digest } = scheme;
  const keyParts = [key.seed, numbers([key.index]), digest.of(key.a), digest.of(key.b)];
  const statementParts = statements.flatMap((c) => [digest.of(c.c0), digest.of(c.c1)]);
  return hash(kernel, `${DOMAIN}/context`, subject, parameters(), ...keyParts, ...statementParts);
}

/** 32 bytes. @param commitments their digests, in order */
export function challengeOf(kernel: Kernel, context: Uint8Array, commitments: readonly Uint8Array[]): Uint8Array {
  return hash(kernel, `${DOMAIN}/challenge`, context, ...commitments);
}

/** The exponents W_ji, uniform, `auxiliary` rows of `statements`. */
export function expandChallenge(kernel: Kernel, challenge: Uint8Array): Challenge[] {
  const wanted = PROOF.auxiliary * PROOF.statements;
  const bytes = kernel.expandBytes(challenge.slice(), 0, 8 * wanted);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, 2 * wanted);
  const exponents = Array.from(words.filter((word) => word < FAIR).subarray(0, wanted), (word) => word % CHALLENGES);
  return Array.from({ length: PROOF.auxiliary }, (_, j) =>
    exponents.slice(j * PROOF.statements, (j + 1) * PROOF.statements),
  );
}

/** All that decides what a proof means. */
function parameters(): Uint8Array {
  const { message, randomness, error } = PROOF.maskBits;
  const list = [DEGREE, ...MODULI, PROOF.auxiliary, PROOF.statements, message, randomness, error];
  return numbers([...list, Number(P >> 32n), Number(BigInt.asUintN(32, P))]);
}

/** u32 each, little-endian. */
function numbers(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setUint32(4 * i, value, true);
  });
  return bytes;
}
