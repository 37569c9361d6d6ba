// The hashes by which parties and client make sure that they mean the same bytes. Each has its own domain.

import { hash, sha256 } from '../crypto/hash.js';
import type { Kernel } from '../kernel/index.js';

const NOTHING = new Uint8Array(0);
const MASKED_INPUT = 'tessera/masked-input';

/** H(s), the digest of a mask check's seed. */
export function seedDigest(kernel: Kernel, seed: Uint8Array): Uint8Array {
  return hash(kernel, 'tessera/mask-seed', seed);
}

/** H(e), the digest of masked inputs as they are on the wire; of nothing when a challenge comes ahead of its query. */
export function inputDigest(kernel: Kernel, masked: Uint8Array = NOTHING): Uint8Array {
  return hash(kernel, MASKED_INPUT, kernel.sha256([masked]));
}

/** The same for megabytes: hashed beside whatever this thread does meanwhile. */
export async function bulkInputDigest(kernel: Kernel, masked: Uint8Array): Promise<Uint8Array> {
  return hash(kernel, MASKED_INPUT, await sha256(masked));
}

/** H(u), the digest of a mask check's sum, 8 bytes. */
export function sumDigest(kernel: Kernel, sum: Uint8Array): Uint8Array {
  return hash(kernel, 'tessera/mask-sum', sum);
}

/** The three digests that a confirmation repeats. */
export interface Confirmation {
  readonly seed: Uint8Array;
  readonly sum: Uint8Array;
  readonly input: Uint8Array;
}

/** What the parties compare before an input may be used: whose, for which reservation, and all that was confirmed. */
export function confirmationDigest(
  kernel: Kernel,
  reservation: Uint8Array,
  client: Uint8Array,
  { seed, sum, input }: Confirmation,
): Uint8Array {
  return hash(kernel, 'tessera/confirmation', reservation, client, seed, sum, input);
}

/** What the parties compare when a query's masked input has come: the reservation and H(e). */
export function queryDigest(
  kernel: Kernel,
  reservation: Uint8Array,
  client: Uint8Array,
  input: Uint8Array,
): Uint8Array {
  return hash(kernel, 'tessera/query-input', reservation, client, input);
}

/** True for equal bytes. For public values: it stops at the first difference. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, k) => byte === b[k]);
}
