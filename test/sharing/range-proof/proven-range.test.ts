import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { provenNorm, provenRange } from '../../../src/sharing/range-proof/proven-range.js';
import type { Constraint, Statement } from '../../../src/sharing/range-proof/statement.js';

const test = suite('io/proven-range');

const member = (block: string, ...values: number[]): Constraint => ({ kind: 'member', block, values });
const statement: Statement = {
  blocks: [
    { name: 'rating', width: 5 },
    { name: 'free', width: 1 },
    { name: 'dense', width: 2 },
    { name: 'digits', width: 10 },
    { name: 'slack', width: 10 },
  ],
  constraints: [
    member('rating', -1, 5, 2),
    member('digits', 0, 1, 2, 3),
    member('slack', 0, 1, 2, 3),
    { kind: 'digits', block: 'dense', digits: 'digits', base: 4, count: 5 },
    { kind: 'normBound', block: 'dense', slack: 'slack', base: 4, count: 10, bound: 490_000 },
  ],
};

test('members bound a block, digits bound what they make up, a norm bounds its entries', () => {
  assert.equal(provenRange(statement, 'rating'), { min: -1n, max: 5n });
  assert.equal(provenRange(statement, 'slack'), { min: 0n, max: 3n });
  assert.equal(provenRange(statement, 'dense'), { min: 0n, max: 700n });
  const withoutNorm = { ...statement, constraints: statement.constraints.slice(0, 4) };
  assert.equal(provenRange(withoutNorm, 'dense'), { min: 0n, max: 1023n });
});

test('a block without constraints has no range: whatever the client says', () => {
  assert.is(provenRange(statement, 'free'), undefined);
  assert.is(provenRange(statement, 'unknown'), undefined);
  const withoutDigits = { ...statement, constraints: statement.constraints.filter(({ block }) => block !== 'digits') };
  assert.is(provenRange(withoutDigits, 'dense'), undefined);
  assert.is(provenNorm(withoutDigits, 'dense'), undefined);
});

test('several constraints intersect', () => {
  const twice = { ...statement, constraints: [...statement.constraints, member('rating', 0, 1, 2, 9)] };
  assert.equal(provenRange(twice, 'rating'), { min: 0n, max: 5n });
});

test('a norm is proven up to its bound, less what the slack must at least be', () => {
  assert.is(provenNorm(statement, 'dense'), 490_000n);
  assert.is(provenNorm(statement, 'rating'), undefined);
  const raised = statement.constraints.map((c) => (c.block === 'slack' ? member('slack', 1, 2) : c));
  assert.is(provenNorm({ ...statement, constraints: raised }, 'dense'), 490_000n - 349_525n);
});

test('digits that may wrap around p prove nothing', () => {
  const wide: Statement = {
    blocks: [
      { name: 'x', width: 1 },
      { name: 'd', width: 3 },
    ],
    constraints: [
      member('d', -(2 ** 40), 2 - 2 ** 40),
      { kind: 'digits', block: 'x', digits: 'd', base: 2 ** 16, count: 3 },
    ],
  };
  assert.is(provenRange(wide, 'x'), undefined);
});

test('digits that are digits of each other prove nothing and do not loop', () => {
  const circle: Statement = {
    blocks: [
      { name: 'a', width: 1 },
      { name: 'b', width: 1 },
    ],
    constraints: [
      { kind: 'digits', block: 'a', digits: 'b', base: 2, count: 1 },
      { kind: 'digits', block: 'b', digits: 'a', base: 2, count: 1 },
    ],
  };
  assert.is(provenRange(circle, 'a'), undefined);
});

test.run();
