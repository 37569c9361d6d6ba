// Which coefficients of an answer are read: an arithmetic progression. c0 is needed there only, so nothing else of it
// is sent.
import { UsageError } from '../errors.js';
import type { Span } from '../kernel/index.js';
import { DEGREE } from './params.js';
import type { Scheme } from './scheme.js';

/** Coefficients first, first + stride, ..., `count` of them; count >= 1. */
export interface Reading {
  readonly first: number;
  readonly stride: number;
  readonly count: number;
}

export const EVERYWHERE: Reading = { first: 0, stride: 1, count: DEGREE };

/** Lanes are packed sixteen at a time; these are words of two lanes. */
const GROUP_WORDS = 8;

/** Words that hold the chosen lanes of one polynomial, padded to whole groups. @throws INVALID_ARGUMENT */
export function gatherWords(reading: Reading): number {
  const { first, stride, count } = reading;
  const natural = [first, stride, count].every((n) => Number.isSafeInteger(n) && n >= 0);
  if (!natural || stride < 1 || count < 1 || first + (count - 1) * stride >= DEGREE) {
    throw new UsageError('INVALID_ARGUMENT', `no coefficients ${first}, by ${stride}, ${count} times, below ${DEGREE}`);
  }
  return GROUP_WORDS * Math.ceil(count / (2 * GROUP_WORDS));
}

/** chosen = the lanes of one polynomial at these places, then zeros. Public data. */
export function gatherInto(scheme: Scheme, polynomial: Span, reading: Reading, chosen: Span): void {
  const from = lanes(scheme, polynomial);
  const to = lanes(scheme, chosen);
  const { first, stride, count } = reading;
  if (stride === 1) to.set(from.subarray(first, first + count));
  else for (let i = 0; i < count; i++) to[i] = from[first + i * stride] as number;
  to.fill(0, reading.count);
}

/** The inverse; other lanes become 0. @throws NOT_CANONICAL if the padding is not zero */
export function scatterInto(scheme: Scheme, chosen: Span, reading: Reading, polynomial: Span): void {
  const from = lanes(scheme, chosen);
  if (from.subarray(reading.count).some((lane) => lane !== 0)) {
    throw new UsageError('NOT_CANONICAL', `the padding after ${reading.count} residues is not zero`);
  }
  const to = lanes(scheme, polynomial);
  const { first, stride, count } = reading;
  to.fill(0);
  if (stride === 1) to.set(from.subarray(0, count), first);
  else for (let i = 0; i < count; i++) to[first + i * stride] = from[i] as number;
}

/** Valid until the next allocation. */
function lanes(scheme: Scheme, x: Span): Uint32Array {
  const bytes = scheme.kernel.view(x);
  return new Uint32Array(bytes.buffer, bytes.byteOffset, 2 * x.length);
}
