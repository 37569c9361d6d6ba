// Several vectors of one length as one, so that one message and one kernel call serve them all.

import type { Shares } from '../sharing/shares.js';

/** One after the other; at least one. */
export function join(parts: readonly Shares[]): Shares {
  const [first, ...others] = parts;
  if (first === undefined) throw new RangeError('nothing to join');
  return others.length === 0 ? first : first.concat(...others);
}

/** Cuts into `pieces` vectors of equal length, sharing memory. */
export function cut(whole: Shares, pieces: number): Shares[] {
  const n = whole.length / pieces;
  return Array.from({ length: pieces }, (_, i) => whole.slice(i * n, (i + 1) * n));
}
