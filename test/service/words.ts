// Changing what is sent: one field element of a body of little-endian words.

import { inverse } from '../../src/math/field.js';
import { P } from '../../src/params.js';

/** 1/2 mod p: the value that opens the parity of what it is multiplied with. */
export const HALF = inverse(2n);

/** The body with `by` added to one of its words, mod p. @param from  bytes before the first word */
export function shifted(body: Uint8Array, word: number, by = 1n, from = 0): Uint8Array {
  const copy = body.slice();
  const view = new DataView(copy.buffer);
  const at = from + 8 * word;
  view.setBigUint64(at, (((view.getBigUint64(at, true) + by) % P) + P) % P, true);
  return copy;
}

/** The body with one word that is no field element. */
export function notCanonical(body: Uint8Array, word: number, from = 0): Uint8Array {
  const copy = body.slice();
  new DataView(copy.buffer).setBigUint64(from + 8 * word, P, true);
  return copy;
}
