// Which integers a proven block can hold. A planner may put a statistical mask only on values whose width follows from
// here; "the client says so" is not a range. Everything is over the integers: a bound is given only where no sum can reach p.

import { P } from '../../params.js';
import type { Digits, NormBound, Statement } from './statement.js';

/** Smallest and largest integer, both included. */
export interface Range {
  readonly min: bigint;
  readonly max: bigint;
}

/**
 * The integers that every element of a block is proven to lie between.
 * @returns undefined if the statement's constraints imply no range
 */
export function provenRange(statement: Statement, block: string): Range | undefined {
  const entries = entryRange(statement, block, new Set());
  if (entries === undefined) return undefined;
  return normBoundsOf(statement, block)
    .map((constraint) => root(provenNormOf(statement, constraint)))
    .reduce((range, norm) => intersect(range, { min: -norm, max: norm }), entries);
}

/**
 * The largest sum of squares that a row of the block can have.
 * @returns undefined if no norm bound is proven
 */
export function provenNorm(statement: Statement, block: string): bigint | undefined {
  const norms = normBoundsOf(statement, block).map((constraint) => provenNormOf(statement, constraint));
  return norms.length === 0 ? undefined : norms.reduce(smaller);
}

/** True if "bound - sum of squares = sum of weighted slacks", proven mod p, holds for integers. */
export function normCannotWrap(statement: Statement, constraint: NormBound): boolean {
  const width = statement.blocks.find((block) => block.name === constraint.block)?.width;
  const entries = entryRange(statement, constraint.block, new Set());
  const slack = entryRange(statement, constraint.slack, new Set());
  if (width === undefined || entries === undefined || slack === undefined) return false;
  const squares = BigInt(width) * largest(entries) ** 2n;
  return BigInt(constraint.bound) + squares + largest(slack) * weightOf(constraint) < P;
}

/** From members and digits alone; `visited` stops digits of digits of themselves. */
function entryRange(statement: Statement, block: string, visited: ReadonlySet<string>): Range | undefined {
  if (visited.has(block)) return undefined;
  const seen = new Set([...visited, block]);
  let range: Range | undefined;
  for (const constraint of statement.constraints) {
    if (constraint.block !== block) continue;
    let found: Range | undefined;
    if (constraint.kind === 'member') {
      found = { min: BigInt(Math.min(...constraint.values)), max: BigInt(Math.max(...constraint.values)) };
    } else if (constraint.kind === 'digits') {
      found = digitsRange(constraint, entryRange(statement, constraint.digits, seen));
    }
    if (found !== undefined) range = range === undefined ? found : intersect(range, found);
  }
  return range;
}

function digitsRange(constraint: Digits, digit: Range | undefined): Range | undefined {
  if (digit === undefined) return undefined;
  const weight = weightOf(constraint);
  if (largest(digit) * weight >= P / 2n) return undefined;
  return { min: digit.min * weight, max: digit.max * weight };
}

function normBoundsOf(statement: Statement, block: string): NormBound[] {
  return statement.constraints.filter(
    (constraint): constraint is NormBound =>
      constraint.kind === 'normBound' && constraint.block === block && normCannotWrap(statement, constraint),
  );
}

function provenNormOf(statement: Statement, constraint: NormBound): bigint {
  const slack = entryRange(statement, constraint.slack, new Set());
  const least = (slack?.min ?? 0n) * weightOf(constraint);
  const norm = BigInt(constraint.bound) - least;
  return norm > 0n ? norm : 0n;
}

/** sum of base^k over all digits. */
function weightOf({ base, count }: { readonly base: number; readonly count: number }): bigint {
  let weight = 0n;
  for (let k = 0; k < count; k++) weight = weight * BigInt(base) + 1n;
  return weight;
}

function largest({ min, max }: Range): bigint {
  return -min > max ? -min : max;
}

function intersect(a: Range, b: Range): Range {
  return { min: -smaller(-a.min, -b.min), max: smaller(a.max, b.max) };
}

/** Math.min does not take bigints. */
function smaller(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

/** The integer part of a square root. */
function root(square: bigint): bigint {
  let low = 0n;
  let high = 1n << 32n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle * middle <= square) low = middle;
    else high = middle - 1n;
  }
  return low;
}
