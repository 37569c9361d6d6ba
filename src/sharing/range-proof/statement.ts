// What a client proves about its inputs, as data: blocks of values, row by row, and constraints between them. The statement
// belongs to the program, not to the client: a party verifies against the one it has approved itself.
//
// A constraint says something about field elements. It says the same about integers only if nothing can wrap around p, so a
// norm bound is refused unless the ranges of everything in it follow from other constraints (proven-range.ts).

import { z } from 'zod';
import { UsageError } from '../../errors.js';
import { normCannotWrap } from './proven-range.js';

/** `width` values per row under one name. */
export interface Block {
  readonly name: string;
  readonly width: number;
}

/** Every element of the block is one of `values`; degree |values|. */
export interface Member {
  readonly kind: 'member';
  readonly block: string;
  readonly values: readonly number[];
}

/** x_j = sum_k base^k digits[j * count + k]; degree 1. Bounds x only together with a constraint on the digits. */
export interface Digits {
  readonly kind: 'digits';
  readonly block: string;
  readonly digits: string;
  readonly base: number;
  readonly count: number;
}

/** bound - sum_j x_j^2 = sum_k base^k slack_k in every row; degree 2. */
export interface NormBound {
  readonly kind: 'normBound';
  readonly block: string;
  readonly slack: string;
  readonly base: number;
  readonly count: number;
  readonly bound: number;
}

/** sum_j x_j = equals in every row; degree 1. With members {0, 1} and equals 1: a one-hot row. */
export interface RowSum {
  readonly kind: 'rowSum';
  readonly block: string;
  readonly equals: number;
}

export type Constraint = Member | Digits | NormBound | RowSum;

export interface Statement {
  readonly blocks: readonly Block[];
  readonly constraints: readonly Constraint[];
}

/** Largest set of a member constraint: the proof takes as many field elements and verification as many products. */
export const MAX_MEMBERS = 64;
/** Largest distance between two members: provers look values up in a table of this size. */
export const MAX_MEMBER_SPAN = 65_535;
const MAX_WIDTH = 1 << 20;
const MAX_PARTS = 256;
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

const width = z.int().min(1).max(MAX_WIDTH);
const base = z
  .int()
  .min(2)
  .max(1 << 16);
const integer = z.int();
const statementSchema = z.strictObject({
  blocks: z.array(z.strictObject({ name: z.string(), width })).max(MAX_PARTS),
  constraints: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('member'),
          block: z.string(),
          values: z.array(integer).min(1).max(MAX_MEMBERS),
        }),
        z.strictObject({ kind: z.literal('digits'), block: z.string(), digits: z.string(), base, count: width }),
        z.strictObject({
          kind: z.literal('normBound'),
          block: z.string(),
          slack: z.string(),
          base,
          count: width,
          bound: integer.min(0),
        }),
        z.strictObject({ kind: z.literal('rowSum'), block: z.string(), equals: integer }),
      ]),
    )
    .max(MAX_PARTS),
});

/** Reads a statement from outside. @throws UsageError INVALID_ARGUMENT saying which part is wrong */
export function parseStatement(input: unknown): Statement {
  const parsed = statementSchema.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(`${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'not a statement'}`);
  }
  checkBlocks(parsed.data);
  for (const constraint of parsed.data.constraints) checkConstraint(parsed.data, constraint);
  return parsed.data;
}

/** Checks a statement that a program built. @throws UsageError INVALID_ARGUMENT */
export function validateStatement(statement: Statement): void {
  parseStatement(statement);
}

/** The block of this name. @throws UsageError INVALID_ARGUMENT */
export function blockOf(statement: Statement, name: string): Block {
  const block = statement.blocks.find((candidate) => candidate.name === name);
  if (block === undefined) throw invalid(`no block ${JSON.stringify(name)}`);
  return block;
}

function checkBlocks({ blocks }: Statement): void {
  const names = new Set<string>();
  for (const { name } of blocks) {
    if (!NAME.test(name))
      throw invalid(`a block's name is a letter and up to 63 letters, digits, - and _, got ${JSON.stringify(name)}`);
    if (names.has(name)) throw invalid(`two blocks are called ${name}`);
    names.add(name);
  }
}

function checkConstraint(statement: Statement, constraint: Constraint): void {
  const block = blockOf(statement, constraint.block);
  if (constraint.kind === 'member') {
    const { values } = constraint;
    if (new Set(values).size !== values.length) throw invalid(`the members of ${block.name} are not distinct`);
    if (Math.max(...values) - Math.min(...values) > MAX_MEMBER_SPAN) {
      throw invalid(`the members of ${block.name} are more than ${MAX_MEMBER_SPAN} apart`);
    }
  } else if (constraint.kind === 'digits') {
    checkDigits(statement, block, constraint, constraint.digits, block.width * constraint.count);
  } else if (constraint.kind === 'normBound') {
    checkDigits(statement, block, constraint, constraint.slack, constraint.count);
    if (!normCannotWrap(statement, constraint)) {
      throw invalid(
        `the norm of ${block.name} may wrap: constrain ${block.name} and ${constraint.slack} to small ranges`,
      );
    }
  }
}

function checkDigits(
  statement: Statement,
  block: Block,
  { base, count }: { readonly base: number; readonly count: number },
  digits: string,
  expected: number,
): void {
  const found = blockOf(statement, digits);
  if (found.name === block.name) throw invalid(`${block.name} cannot hold its own digits`);
  if (found.width !== expected) throw invalid(`${digits} has width ${found.width}, ${block.name} needs ${expected}`);
  if (base ** count > 2 ** 52) throw invalid(`${count} digits of base ${base} do not fit 52 bits`);
}

function invalid(what: string): UsageError {
  return new UsageError('INVALID_ARGUMENT', `statement: ${what}`);
}
