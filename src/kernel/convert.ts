// From JavaScript numbers and from outside bytes to words of kernel memory. Numbers are for tests, public constants and
// small client inputs: BigInt and branches are not constant time. Copying bytes is.
import { UsageError } from '../errors.js';
import { ELEMENT_BYTES, P } from '../params.js';
import type { RawExports } from './exports.js';

const P_HIGH = 0x1fffffff;
const P_LOW = 0xffe00001;
const TWO32 = 2 ** 32;

/** The canonical representative of any integer. */
export function toCanonical(value: bigint): bigint {
  if (value >= 0n && value < P) return value;
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}

/** Writes integers, reduced mod p. */
export function writeBigInts(values: readonly bigint[], words: BigUint64Array): void {
  for (let i = 0; i < values.length; i++) words[i] = toCanonical(values[i] as bigint);
}

/**
 * Writes safe integers, negative ones as p - |v|, as pairs of 32-bit halves.
 * @throws INVALID_ARGUMENT naming the position (never the value), before anything is written
 */
export function writeInts(values: ArrayLike<number>, halves: Uint32Array): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isSafeInteger(values[i])) throw new UsageError('INVALID_ARGUMENT', `value ${i} is not a safe integer`);
  }
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const size = Math.abs(value);
    const high = Math.floor(size / TWO32);
    const low = size >>> 0;
    const negative = value < 0;
    halves[2 * i] = negative ? P_LOW - low : low;
    halves[2 * i + 1] = negative ? P_HIGH - high - (low > P_LOW ? 1 : 0) : high;
  }
}

/**
 * Copies whole words to address `to` of `memory`, and checks them there.
 * @throws NOT_CANONICAL if a word is p or more; the destination is zero then
 */
export function writeCanonical(raw: RawExports, memory: Uint8Array, bytes: Uint8Array, to: number): void {
  const n = bytes.length / ELEMENT_BYTES;
  memory.set(bytes, to);
  if (raw.isCanonical(to, n) === 1) return;
  memory.fill(0, to, to + bytes.length);
  throw new UsageError('NOT_CANONICAL', `one of ${n} words is not below p`);
}
