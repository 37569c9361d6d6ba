// The raw exports of the ring kernel, mirror of assembly/ring/index.ts; ranges of lanes and layouts of tables are
// told there.

type Address = number;
type Prime = number;

/**
 * What the compiled kernel can do in the ring Z[X]/(X^16384 + 1). One call handles one prime, unless it takes a
 * table.
 */
export interface RingExports {
  ringTable(root: number, prime: Prime, to: Address): void;
  slotTable(root: bigint, to: Address): void;
  ringForward(x: Address, table: Address, prime: Prime): void;
  ringForwardSixteen(x: Address, table: Address, prime: Prime): void;
  ringInverse(x: Address, table: Address, prime: Prime): void;
  slotForward(x: Address, table: Address): void;
  slotInverse(x: Address, table: Address, inverse: bigint, companion: bigint): void;
  ringCanonical(x: Address, z: Address, prime: Prime): void;
  ringAdd(x: Address, y: Address, z: Address, prime: Prime): void;
  ringSub(x: Address, y: Address, z: Address, prime: Prime): void;
  ringScale(x: Address, k: number, companion: number, z: Address, prime: Prime): void;
  ringAxpy(x: Address, k: number, companion: number, z: Address, prime: Prime): void;
  ringMultiply(x: Address, c: Address, z: Address, prime: Prime, inverse: number): void;
  ringMultiplyAdd(x: Address, c: Address, z: Address, prime: Prime, inverse: number): void;
  ringAccumulate(x: Address, c0: Address, c1: Address, z0: Address, z1: Address, prime: Prime, inverse: number): void;
  ringCombine(
    x: Address,
    c0: Address,
    c1: Address,
    y: Address,
    d0: Address,
    d1: Address,
    z0: Address,
    z1: Address,
    prime: Prime,
    inverse: number,
  ): void;
  ringInterleave(x: Address, k: number, companion: number, z: Address, stride: number, prime: Prime): void;
  ringSumProducts(a: Address, c: Address, n: number, z0: Address, z1: Address, prime: Prime, inverse: number): void;
  ringSumSixteen(a: Address, c: Address, n: number, z0: Address, z1: Address, prime: Prime, inverse: number): void;
  ringLift(x: Address, z: Address, primes: number, table: Address): void;
  ringEncode(x: Address, e: Address, z: Address, primes: number, table: Address): void;
  ringSigned(x: Address, z: Address, prime: Prime): void;
  ringWide(random: Address, z: Address, n: number, primes: number, table: Address): void;
  ringTernary(random: Address, groups: number, z: Address, wanted: number): number;
  ringBinomial(random: Address, z: Address, n: number): void;
  ringUniform(random: Address, groups: number, prime: Prime, z: Address, wanted: number): number;
  ringRescaleMasked(c: Address, random: Address, b: Address, z: Address, dropped: Address, kept: Address): void;
  ringRescaleTail(c: Address, random: Address, z: Address, dropped: Address, kept: Address): void;
  ringRecover(v: Address, a: Address, z: Address, table: Address, low: number, high: number): void;
  ringPack(x: Address, z: Address, n: number): void;
  ringUnpack(x: Address, z: Address, n: number, prime: Prime): number;
  ringSubtractRotations(xs: Address, exponents: Address, count: number, z: Address, prime: Prime): void;
  smallAddRotations(xs: Address, exponents: Address, count: number, z: Address): void;
  wideAddRotations(xs: Address, exponents: Address, count: number, z: Address): void;
  wideAddSum(wide: Address, sum: Address): void;
  wideInRange(wide: Address, margin: number): number;
  smallInRange(x: Address, least: number, beyond: number): number;
  lanesShift(x: Address, z: Address, n: number, shift: number, signed: number): void;
  ringEncodeWide(wide: Address, e: Address, z: Address, primes: number, table: Address): void;
  blake3(x: Address, chunks: number, scratch: Address, z: Address): void;
}

export const RING_NAMES: Record<keyof RingExports, true> = {
  ringTable: true,
  slotTable: true,
  ringForward: true,
  ringForwardSixteen: true,
  ringInverse: true,
  slotForward: true,
  slotInverse: true,
  ringCanonical: true,
  ringAdd: true,
  ringSub: true,
  ringScale: true,
  ringAxpy: true,
  ringMultiply: true,
  ringMultiplyAdd: true,
  ringAccumulate: true,
  ringCombine: true,
  ringInterleave: true,
  ringSumProducts: true,
  ringSumSixteen: true,
  ringLift: true,
  ringEncode: true,
  ringSigned: true,
  ringWide: true,
  ringTernary: true,
  ringBinomial: true,
  ringUniform: true,
  ringRescaleMasked: true,
  ringRescaleTail: true,
  ringRecover: true,
  ringPack: true,
  ringUnpack: true,
  ringSubtractRotations: true,
  smallAddRotations: true,
  wideAddRotations: true,
  wideAddSum: true,
  wideInRange: true,
  smallInRange: true,
  lanesShift: true,
  ringEncodeWide: true,
  blake3: true,
};
