// What the rest of the engine may know of the kernel.
export { Arena } from './arena.js';
export { Kernel } from './kernel.js';
export type { Scalar, TripleShareSpans, TripleSpans } from './operands.js';
export { Shard, type ShardDescriptor, type ShardOptions } from './shard.js';
export { Span } from './span.js';
