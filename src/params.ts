// Every parameter that the security or the formats depend on, in one place.

/** The field's prime, p = 2^61 - 2^21 + 1; p - 1 is divisible by 2^21. */
export const P = 0x1fffffffffe00001n;

/** Bytes of one field element in memory and on the wire: a canonical little-endian u64 below p. */
export const ELEMENT_BYTES = 8;

/** Statistical security, bits, of an opening under a mask that is wider than the value. */
export const STATISTICAL_BITS = 40;

/** Bytes of hashes, seeds, session ids and commitment nonces. */
export const DIGEST_BYTES = 32;
export const SEED_BYTES = 32;

/** Widest signed value the statistical comparison accepts: 2^60 + 2^k must stay below p, kappa = 60 - k >= 40. */
export const MAX_COMPARISON_BITS = 20;

/** Bits of p, and of a number drawn to be uniform mod p up to 2^-40. */
export const FIELD_BITS = 61;

/**
 * The k of comparison masks for the whole field: 61 low bits and no high part, so that r is within 2^-40 of uniform mod p
 * and hides whatever it is added to.
 */
export const FULL_FIELD = FIELD_BITS + 1;

/** Values that are truncated are below 2^58 in size; with 2^58 added they stay out of the way of the mask's top bit. */
export const MAX_TRUNCATED_BITS = 58;
