// Everything the dealer deals follows from its master seed:
//
//     batch  = H(master, parties, key id, batch id, H(spec))      nobody but the dealer
//     party  = H(batch, i)                                        party i: all that it receives, or the last one's part
//     line   = H(party, label)                                    label = kind and number of the line among its kind
//     stream = component * 2^32 + chunk                           of ChaCha12 under the line's seed
//
// so the dealer keeps nothing per batch, the same request gives the same answer, another specification gives an
// unrelated one, and no (seed, stream) serves twice. What the dealer draws for itself (bits, comparison masks) comes from
// H(batch, label) under another domain.

import { hash } from '../../crypto/hash.js';
import type { Arena, Kernel } from '../../kernel/index.js';
import { Vector } from '../../math/vector.js';
import type { BatchSpec } from '../kinds.js';

const utf8 = new TextEncoder();

/** Seed of everything in a batch. */
export function batchSecret(
  kernel: Kernel,
  masterSeed: Uint8Array,
  parties: number,
  keyId: Uint8Array,
  batchId: Uint8Array,
  specHash: Uint8Array,
): Uint8Array {
  return hash(kernel, 'tessera/dealer/batch', masterSeed, utf8.encode(`${parties}`), keyId, batchId, specHash);
}

/** What party i receives. */
export function partySeed(kernel: Kernel, secret: Uint8Array, party: number): Uint8Array {
  return hash(kernel, 'tessera/dealer/party', secret, utf8.encode(`${party}`));
}

/** Seed of one line of a batch at one party. */
export function lineSeed(kernel: Kernel, seed: Uint8Array, label: string): Uint8Array {
  return hash(kernel, 'tessera/dealer/line', seed, utf8.encode(label));
}

/** Seed of what the dealer draws for itself in one line. */
export function secretsSeed(kernel: Kernel, secret: Uint8Array, label: string): Uint8Array {
  return hash(kernel, 'tessera/dealer/secrets', secret, utf8.encode(label));
}

/** Seeds of one line at all parties, in party order. */
export function lineSeeds(kernel: Kernel, secret: Uint8Array, parties: number, label: string): Uint8Array[] {
  return Array.from({ length: parties }, (_, i) => lineSeed(kernel, partySeed(kernel, secret, i), label));
}

/** alpha_i, one element. */
export function macKeyShare(
  arena: Arena,
  masterSeed: Uint8Array,
  parties: number,
  keyId: Uint8Array,
  party: number,
): Vector {
  const count = utf8.encode(`${parties}`);
  const seed = hash(arena.kernel, 'tessera/dealer/mac-key', masterSeed, count, keyId, utf8.encode(`${party}`));
  return Vector.expand(arena, seed, 0, 1);
}

/** Names of the lines of a batch: kind, and number among the lines of that kind. */
export function labelsOf(spec: BatchSpec): string[] {
  const met = new Map<string, number>();
  return spec.map(({ kind }) => {
    const number = met.get(kind) ?? 0;
    met.set(kind, number + 1);
    return `${kind}/${number}`;
  });
}

/** The label of a batch's input masks, of which there is one line. */
export const INPUT_MASKS = 'inputMask/0';
