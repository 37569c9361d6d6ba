// What the dealer draws for itself: bits, and comparison masks with the tables of their digits. Random words come from the
// line's secret seed, chunk number = stream.

import type { Arena, Span } from '../../kernel/index.js';
import { digitWidths, highBits, tableEntries } from '../kinds.js';

/** n uniform bits as elements. */
export function drawBits(arena: Arena, seed: Uint8Array, chunk: number, n: number): Span {
  const random = arena.kernel.expandBytes(seed, chunk, Math.ceil(n / 8));
  const bits = new Uint32Array(2 * n);
  for (let i = 0; i < n; i++) bits[2 * i] = ((random[i >> 3] ?? 0) >> (i & 7)) & 1;
  random.fill(0);
  return loadWords(arena, bits);
}

export interface PlainMasks {
  /** n elements below 2^highBits. */
  readonly high: Span;
  /** Per digit, lowest first: n rows of [digit > 0], [digit > 1], ... */
  readonly tables: readonly Span[];
}

/** n uniform 60-bit numbers r, as their part above the k - 1 low bits and the tables of the digits of those. */
export function drawComparisonMasks(
  arena: Arena,
  seed: Uint8Array,
  chunk: number,
  k: number,
  w: number,
  n: number,
): PlainMasks {
  const random = arena.kernel.expandBytes(seed, chunk, 8 * n);
  const r = new Uint32Array(random.buffer, random.byteOffset, 2 * n);
  for (let i = 1; i < 2 * n; i += 2) r[i] = (r[i] ?? 0) & 0x0fffffff;
  const tables = digitWidths(k, w).map((width, d) => drawTable(arena, r, d * w, width));
  const high = loadWords(arena, r);
  arena.kernel.bitsInto(high, k - 1, highBits(k), high);
  return { high, tables };
}

/** The table of the digit at bit `shift` of each number; digits lie in the low halves. No branch depends on a digit. */
function drawTable(arena: Arena, numbers: Uint32Array, shift: number, width: number): Span {
  const entries = tableEntries(width);
  const n = numbers.length / 2;
  const table = new Uint32Array(2 * n * entries);
  let at = 0;
  for (let i = 0; i < n; i++) {
    const digit = ((numbers[2 * i] ?? 0) >>> shift) & entries;
    for (let v = 0; v < entries; v++, at += 2) table[at] = (v - digit) >>> 31;
  }
  return loadWords(arena, table);
}

/** Moves canonical words into the arena and wipes where they came from. */
function loadWords(arena: Arena, words: Uint32Array): Span {
  const span = arena.alloc(words.length / 2);
  arena.kernel.load(new Uint8Array(words.buffer, words.byteOffset, words.byteLength), span);
  words.fill(0);
  return span;
}
