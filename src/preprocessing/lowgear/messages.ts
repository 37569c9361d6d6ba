// The plaintexts of a party's own requests. They are uniform polynomials drawn from a secret seed, so that tasks need
// the seed only.

import type { Kernel, Span } from '../../kernel/index.js';
import { DEGREE } from '../../she/index.js';

/** One of this party's requests: number `index` of those whose messages were drawn from `seed`. Secret. */
export interface OwnRequest {
  readonly seed: Uint8Array;
  readonly index: number;
  /** Only the first `used` coefficients were drawn, the others are zero; all by default. */
  readonly used?: number;
}

/** What was encrypted: m, N words. */
export function plaintextInto(kernel: Kernel, { seed, index, used = DEGREE }: OwnRequest, z: Span): void {
  kernel.expandInto(seed, index, z.slice(0, used));
  const rest = z.slice(used, z.length);
  if (rest.length > 0) kernel.subInto(rest, rest, rest);
}

/** What answers multiply: b = 2m. */
export function messageInto(kernel: Kernel, request: OwnRequest, z: Span): void {
  plaintextInto(kernel, request, z);
  kernel.addInto(z, z, z);
}
