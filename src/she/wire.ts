// Public keys, ciphertexts and answers as bytes. Residues have 28 bits; a value has exactly one encoding, and
// everything read is checked: lengths, every residue below its prime, padding zero. Lengths are multiples of 8.
//
//   public key   seed (32) | number (u64) | b, ten primes             573,480 bytes
//   ciphertext   c0 | c1, ten primes                                1,146,880 bytes, 70 per slot
//   answer       c1, three primes | c0 where it is read               344,064 bytes, 21 per slot, if read everywhere
import { UsageError } from '../errors.js';
import { PACKED_BYTES_PER_WORD, type Span } from '../kernel/index.js';
import { SEED_BYTES } from '../params.js';
import type { Answer, Ciphertext } from './forms.js';
import { indexBytes, type PublicKey, publicKeyOf } from './keys.js';
import { KEPT_MODULI, MODULI } from './params.js';
import { EVERYWHERE, gatherInto, gatherWords, type Reading, scatterInto } from './reading.js';
import type { Scheme } from './scheme.js';

const INDEX_BYTES = 8;

/** Bytes of a polynomial modulo `primes` primes. */
function packedBytes(scheme: Scheme, primes: number): number {
  return PACKED_BYTES_PER_WORD * scheme.words(primes);
}

export function publicKeyBytes(scheme: Scheme): number {
  return SEED_BYTES + INDEX_BYTES + packedBytes(scheme, MODULI.length);
}

export function ciphertextBytes(scheme: Scheme): number {
  return 2 * packedBytes(scheme, MODULI.length);
}

export function answerBytes(scheme: Scheme, reading: Reading = EVERYWHERE): number {
  return packedBytes(scheme, KEPT_MODULI.length) + KEPT_MODULI.length * PACKED_BYTES_PER_WORD * gatherWords(reading);
}

export function writePublicKey(scheme: Scheme, key: PublicKey): Uint8Array {
  const [b] = scheme.work.full;
  scheme.ring.scaleInto(scheme.factors.fromMontgomery, key.b, b);
  const writer = Fields.empty(publicKeyBytes(scheme));
  writer.take(SEED_BYTES).set(key.seed);
  writer.take(INDEX_BYTES).set(indexBytes(key.index));
  packInto(scheme, b, writer);
  return writer.bytes;
}

/**
 * A public key into the scheme's arena. Whether b is well-formed is not checked and need not be.
 * @throws LENGTH_MISMATCH | NOT_CANONICAL
 */
export function readPublicKey(scheme: Scheme, bytes: Uint8Array): PublicKey {
  const reader = new Fields(bytes, publicKeyBytes(scheme));
  const seed = reader.take(SEED_BYTES).slice();
  const number = reader.take(INDEX_BYTES);
  const index = new DataView(number.buffer, number.byteOffset).getUint32(0, true);
  if (number.subarray(4).some((byte) => byte !== 0)) throw notCanonical('the number of a public key');
  const b = scheme.allocFull();
  unpackInto(scheme, reader, b);
  return publicKeyOf(scheme, seed, index, b);
}

export function writeCiphertext(scheme: Scheme, c: Ciphertext): Uint8Array {
  const writer = Fields.empty(ciphertextBytes(scheme));
  packInto(scheme, c.c0, writer);
  packInto(scheme, c.c1, writer);
  return writer.bytes;
}

/** @throws LENGTH_MISMATCH, nothing written | NOT_CANONICAL: z has no meaning then */
export function readCiphertextInto(scheme: Scheme, bytes: Uint8Array, z: Ciphertext): void {
  const reader = new Fields(bytes, ciphertextBytes(scheme));
  unpackInto(scheme, reader, z.c0);
  unpackInto(scheme, reader, z.c1);
}

/** @param reading the coefficients whose message the owner of the key is to read @throws INVALID_ARGUMENT */
export function writeAnswer(scheme: Scheme, answer: Answer, reading: Reading = EVERYWHERE): Uint8Array {
  const writer = Fields.empty(answerBytes(scheme, reading));
  packInto(scheme, answer.c1, writer);
  scheme.arena.scope(() => {
    const chosen = scheme.arena.alloc(gatherWords(reading));
    KEPT_MODULI.forEach((_, i) => {
      gatherInto(scheme, answer.c0.slice(scheme.words(i), scheme.words(i + 1)), reading, chosen);
      packInto(scheme, chosen, writer);
    });
  });
  return writer.bytes;
}

/**
 * The inverse; where c0 was not sent it becomes 0, and the message found there has no meaning.
 * @throws LENGTH_MISMATCH, INVALID_ARGUMENT, nothing written | NOT_CANONICAL: z has no meaning then
 */
export function readAnswerInto(scheme: Scheme, bytes: Uint8Array, z: Answer, reading: Reading = EVERYWHERE): void {
  const reader = new Fields(bytes, answerBytes(scheme, reading));
  unpackInto(scheme, reader, z.c1);
  scheme.arena.scope(() => {
    const chosen = scheme.arena.alloc(gatherWords(reading));
    KEPT_MODULI.forEach((q, i) => {
      scheme.packing.unpackInto(reader.take(PACKED_BYTES_PER_WORD * chosen.length), q, chosen);
      scatterInto(scheme, chosen, reading, z.c0.slice(scheme.words(i), scheme.words(i + 1)));
    });
  });
}

/** Polynomials modulo the first primes, as many as z holds. */
function unpackInto(scheme: Scheme, reader: Fields, z: Span): void {
  for (let i = 0; scheme.words(i) < z.length; i++) {
    const bytes = reader.take(packedBytes(scheme, 1));
    scheme.packing.unpackInto(bytes, MODULI[i] as number, z.slice(scheme.words(i), scheme.words(i + 1)));
  }
}

function packInto(scheme: Scheme, x: Span, writer: Fields): void {
  scheme.packing.packInto(x, writer.take(PACKED_BYTES_PER_WORD * x.length));
}

/** The bytes of a message of known length, field by field. */
class Fields {
  #at = 0;

  constructor(
    readonly bytes: Uint8Array,
    expected: number,
  ) {
    if (bytes.length !== expected) {
      throw new UsageError('LENGTH_MISMATCH', `expected ${expected} bytes, got ${bytes.length}`);
    }
  }

  static empty(length: number): Fields {
    return new Fields(new Uint8Array(length), length);
  }

  /** The next n bytes, to be read or written. */
  take(n: number): Uint8Array {
    this.#at += n;
    return this.bytes.subarray(this.#at - n, this.#at);
  }
}

function notCanonical(what: string): UsageError {
  return new UsageError('NOT_CANONICAL', `${what} is not in its canonical form`);
}
