// Openings of ciphertexts with coefficients far larger than fresh ones: the masks and responses of proofs of
// plaintext knowledge [BCS19]. An opening is an integer message of 88 bits per coefficient, v and two errors; it is
// committed to by encrypting it. Openings and ciphertexts add up alike, also after multiplication by monomials: that
// is the proof.
import { NO_TERM, RESIDUE_WORDS, type Span, WIDE_WORDS } from '../kernel/index.js';
import { WITNESS_SUM } from './bounds.js';
import type { Randomness } from './encrypt.js';
import type { Ciphertext } from './forms.js';
import type { PublicKey } from './keys.js';
import { ERROR_BOUND, MESSAGE_BOUND, MODULI, PROOF } from './params.js';
import type { Scheme } from './scheme.js';

/** Exponents of monomials, one per statement: 0 .. 2N - 1, or NO_TERM for the challenge 0. */
export type Challenge = readonly number[];

/** How many challenges there are for one statement: X^0 .. X^(2N-1), and 0. */
export const CHALLENGES = NO_TERM + 1;

/** Of MESSAGE_BOUND = 2^60; the kernel counts the margin of wide integers in units of 2^61. */
const MESSAGE_MARGIN = Number(WITNESS_SUM.message / (2n * MESSAGE_BOUND));

/** Planes of N lanes: three of the message, v, e0, e1. */
const PLANES = WIDE_WORDS / RESIDUE_WORDS + 3;

export class Opening {
  readonly message: Span;
  readonly v: Span;
  readonly e0: Span;
  readonly e1: Span;

  /** @param planes all of it, as it is sent */
  constructor(readonly planes: Span) {
    const plane = (k: number) => planes.slice(WIDE_WORDS + k * RESIDUE_WORDS, WIDE_WORDS + (k + 1) * RESIDUE_WORDS);
    this.message = planes.slice(0, WIDE_WORDS);
    this.v = plane(0);
    this.e0 = plane(1);
    this.e1 = plane(2);
  }

  static alloc(scheme: Scheme): Opening {
    return new Opening(scheme.arena.alloc(PLANES * RESIDUE_WORDS));
  }
}

/** Bytes of an opening: 24 per coefficient. */
export const OPENING_BYTES = 8 * PLANES * RESIDUE_WORDS;

/** A mask, uniform over its whole range. Uses one stream of the seed. @hazard a mask serves one attempt of one proof */
export function drawMaskInto(scheme: Scheme, seed: Uint8Array, stream: number, z: Opening): void {
  scheme.random.bytesInto(seed, stream, z.planes);
  scheme.wide.shapeWide(z.message);
  scheme.wide.shapeSmall(z.v, PROOF.maskBits.randomness + 1);
  for (const error of [z.e0, z.e1]) scheme.wide.shapeSmall(error, PROOF.maskBits.error + 1);
}

/** z += sum X^e_i (the opening of statement i). @param messages field polynomials, which stand for centred integers */
export function addWitnessesInto(
  scheme: Scheme,
  challenge: Challenge,
  messages: readonly Span[],
  randomness: readonly Randomness[],
  z: Opening,
): void {
  scheme.wide.addFieldRotations(messages, challenge, z.message);
  for (const part of ['v', 'e0', 'e1'] as const) {
    const parts = randomness.map((r) => r[part]);
    scheme.wide.addSmallRotations(parts, challenge, z[part]);
  }
}

/**
 * Is a response far enough from the ends of the masks' ranges? To the prover: may it be sent? To the verifier: is it
 * in its form, and as small as claimed? An error that an honest witness has moved out of 32 bits has wrapped to the
 * other end and is refused, too.
 */
export function isAcceptable(scheme: Scheme, z: Opening): boolean {
  const { wide } = scheme;
  const within = (x: Span, bits: number, margin: number) => wide.areSmall(x, margin - 2 ** bits, 2 ** bits - margin);
  const errorMargin = PROOF.statements * ERROR_BOUND;
  const { randomness, error } = PROOF.maskBits;
  return (
    wide.areWide(z.message, MESSAGE_MARGIN) &&
    within(z.v, randomness, PROOF.statements) &&
    within(z.e0, error, errorMargin) &&
    within(z.e1, error, errorMargin)
  );
}

/** Commits to an opening: z = its encryption, canonical values. */
export function commitInto(scheme: Scheme, key: PublicKey, opening: Opening, z: Ciphertext): void {
  scheme.wide.dividedInto(opening.message, opening.e0, z.c0);
  scheme.wide.dividedInto(null, opening.e1, z.c1);
  addRandomnessInto(scheme, key, opening, z);
}

/**
 * zs[j] = the encryption of openings[j] less sum_i X^(challenges[j][i]) statements[i]: what the prover committed to,
 * if the responses are honest.
 */
export function recommitInto(
  scheme: Scheme,
  key: PublicKey,
  openings: readonly Opening[],
  challenges: readonly Challenge[],
  statements: readonly Ciphertext[],
  zs: readonly Ciphertext[],
): void {
  const { arena, ring, wide } = scheme;
  openings.forEach((opening, j) => {
    const z = zs[j] as Ciphertext;
    wide.dividedInto(opening.message, opening.e0, z.c0);
    wide.dividedInto(null, opening.e1, z.c1);
    for (const component of [z.c0, z.c1]) ring.canonicalInto(component, component);
  });
  arena.scope(() => {
    const coefficients = statements.map(() => arena.alloc(RESIDUE_WORDS));
    for (const component of ['c0', 'c1'] as const) {
      MODULI.forEach((_, prime) => {
        const part = (x: Ciphertext) => x[component].slice(scheme.words(prime), scheme.words(prime + 1));
        statements.forEach((statement, i) => {
          coefficientsInto(scheme, part(statement), prime, coefficients[i] as Span);
        });
        zs.forEach((z, j) => {
          wide.subtractRotations(coefficients, challenges[j] as Challenge, prime, part(z));
        });
      });
    }
  });
  openings.forEach((opening, j) => {
    addRandomnessInto(scheme, key, opening, zs[j] as Ciphertext);
  });
}

/** From coefficients of (m/p + e0, e1) to values, plus v times the key. */
function addRandomnessInto(scheme: Scheme, key: PublicKey, opening: Opening, z: Ciphertext): void {
  const { ring } = scheme;
  const [v] = scheme.work.full;
  scheme.lift.signedInto(opening.v, v);
  for (const x of [v, z.c0, z.c1]) ring.forward(x);
  ring.multiplyAddInto(v, key.b, z.c0);
  ring.multiplyAddInto(v, key.a, z.c1);
}

function coefficientsInto(scheme: Scheme, values: Span, prime: number, z: Span): void {
  scheme.kernel.copyInto(values, z);
  scheme.ring.inverse(z, prime);
  scheme.ring.scaleInto(scheme.factors.divided, z, z, prime);
}
