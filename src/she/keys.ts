// Keys: a ternary secret s, and public keys (a, b = e - a s). The uniform a is the hash of a public seed and an
// index, so nobody chooses it; several public keys may belong to one secret.
//
// A public key needs no proof: whoever answers under it hides everything about its own plaintext by flooding,
// whatever the key looks like (answer.ts); a malformed key harms its owner only.
import { hash, type RandomBytes } from '../crypto/index.js';
import { UsageError } from '../errors.js';
import type { Span } from '../kernel/index.js';
import { SEED_BYTES } from '../params.js';
import { MODULI } from './params.js';
import type { Scheme } from './scheme.js';
import { withSeed } from './seed.js';

/** The secret, in the scheme's arena: values in Montgomery form. */
export class SecretKey {
  constructor(
    /** s modulo all primes. */
    readonly factor: Span,
    /** s / N modulo the kept primes. */
    readonly opener: Span,
  ) {}
}

export class PublicKey {
  constructor(
    /** Public; a is its hash. */
    readonly seed: Uint8Array,
    readonly index: number,
    /** Values in Montgomery form, modulo all primes. */
    readonly a: Span,
    readonly b: Span,
  ) {}
}

/** A fresh secret key. @param random secret local randomness, 32 bytes are taken */
export function generateSecretKey(scheme: Scheme, random: RandomBytes): SecretKey {
  const { ring, work, factors } = scheme;
  withSeed(random, (seed) => scheme.random.ternaryInto(seed, 0, work.small));
  const [s] = work.full;
  scheme.lift.signedInto(work.small, s);
  ring.forward(s);
  const factor = scheme.allocFull();
  ring.scaleInto(factors.montgomery, s, factor);
  const opener = scheme.allocKept();
  ring.scaleInto(factors.perDegree, scheme.split(s)[0], opener);
  return new SecretKey(factor, opener);
}

/**
 * Public key number `index` of a secret.
 * @param seed 32 public bytes @param random secret local randomness for the error, 32 bytes are taken
 * @hazard the same seed and index twice publishes two samples with one a: their difference shows the errors' difference
 * @throws INVALID_ARGUMENT
 */
export function generatePublicKey(
  scheme: Scheme,
  secret: SecretKey,
  seed: Uint8Array,
  index: number,
  random: RandomBytes,
): PublicKey {
  const { ring, work, factors } = scheme;
  const a = uniformValues(scheme, seed, index);
  const b = scheme.allocFull();
  withSeed(random, (secretSeed) => scheme.random.binomialInto(secretSeed, 0, work.small));
  scheme.lift.signedInto(work.small, b);
  ring.forward(b);
  const [minus] = work.full;
  ring.scaleInto(factors.fromMontgomery, secret.factor, minus);
  ring.scaleInto(factors.negated, minus, minus);
  ring.multiplyAddInto(a, minus, b);
  return inMontgomeryForm(scheme, seed, index, a, b);
}

/** The public key of a seed, an index and canonical values b; takes b over. @throws INVALID_ARGUMENT */
export function publicKeyOf(scheme: Scheme, seed: Uint8Array, index: number, b: Span): PublicKey {
  return inMontgomeryForm(scheme, seed, index, uniformValues(scheme, seed, index), b);
}

/** Takes canonical a and b over. */
function inMontgomeryForm(scheme: Scheme, seed: Uint8Array, index: number, a: Span, b: Span): PublicKey {
  scheme.ring.scaleInto(scheme.factors.montgomery, a, a);
  scheme.ring.scaleInto(scheme.factors.montgomery, b, b);
  return new PublicKey(seed.slice(), index, a, b);
}

/** The a of a public key: canonical values. @throws INVALID_ARGUMENT */
function uniformValues(scheme: Scheme, seed: Uint8Array, index: number): Span {
  if (seed.length !== SEED_BYTES) {
    throw new UsageError('INVALID_ARGUMENT', `a public seed has ${SEED_BYTES} bytes, this one ${seed.length}`);
  }
  if (!Number.isInteger(index) || index < 0 || index >= 2 ** 32) {
    throw new UsageError('INVALID_ARGUMENT', `no public key has the number ${index}`);
  }
  const expanded = hash(scheme.kernel, 'tessera/she/public-key', seed, indexBytes(index));
  const a = scheme.allocFull();
  MODULI.forEach((_, i) => {
    scheme.random.uniformInto(expanded, i, i, a.slice(scheme.words(i), scheme.words(i + 1)));
  });
  return a;
}

/** 8 bytes, little-endian. */
export function indexBytes(index: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setUint32(0, index, true);
  return bytes;
}
