// Matrix times several vectors: argument checks, scratch, and vectors in groups, so that scratch stays small.
import { UsageError } from '../errors.js';
import type { RawExports } from './exports.js';
import type { Heap } from './heap.js';
import { addressOf, type Span } from './span.js';

/** Vectors per pass over the matrix. */
export const GROUP = 8;

/** A row-major matrix in memory, used as it is or transposed. */
export interface Operand {
  readonly transposed: boolean;
  readonly address: number;
  readonly rows: number;
  readonly cols: number;
}

/** Bytes of scratch for `count` vectors, with the two lists of their addresses. */
export function productScratch(
  raw: RawExports,
  { transposed, rows, cols }: Omit<Operand, 'address'>,
  count: number,
): number {
  return 8 * GROUP + (transposed ? raw.matTVecsScratch(rows, cols, count) : raw.matVecsScratch(cols, count));
}

/**
 * One pass: ys[v] = A xs[v] (or A^T xs[v]) for at most GROUP vectors, all given as addresses.
 * @param lists the first 2 GROUP 32-bit words at `scratch`, which has productScratch bytes
 */
export function productPass(
  raw: RawExports,
  { transposed, address, rows, cols }: Operand,
  xs: readonly number[],
  ys: readonly number[],
  lists: Uint32Array,
  scratch: number,
): void {
  lists.set(xs, 0);
  lists.set(ys, GROUP);
  const multiply = transposed ? raw.matTVecs : raw.matVecs;
  multiply(address, rows, cols, scratch, scratch + 4 * GROUP, xs.length, scratch + 8 * GROUP);
}

/** ys[v] = A xs[v], or A^T xs[v]. @throws LENGTH_MISMATCH | INVALID_ARGUMENT (a result overlaps an operand) | RELEASED */
export function productMany(
  raw: RawExports,
  heap: Heap,
  transposed: boolean,
  A: Span,
  rows: number,
  cols: number,
  xs: readonly Span[],
  ys: readonly Span[],
): void {
  checkShape(transposed, A, rows, cols, xs, ys);
  const operand = { transposed, address: addressOf(A, heap), rows, cols };
  const from = xs.map((x) => addressOf(x, heap));
  const to = ys.map((y) => addressOf(y, heap));
  checkOverlap([operand.address, ...from], [A, ...xs], to, ys);
  if ((transposed ? rows : cols) === 0) {
    for (const [v, y] of ys.entries()) heap.wipe(to[v] as number, 8 * y.length);
    return;
  }
  const bytes = productScratch(raw, operand, Math.min(GROUP, xs.length));
  const block = heap.allocate(bytes);
  try {
    const lists = heap.words32(block.address, 2 * GROUP);
    for (let v = 0; v < xs.length; v += GROUP) {
      productPass(raw, operand, from.slice(v, v + GROUP), to.slice(v, v + GROUP), lists, block.address);
    }
  } finally {
    heap.free(block, bytes);
  }
}

function checkShape(
  transposed: boolean,
  A: Span,
  rows: number,
  cols: number,
  xs: readonly Span[],
  ys: readonly Span[],
): void {
  if (!(Number.isSafeInteger(rows) && Number.isSafeInteger(cols) && rows >= 0 && cols >= 0)) {
    throw new UsageError('INVALID_ARGUMENT', `no matrix has shape ${rows} x ${cols}`);
  }
  const [inputs, outputs] = transposed ? [rows, cols] : [cols, rows];
  const wrong =
    A.length !== rows * cols ||
    xs.length !== ys.length ||
    xs.some((x) => x.length !== inputs) ||
    ys.some((y) => y.length !== outputs);
  if (!wrong) return;
  throw new UsageError(
    'LENGTH_MISMATCH',
    `expected a matrix of ${rows * cols} words and as many inputs of ${inputs} as outputs of ${outputs}, got ${A.length} words, ` +
      `inputs of [${xs.map((x) => x.length)}] and outputs of [${ys.map((y) => y.length)}]`,
  );
}

function checkOverlap(
  from: readonly number[],
  operands: readonly Span[],
  to: readonly number[],
  ys: readonly Span[],
): void {
  for (const [v, y] of ys.entries()) {
    const start = to[v] as number;
    const end = start + 8 * y.length;
    const clash = operands.some((x, i) => {
      const at = from[i] as number;
      return at < end && start < at + 8 * x.length;
    });
    if (clash) throw new UsageError('INVALID_ARGUMENT', 'the result of a matrix product must not overlap its operands');
  }
}
