// What the ring kernel exports; src/kernel/ring-exports.ts is the typed mirror.
export { ringForward } from './forward';
export { ringInverse } from './inverse';
export { ringEncode, ringLift, ringSigned, ringWide } from './lift';
export { ringInterleave, ringSumProducts } from './matvec';
export { ringPack, ringUnpack } from './packing';
export {
  ringAccumulate, ringAdd, ringAxpy, ringCanonical, ringCombine, ringMultiply, ringMultiplyAdd, ringScale, ringSub,
} from './pointwise';
export { ringRecover } from './recover';
export { ringRescaleMasked, ringRescaleTail } from './rescale';
export { ringBinomial, ringTernary, ringUniform } from './samplers';
export { slotForward, slotInverse } from './slots';
export { ringTable, slotTable } from './tables';
