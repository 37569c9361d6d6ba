// Everything the kernel exports. Only what is reachable from here is compiled; src/kernel/exports.ts is the typed mirror
// of this list and a test compares the two.
export { beaver, beaverShares } from './beaver';
export { chacha, sample } from './chacha';
export { add, addConstant, axpy, mul, neg, reduce, scale, sub } from './elementwise';
export { inner, sum } from './inner';
export { bits, digitLookup } from './lookup';
export { matTVecs, matTVecsScratch } from './mattvec';
export { matVecs, matVecsScratch } from './matvec';
export { equal, isCanonical, isZero } from './predicates';
export * from './ring/index';
export { inverseRoots, rootScratchBytes, rootTable, rootTableBytes } from './roots';
export { fromSigned, gather, groupInner, groupSums, prefixSums } from './segments';
export { sha256Blocks, sha256Finish, sha256Start } from './sha256';

/** First address that the compiled constants do not occupy. */
export function heapBase(): usize { return __heap_base; }
