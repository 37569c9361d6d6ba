// What the dealer sends for a batch: 32 bytes to every party, and the corrections behind them to the last one.
//
//     seed (32 bytes) | corrections, bare little-endian elements, line by line, chunk by chunk, component by component

import { UsageError } from '../../errors.js';
import { ELEMENT_BYTES, SEED_BYTES } from '../../params.js';
import { type BatchSpec, itemsOf } from '../kinds.js';
import { correctionsPerItem } from '../layout.js';

export interface DealtBatch {
  /** 32 bytes. */
  readonly seed: Uint8Array;
  /** Empty for all parties but the last. */
  readonly corrections: Uint8Array;
}

/** Bytes of corrections that a party receives with a batch. */
export function correctionBytes(spec: BatchSpec, party: number, parties: number): number {
  if (party !== parties - 1) return 0;
  const elements = spec.reduce((sum, demand) => sum + itemsOf(demand) * correctionsPerItem(demand, parties), 0);
  return elements * ELEMENT_BYTES;
}

/** @returns the bytes to send; a view where seed and corrections lie side by side, as the dealer makes them */
export function encodeDealt({ seed, corrections }: DealtBatch): Uint8Array {
  const { buffer, byteOffset } = seed;
  if (buffer === corrections.buffer && byteOffset + SEED_BYTES === corrections.byteOffset) {
    return new Uint8Array(buffer, byteOffset, SEED_BYTES + corrections.length);
  }
  const bytes = new Uint8Array(SEED_BYTES + corrections.length);
  bytes.set(seed);
  bytes.set(corrections, SEED_BYTES);
  return bytes;
}

/** Views of the received bytes; their content is checked when the batch is expanded. @throws UsageError LENGTH_MISMATCH */
export function decodeDealt(bytes: Uint8Array): DealtBatch {
  if (bytes.length < SEED_BYTES || (bytes.length - SEED_BYTES) % ELEMENT_BYTES !== 0) {
    throw new UsageError('LENGTH_MISMATCH', `expected a seed and whole elements, got ${bytes.length} bytes`);
  }
  return { seed: bytes.subarray(0, SEED_BYTES), corrections: bytes.subarray(SEED_BYTES) };
}
