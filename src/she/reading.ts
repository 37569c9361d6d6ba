// Which coefficients of an answer are read: an arithmetic progression of runs. c0 is needed there only, so nothing else
// of it is sent.
import { UsageError } from '../errors.js';
import type { Span } from '../kernel/index.js';
import { DEGREE } from './params.js';
import type { Scheme } from './scheme.js';

/** Coefficients first, first + stride, ..., `count` of them; count >= 1. */
export interface Reading {
  readonly first: number;
  readonly stride: number;
  readonly count: number;
  /** So many neighbours from each of these on, at most `stride`; by default 1. */
  readonly run?: number;
}

/** How many coefficients are read. */
export function coefficientsRead({ count, run = 1 }: Reading): number {
  return count * run;
}

export const EVERYWHERE: Reading = { first: 0, stride: 1, count: DEGREE };

/** Lanes are packed sixteen at a time; these are words of two lanes. */
const GROUP_WORDS = 8;

/** Words that hold the chosen lanes of one polynomial, padded to whole groups. @throws INVALID_ARGUMENT */
export function gatherWords(reading: Reading): number {
  const { first, stride, count, run = 1 } = reading;
  const natural = [first, stride, count, run].every((n) => Number.isSafeInteger(n) && n >= 0);
  if (!natural || run < 1 || run > stride || count < 1 || first + (count - 1) * stride + run > DEGREE) {
    throw new UsageError(
      'INVALID_ARGUMENT',
      `no coefficients ${first}, by ${stride}, ${count} times ${run}, below ${DEGREE}`,
    );
  }
  return GROUP_WORDS * Math.ceil(coefficientsRead(reading) / (2 * GROUP_WORDS));
}

/** chosen = the lanes of one polynomial at these places, then zeros. Public data. */
export function gatherInto(scheme: Scheme, polynomial: Span, reading: Reading, chosen: Span): void {
  const from = lanes(scheme, polynomial);
  const to = lanes(scheme, chosen);
  const { first, stride, count, run = 1 } = reading;
  if (stride === 1) to.set(from.subarray(first, first + count));
  else {
    for (let i = 0; i < count; i++) {
      for (let k = 0; k < run; k++) to[i * run + k] = from[first + i * stride + k] as number;
    }
  }
  to.fill(0, coefficientsRead(reading));
}

/** The inverse; other lanes become 0. @throws NOT_CANONICAL if the padding is not zero */
export function scatterInto(scheme: Scheme, chosen: Span, reading: Reading, polynomial: Span): void {
  const from = lanes(scheme, chosen);
  const read = coefficientsRead(reading);
  if (from.subarray(read).some((lane) => lane !== 0)) {
    throw new UsageError('NOT_CANONICAL', `the padding after ${read} residues is not zero`);
  }
  const to = lanes(scheme, polynomial);
  const { first, stride, count, run = 1 } = reading;
  to.fill(0);
  if (stride === 1) to.set(from.subarray(0, count), first);
  else {
    for (let i = 0; i < count; i++) {
      for (let k = 0; k < run; k++) to[first + i * stride + k] = from[i * run + k] as number;
    }
  }
}

/** Valid until the next allocation. */
function lanes(scheme: Scheme, x: Span): Uint32Array {
  const bytes = scheme.kernel.view(x);
  return new Uint32Array(bytes.buffer, bytes.byteOffset, 2 * x.length);
}
