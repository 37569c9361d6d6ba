// What the dealer draws for itself: bits, comparison masks with the tables of their digits, and truncation masks. Random
// words come from the line's secret seed, chunk number = stream.

import type { Arena, Span } from '../../kernel/index.js';
import { FIELD_BITS } from '../../params.js';
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
  /** n elements below 2^highBits; null for masks of the whole field. */
  readonly high: Span | null;
  /** Per digit, lowest first: n rows of [digit > 0], [digit > 1], ... */
  readonly tables: readonly Span[];
}

/**
 * n uniform numbers r of 60 bits, or of 61 for the whole field, as their part above the k - 1 low bits and the tables of the digits
 * of those.
 */
export function drawComparisonMasks(
  arena: Arena,
  seed: Uint8Array,
  chunk: number,
  k: number,
  w: number,
  n: number,
): PlainMasks {
  const width = highBits(k);
  const r = drawNumbers(arena, seed, chunk, k - 1 + width, n);
  const tables = digitWidths(k, w).map((digit, d) => drawTable(arena, r, d * w, digit));
  if (width === 0) {
    r.fill(0);
    return { high: null, tables };
  }
  const high = loadWords(arena, r);
  arena.kernel.bitsInto(high, k - 1, width, high);
  return { high, tables };
}

export interface PlainTruncations {
  readonly r: Span;
  readonly high: Span;
  readonly top: Span;
}

/** n uniform 61-bit numbers mod p, what is left of them above `shift` bits, and their top bits. */
export function drawTruncations(
  arena: Arena,
  seed: Uint8Array,
  chunk: number,
  shift: number,
  n: number,
): PlainTruncations {
  const { kernel } = arena;
  const numbers = drawNumbers(arena, seed, chunk, FIELD_BITS, n);
  const upper = loadHalf(arena, numbers, 1);
  const r = loadHalf(arena, numbers, 0);
  numbers.fill(0);
  const high = arena.alloc(n);
  if (shift < HALF_BITS) {
    kernel.bitsInto(r, shift, HALF_BITS - shift, high);
    kernel.axpyInto(1n << BigInt(HALF_BITS - shift), upper, high);
  } else {
    kernel.bitsInto(upper, shift - HALF_BITS, FIELD_BITS - shift, high);
  }
  const top = arena.alloc(n);
  kernel.bitsInto(upper, FIELD_BITS - 1 - HALF_BITS, 1, top);
  kernel.axpyInto(1n << BigInt(HALF_BITS), upper, r); // mod p: a number of 61 bits need not be below it
  return { r, high, top };
}

const HALF_BITS = 32;

/** n uniform numbers of 33 to 61 bits, low half first. */
function drawNumbers(arena: Arena, seed: Uint8Array, chunk: number, bits: number, n: number): Uint32Array {
  const random = arena.kernel.expandBytes(seed, chunk, 8 * n);
  const numbers = new Uint32Array(random.buffer, random.byteOffset, 2 * n);
  const mask = 2 ** (bits - HALF_BITS) - 1;
  for (let i = 1; i < 2 * n; i += 2) numbers[i] = (numbers[i] ?? 0) & mask;
  return numbers;
}

/** One half of each number as an element. */
function loadHalf(arena: Arena, numbers: Uint32Array, half: 0 | 1): Span {
  const words = new Uint32Array(numbers.length);
  for (let i = 0; i < words.length; i += 2) words[i] = numbers[i + half] ?? 0;
  return loadWords(arena, words);
}

/** The table of the digit at bit `shift` of each number. No branch depends on a digit. */
function drawTable(arena: Arena, numbers: Uint32Array, shift: number, width: number): Span {
  const entries = tableEntries(width);
  const n = numbers.length / 2;
  const table = new Uint32Array(2 * n * entries);
  let at = 0;
  for (let i = 0; i < n; i++) {
    const digit = bitsAt(numbers[2 * i] ?? 0, numbers[2 * i + 1] ?? 0, shift) & entries;
    for (let v = 0; v < entries; v++, at += 2) table[at] = (v - digit) >>> 31;
  }
  return loadWords(arena, table);
}

/** 32 bits of a number from bit `shift` on; a digit may lie across its halves. */
function bitsAt(low: number, high: number, shift: number): number {
  if (shift >= HALF_BITS) return high >>> (shift - HALF_BITS);
  return shift === 0 ? low : (low >>> shift) | (high << (HALF_BITS - shift));
}

/** Moves canonical words into the arena and wipes where they came from. */
function loadWords(arena: Arena, words: Uint32Array): Span {
  const span = arena.alloc(words.length / 2);
  arena.kernel.load(new Uint8Array(words.buffer, words.byteOffset, words.byteLength), span);
  words.fill(0);
  return span;
}
