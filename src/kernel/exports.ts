// The raw exports of the kernel's binary: every argument is an address in linear memory or a number of words.
// Mirrors assembly/index.ts; the list is checked against the binary before its first use.
import { RING_NAMES, type RingExports } from './ring-exports.js';

type Address = number;
type Words = number;

/** What one instance of the compiled kernel can do. Outputs come last, before the count. */
export interface RawExports extends RingExports {
  heapBase(): Address;
  add(x: Address, y: Address, z: Address, n: Words): void;
  sub(x: Address, y: Address, z: Address, n: Words): void;
  neg(x: Address, z: Address, n: Words): void;
  mul(x: Address, y: Address, z: Address, n: Words): void;
  scale(k: Address, x: Address, z: Address, n: Words): void;
  axpy(k: Address, x: Address, z: Address, n: Words): void;
  addConstant(k: Address, x: Address, z: Address, n: Words): void;
  reduce(x: Address, z: Address, n: Words): void;
  sum(x: Address, z: Address, n: Words): void;
  inner(x: Address, y: Address, z: Address, n: Words): void;
  beaver(a: Address, b: Address, c: Address, d: Address, e: Address, lead: number, z: Address, n: Words): void;
  beaverShares(
    a: Address,
    b: Address,
    c: Address,
    aMac: Address,
    bMac: Address,
    cMac: Address,
    d: Address,
    e: Address,
    key: Address,
    lead: number,
    z: Address,
    zMac: Address,
    n: Words,
  ): void;
  matVecsScratch(cols: Words, count: number): number;
  matVecs(A: Address, rows: Words, cols: Words, xs: Address, ys: Address, count: number, scratch: Address): void;
  matTVecsScratch(rows: Words, cols: Words, count: number): number;
  matTVecs(A: Address, rows: Words, cols: Words, xs: Address, ys: Address, count: number, scratch: Address): void;
  bits(x: Address, shift: number, width: number, z: Address, n: Words): void;
  digitLookup(
    table: Address,
    w: number,
    c: Address,
    shift: number,
    one: Address,
    gt: Address,
    eq: Address,
    n: Words,
  ): void;
  gather(x: Address, m: Words, indices: Address, z: Address, n: Words): number;
  groupSums(x: Address, size: Words, z: Address, groups: Words): void;
  groupInner(x: Address, y: Address, size: Words, z: Address, groups: Words): void;
  prefixSums(x: Address, size: Words, z: Address, groups: Words): void;
  fromSigned(x: Address, z: Address, n: Words): void;
  rootTableBytes(): number;
  rootScratchBytes(): number;
  rootTable(inverse: bigint, h: bigint, to: Address): void;
  inverseRoots(y: Address, z: Address, n: Words, table: Address, scratch: Address): Words;
  chacha(state: Address, rounds: number, z: Address, bytes: number): void;
  sample(z: Address, n: Words): Words;
  sha256Start(state: Address): void;
  sha256Blocks(state: Address, data: Address, blocks: number, scratch: Address): void;
  sha256Finish(state: Address, data: Address, filled: number, total: number, scratch: Address): void;
  isCanonical(x: Address, n: Words): number;
  isZero(x: Address, n: Words): number;
  equal(x: Address, y: Address, n: Words): number;
}

const NAMES: Record<keyof RawExports, true> = {
  ...RING_NAMES,
  heapBase: true,
  add: true,
  sub: true,
  neg: true,
  mul: true,
  scale: true,
  axpy: true,
  addConstant: true,
  reduce: true,
  sum: true,
  inner: true,
  beaver: true,
  beaverShares: true,
  matVecsScratch: true,
  matVecs: true,
  matTVecsScratch: true,
  matTVecs: true,
  bits: true,
  digitLookup: true,
  gather: true,
  groupSums: true,
  groupInner: true,
  prefixSums: true,
  fromSigned: true,
  rootTableBytes: true,
  rootScratchBytes: true,
  rootTable: true,
  inverseRoots: true,
  chacha: true,
  sample: true,
  sha256Start: true,
  sha256Blocks: true,
  sha256Finish: true,
  isCanonical: true,
  isZero: true,
  equal: true,
};

/** Names of all raw exports, sorted. */
export const EXPORT_NAMES: readonly string[] = Object.keys(NAMES).sort();

/** True if `exports` holds every function of RawExports. */
export function isRawExports(exports: object): exports is RawExports {
  return EXPORT_NAMES.every((name) => typeof Reflect.get(exports, name) === 'function');
}
