// What the rest of the engine may know of the kernel.
export { Arena } from './arena.js';
export { Kernel } from './kernel.js';
export type { Scalar, TripleShareSpans, TripleSpans } from './operands.js';
export { type Factors, Ring } from './ring.js';
export { PolynomialDigest } from './ring-digest.js';
export { Lift } from './ring-lift.js';
export { FACTORS_PER_TRANSFORM, MAX_SUM_TERMS, RingSums } from './ring-matvec.js';
export { RESIDUE_WORDS, RING_DEGREE } from './ring-memory.js';
export { PACKED_BYTES_PER_WORD, Packing } from './ring-packing.js';
export { BINOMIAL_COINS, RingRandom, WIDE_BITS } from './ring-random.js';
export { DROPPED_PRIMES, KEPT_PRIMES, Recover, Rescale } from './ring-rescale.js';
export { Slots } from './ring-slots.js';
export { NO_TERM, WIDE_MESSAGE_BITS, WIDE_WORDS, WideIntegers } from './ring-wide.js';
export { Roots } from './roots.js';
export { Shard, type ShardDescriptor, type ShardOptions } from './shard.js';
export { Span } from './span.js';
