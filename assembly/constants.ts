// Constants of the field p = 2^61 - 2^21 + 1. Vector constants live in a small table in memory and are loaded with
// load_splat: newer V8 rebuilds v128 literals inside loops, a load stays one instruction.

export const P: u64 = 0x1fffffffffe00001;
export const M30: u64 = 0x3fffffff;
export const M31: u64 = 0x7fffffff;
export const M40: u64 = 0xffffffffff;
export const M61: u64 = 0x1fffffffffffffff;

/** 2^64 mod p. */
export const TWO64: u64 = 0xfffff8;

const TABLE: usize = memory.data<u64>(
  [P, P - 1, 2 * P, M30, M31, M40, M61, 0x7fffffff7fffffff, 0x4330000000000000, 0xffffffff],
  16,
);

@inline export function vP(): v128 { return v128.load_splat<u64>(TABLE, 0); }
@inline export function vPMinus1(): v128 { return v128.load_splat<u64>(TABLE, 8); }
@inline export function v2P(): v128 { return v128.load_splat<u64>(TABLE, 16); }
@inline export function vM30(): v128 { return v128.load_splat<u64>(TABLE, 24); }
@inline export function vM31(): v128 { return v128.load_splat<u64>(TABLE, 32); }
@inline export function vM40(): v128 { return v128.load_splat<u64>(TABLE, 40); }
@inline export function vM61(): v128 { return v128.load_splat<u64>(TABLE, 48); }
/** 31 ones in each 32-bit lane. */
@inline export function vLanes31(): v128 { return v128.load_splat<u64>(TABLE, 56); }
/** The bits of the double 2^52: OR a 52-bit integer v into it and it reads 2^52 + v. */
@inline export function vMagic(): v128 { return v128.load_splat<u64>(TABLE, 64); }
@inline export function vM32(): v128 { return v128.load_splat<u64>(TABLE, 72); }
