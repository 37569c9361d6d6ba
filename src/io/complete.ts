// Fills in what a client need not think of: how many rows it has, and the digits of proofs. Only standard digits, 0 .. base - 1.

import { UsageError } from '../errors.js';
import { blockOf, type Digits, type NormBound, type Statement } from './statement.js';
import type { BlockValues, Values } from './witness.js';

/**
 * The number of rows that the given blocks have.
 * @throws UsageError DATA_INVALID when blocks disagree, are cut within a row or are empty
 */
export function rowsOf(statement: Statement, values: BlockValues): number {
  let rows: number | undefined;
  for (const [name, elements] of Object.entries(values)) {
    const { width } = blockOf(statement, name);
    const found = elements.length / width;
    if (!Number.isInteger(found))
      throw invalid(`${name}: expected whole rows of ${width} values, got ${elements.length} values`);
    rows ??= found;
    if (found !== rows) throw invalid(`${name}: expected ${rows} rows as in the other blocks, got ${found}`);
  }
  if (rows === undefined || rows === 0) throw invalid('expected at least one row');
  return rows;
}

/**
 * Adds the digit and slack blocks that are missing, in the order of the constraints.
 * @returns the given blocks and the new ones
 * @throws UsageError DATA_INVALID when a value is negative or too large for its digits, or a norm exceeds its bound
 */
export function completeValues(statement: Statement, rows: number, values: BlockValues): BlockValues {
  const complete: Record<string, Values> = { ...values };
  for (const constraint of statement.constraints) {
    const source = complete[constraint.block];
    if (source === undefined) continue;
    if (constraint.kind === 'digits') complete[constraint.digits] ??= digitsOf(constraint, source);
    else if (constraint.kind === 'normBound') complete[constraint.slack] ??= slackOf(constraint, rows, source);
  }
  return complete;
}

function digitsOf({ block, base, count }: Digits, source: Values): Values {
  const digits = newDigits(base, source.length * count);
  for (let i = 0; i < source.length; i++) {
    if (!split(source[i] as number, base, count, digits, i * count))
      throw invalid(`${block}: element ${i} does not fit ${count} digits`);
  }
  return digits;
}

function slackOf({ block, base, count, bound }: NormBound, rows: number, source: Values): Values {
  const digits = newDigits(base, rows * count);
  const width = source.length / rows;
  for (let row = 0; row < rows; row++) {
    let slack = bound;
    for (let i = row * width; i < (row + 1) * width; i++) slack -= (source[i] as number) ** 2;
    if (!split(slack, base, count, digits, row * count))
      throw invalid(`${block}: the norm of row ${row} is not within its bound`);
  }
  return digits;
}

function newDigits(base: number, n: number): Uint8Array | Uint16Array {
  return base <= 256 ? new Uint8Array(n) : new Uint16Array(n);
}

/** Writes the digits of `value`, lowest first; false if they do not hold it. */
function split(value: number, base: number, count: number, digits: Uint8Array | Uint16Array, at: number): boolean {
  if (!Number.isSafeInteger(value) || value < 0) return false;
  let rest = value;
  for (let k = 0; k < count; k++) {
    digits[at + k] = rest % base;
    rest = Math.floor(rest / base);
  }
  return rest === 0;
}

function invalid(what: string): UsageError {
  return new UsageError('DATA_INVALID', what);
}
