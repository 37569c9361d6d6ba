// The bodies that travel between a client and a party, both directions. Bulk is bare little-endian words after fixed-size
// fields. A party calls what it cannot read the client's fault (UsageError), a client what it cannot read a broken answer
// (ChannelError) or, where it is a share, a lie (SecurityAbort).

import { ChannelError, SecurityAbort, TesseraError, UsageError } from '../errors.js';
import type { Arena, Kernel, Span } from '../kernel/index.js';
import { Vector } from '../math/vector.js';
import { DIGEST_BYTES, ELEMENT_BYTES, SEED_BYTES } from '../params.js';
import type { InputMasks } from '../preprocessing/source.js';
import type { Confirmation } from './digests.js';

/** Words of a share vector that are copied and checked at a time. */
const CHUNK = 1 << 16;

/**
 * Cuts a body into fields of these lengths.
 * @throws UsageError LENGTH_MISMATCH unless they make up the whole body
 */
export function cut(body: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const expected = lengths.reduce((sum, length) => sum + length, 0);
  if (body.length !== expected) {
    throw new UsageError('LENGTH_MISMATCH', `expected a body of ${expected} bytes, got ${body.length}`);
  }
  let at = 0;
  return lengths.map((length) => {
    at += length;
    return body.subarray(at - length, at);
  });
}

/** Fields one after the other. */
export function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
}

// ---- party: what clients send

/** s | e */
export function readInput(body: Uint8Array, inputs: number): { seed: Uint8Array; masked: Uint8Array } {
  const [seed, masked] = cut(body, [SEED_BYTES, inputs * ELEMENT_BYTES]) as [Uint8Array, Uint8Array];
  return { seed: seed.slice(), masked };
}

/** H(s) | H(u) | H(e) | proof */
export function readConfirmation(
  body: Uint8Array,
  proofElements: number,
): { confirmation: Confirmation; proof: Uint8Array } {
  const lengths = [DIGEST_BYTES, DIGEST_BYTES, DIGEST_BYTES, proofElements * ELEMENT_BYTES];
  const [seed, sum, input, proof] = cut(body, lengths) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  return { confirmation: { seed: seed.slice(), sum: sum.slice(), input: input.slice() }, proof };
}

/** e | proof */
export function readQuery(
  body: Uint8Array,
  inputs: number,
  proofElements: number,
): { masked: Uint8Array; proof: Uint8Array } {
  const [masked, proof] = cut(body, [inputs * ELEMENT_BYTES, proofElements * ELEMENT_BYTES]) as [
    Uint8Array,
    Uint8Array,
  ];
  return { masked, proof };
}

/** A party's answer to a reservation: its shares of the masks, then for every other party j, ascending, its parts of the tags T_j. */
export function writeMasks(kernel: Kernel, { value, tags }: InputMasks): Uint8Array<ArrayBuffer> {
  const parts = [value, ...tags.filter((tag) => tag !== null)];
  const body = new Uint8Array(parts.length * value.length * ELEMENT_BYTES);
  parts.forEach((part, k) => {
    body.set(kernel.view(part.span), k * value.length * ELEMENT_BYTES);
  });
  return body;
}

// ---- client: what parties answer

/** The masks as the client holds them: every value, and for each party i the tags T_i. */
export interface ClientMasks {
  readonly values: Vector;
  readonly tags: readonly Vector[];
}

/**
 * Adds up the parties' answers to a reservation.
 * @param bodies one per party      @param total masks of the reservation, r_0 included
 * @throws ChannelError BAD_FRAME; SecurityAbort NOT_CANONICAL_SHARE naming the party
 */
export function combineMasks(arena: Arena, bodies: readonly Uint8Array[], total: number): ClientMasks {
  const parties = bodies.length;
  requireAnswers(bodies, parties * total * ELEMENT_BYTES);
  const values = Vector.zeros(arena, total);
  const tags = bodies.map(() => Vector.zeros(arena, total));
  bodies.forEach((body, i) => {
    const targets = [values, ...tags.filter((_, j) => j !== i)];
    targets.forEach((target, k) => {
      addWords(arena, body.subarray(k * total * ELEMENT_BYTES, (k + 1) * total * ELEMENT_BYTES), target.span, i);
    });
  });
  return { values, tags };
}

/** z += the words of a party's share vector. */
function addWords(arena: Arena, bytes: Uint8Array, z: Span, party: number): void {
  for (let from = 0; from < z.length; from += CHUNK) {
    const to = Math.min(z.length, from + CHUNK);
    arena.scope(() => {
      const words = arena.alloc(to - from);
      loadShare(arena.kernel, bytes.subarray(from * ELEMENT_BYTES, to * ELEMENT_BYTES), words, party);
      const sum = z.slice(from, to);
      arena.kernel.addInto(sum, words, sum);
    });
  }
}

function loadShare(kernel: Kernel, bytes: Uint8Array, z: Span, party: number): void {
  try {
    kernel.load(bytes, z);
  } catch (error) {
    if (error instanceof TesseraError && error.code === 'NOT_CANONICAL') {
      throw new SecurityAbort('NOT_CANONICAL_SHARE', `party ${party} sent a share that is not a field element`, party);
    }
    throw error;
  }
}

/** @throws ChannelError BAD_FRAME when a party's answer has another length */
export function requireAnswers(bodies: readonly Uint8Array[], expected: number): void {
  bodies.forEach((body, party) => {
    if (body.length !== expected) {
      throw new ChannelError('BAD_FRAME', `expected ${expected} bytes of party ${party}, got ${body.length}`);
    }
  });
}
