// What the ring kernel exports; src/kernel/ring-exports.ts is the typed mirror.
export { blake3 } from './blake3';
export { ringForward, ringForwardSixteen } from './forward';
export { ringInverse } from './inverse';
export { ringEncode, ringLift, ringSigned, ringWide } from './lift';
export { ringInterleave, ringSumProducts, ringSumSixteen } from './matvec';
export { ringPack, ringUnpack } from './packing';
export {
  ringAccumulate, ringAdd, ringAxpy, ringCanonical, ringCombine, ringMultiply, ringMultiplyAdd, ringScale, ringSub,
} from './pointwise';
export { ringRecover } from './recover';
export { ringRescaleMasked, ringRescaleTail } from './rescale';
export { ringSubtractRotations, smallAddRotations, wideAddRotations } from './rotations';
export { ringBinomial, ringTernary, ringUniform } from './samplers';
export { slotForward, slotInverse } from './slots';
export { ringTable, slotTable } from './tables';
export { lanesShift, ringEncodeWide, smallInRange, wideAddSum, wideInRange } from './wide';
