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
