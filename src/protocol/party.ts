// Who runs a protocol: one party of one session, with everything that is passed in rather than reached for.

import type { RandomBytes } from '../crypto/random.js';
import type { Arena, Kernel } from '../kernel/index.js';
import type { Transcript } from './transcript.js';

export interface Party {
  /** This party's index, 0 <= id < parties. Party 0 is the lead: it adds public constants to its shares. */
  readonly id: number;
  readonly parties: number;
  /** 32 bytes that name the session; equal at all parties and never used twice. */
  readonly session: Uint8Array;
  readonly kernel: Kernel;
  /** The session's memory: wiped when the session ends. */
  readonly arena: Arena;
  /** Secret local randomness. */
  readonly random: RandomBytes;
  /** What was broadcast since the last check (three parties or more). */
  readonly transcript: Transcript;
  /** A fresh number for domain separation; parties that run the same program draw the same sequence. */
  nextStep(): number;
}

/** Peers of a party, ascending. */
export function peersOf(p: { readonly id: number; readonly parties: number }): number[] {
  return Array.from({ length: p.parties }, (_, j) => j).filter((j) => j !== p.id);
}
