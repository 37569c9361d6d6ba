// A small program with one block of every form, a set-up and outputs of both kinds: what the tests of this folder define, encode and build.

import { z } from 'zod';
import { defineProgram } from '../../../src/secure/program/define.js';
import { any, bit, fixed, integers, member, oneHot, uint } from '../../../src/secure/program/table.js';
import { SecureFixed } from '../../../src/secure/types/fixed.js';

export const survey = defineProgram({
  name: 'survey',
  description: 'sums of everything',
  parameters: z.strictObject({ kinds: z.int().min(1).default(3), least: z.int().default(2) }),
  maxRows: () => 100,
  dataset: ({ kinds }) => ({
    age: uint(8),
    wage: uint(7, { width: 2 }),
    score: uint(4, { width: 2, keepBits: true }),
    sick: bit(),
    kind: oneHot(kinds),
    mood: member([-1, 0, 1]),
    note: any(20),
  }),
  query: ({ kinds }) => ({ kind: oneHot(kinds), limit: uint(3, { keepBits: true }) }),
  outputs: ({ kinds }) => ({ counts: integers(kinds), mean: fixed(1, 4), same: integers(2) }),
  setup: ({ data }) => ({
    wages: data.blocks.wage.columns().sums(2 * data.rows),
    sick: data.bit('sick', 0),
    old: data.blocks.age.column(0).ge(21).and(data.bit('sick', 0)),
  }),
  body: ({ data, query, queryBit, kept }) => ({
    counts: data.blocks.kind.columns().multipliedBy(countMatrix(data.rows, query.kind.length), query.kind.length),
    mean: new SecureFixed(kept.wages.mul(16), 4),
    same: kept.sick
      .and(data.bit('score', 1, 2))
      .sum()
      .concat(queryBit('limit', 0, 1)),
  }),
});

/** Sums the columns of a block that is given row by row. */
function countMatrix(rows: number, columns: number): number[] {
  return Array.from({ length: columns * rows * columns }, (_, i) => {
    const [column, at] = [Math.floor(i / (rows * columns)), i % (rows * columns)];
    return at % columns === column ? 1 : 0;
  });
}

/** One person: every block as people would write it. */
export function person(k: number) {
  return {
    age: 20 + k,
    wage: [10 * k, 1],
    score: [k % 16, 4 + (k % 2)],
    sick: k % 2 === 0,
    kind: k % 3,
    mood: (k % 3) - 1,
    note: -k,
  };
}

/** Asks for nothing: the query has no block. */
export const excluding = defineProgram({
  name: 'excluding',
  description: 'the sum of what others sent',
  parameters: z.strictObject({}),
  maxRows: () => 10,
  dataset: () => ({ x: any(10) }),
  query: () => ({}),
  outputs: () => ({ sum: integers(1) }),
  body: ({ data }) => {
    const others = (own: readonly { from: number; to: number }[]) =>
      BigInt64Array.from({ length: data.rows }, (_, row) =>
        own.some(({ from, to }) => row >= from && row < to) ? 0n : 1n,
      );
    return {
      sum: data.blocks.x.column(0).scaledForAsker(others, { min: 0n, max: 1n, proven: true }).sum(),
    };
  },
});
