// The messages of a reservation. Lengths follow from the specification, so every party knows what to expect:
//
//     proposal       state u32 | ranges u32 | ranges .. zeros      a range: batch hash (32) | stock u32 | from u32 | to u32 | 0 u32
//     confirmation   digest (32) | state u64
//
// all little-endian.

import { DIGEST_BYTES } from '../../params.js';
import type { BatchSpec } from '../kinds.js';
import type { ProposedRange } from './check.js';
import { type Assignment, maxRanges } from './plan.js';

const HEADER_BYTES = 8;
const RANGE_BYTES = DIGEST_BYTES + 16;
export const CONFIRMATION_BYTES = DIGEST_BYTES + 8;

/** What a party says besides: `unagreed` parties must first agree on what they hold; retrying before is useless. */
export const STATES = ['granted', 'exhausted', 'refused', 'unagreed'] as const;
export type ReservationState = (typeof STATES)[number];

export function proposalBytes(spec: BatchSpec): number {
  return HEADER_BYTES + maxRanges(spec) * RANGE_BYTES;
}

export function encodeProposal(spec: BatchSpec, state: ReservationState, assignment: Assignment = []): Uint8Array {
  const bytes = new Uint8Array(proposalBytes(spec));
  const view = new DataView(bytes.buffer);
  const ranges = assignment.flat();
  view.setUint32(0, STATES.indexOf(state), true);
  view.setUint32(4, ranges.length, true);
  ranges.forEach(({ batch, stock, from, to }, k) => {
    const at = HEADER_BYTES + k * RANGE_BYTES;
    bytes.set(batch.hash, at);
    [stock, from, to].forEach((word, w) => {
      view.setUint32(at + DIGEST_BYTES + 4 * w, word, true);
    });
  });
  return bytes;
}

export interface Proposal {
  readonly state: ReservationState;
  readonly ranges: readonly ProposedRange[];
}

/** @param bytes of the length that the specification says @returns null for bytes that no sequencer of ours sends */
export function decodeProposal(bytes: Uint8Array): Proposal | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const state = STATES[view.getUint32(0, true)];
  const count = view.getUint32(4, true);
  if (state === undefined || HEADER_BYTES + count * RANGE_BYTES > bytes.length) return null;
  const ranges = Array.from({ length: count }, (_, k): ProposedRange => {
    const at = HEADER_BYTES + k * RANGE_BYTES;
    const word = (w: number) => view.getUint32(at + DIGEST_BYTES + 4 * w, true);
    return { id: hex(bytes.subarray(at, at + DIGEST_BYTES)), stock: word(0), from: word(1), to: word(2) };
  });
  return { state, ranges };
}

export function encodeConfirmation(digest: Uint8Array, state: ReservationState): Uint8Array {
  const bytes = new Uint8Array(CONFIRMATION_BYTES);
  bytes.set(digest);
  new DataView(bytes.buffer).setUint32(DIGEST_BYTES, STATES.indexOf(state), true);
  return bytes;
}

export function decodeConfirmation(bytes: Uint8Array): { digest: Uint8Array; state: ReservationState } {
  const word = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(DIGEST_BYTES, true);
  return { digest: bytes.subarray(0, DIGEST_BYTES), state: STATES[word] ?? 'refused' };
}

/** Lower-case hexadecimal. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}
