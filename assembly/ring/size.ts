// Shape of the ring Z[X]/(X^N + 1) and of its residues. One polynomial modulo one 28-bit prime is N lanes of 32 bits;
// the polynomials of several primes lie one after the other, RESIDUE_BYTES apart. Over the field it is N words of 64
// bits.

/** Degree of the ring. */
export const N: usize = 16384;

/** log2 N */
export const LOG_N: i32 = 14;

/** Bytes of one polynomial modulo one 28-bit prime. */
export const RESIDUE_BYTES: usize = N << 2;

/** Bytes of one polynomial over the field. */
export const FIELD_BYTES: usize = N << 3;

/** Primes that an answer keeps, and primes that are divided out of it. */
export const KEPT: usize = 3;
export const DROPPED: usize = 7;
