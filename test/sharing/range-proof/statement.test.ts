import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseStatement, type Statement, validateStatement } from '../../../src/sharing/range-proof/statement.js';
import { codeOf } from '../../io/support.js';

const test = suite('io/statement');

const DIGITS = [0, 1, 2, 3];
const GOOD: Statement = {
  blocks: [
    { name: 'dense', width: 2 },
    { name: 'digits', width: 10 },
    { name: 'slack', width: 10 },
    { name: 'choice', width: 4 },
  ],
  constraints: [
    { kind: 'member', block: 'digits', values: DIGITS },
    { kind: 'member', block: 'slack', values: DIGITS },
    { kind: 'digits', block: 'dense', digits: 'digits', base: 4, count: 5 },
    { kind: 'normBound', block: 'dense', slack: 'slack', base: 4, count: 10, bound: 490_000 },
    { kind: 'rowSum', block: 'choice', equals: 1 },
  ],
};

test('a good statement survives JSON', () => {
  validateStatement(GOOD);
  assert.equal(parseStatement(JSON.parse(JSON.stringify(GOOD))), GOOD);
});

const block = (name: string, width = 1) => ({ blocks: [{ name, width }], constraints: [] });
const constrained = (...constraints: unknown[]) => ({ ...GOOD, constraints });

const BAD: Record<string, unknown> = {
  nothing: undefined,
  'an array': [],
  'no constraints': { blocks: [] },
  'an unknown field': { ...GOOD, extra: 1 },
  'an empty name': block(''),
  'a name with a space': block('a b'),
  'a name that starts with a digit': block('1a'),
  'a width of 0': block('a', 0),
  'a width of 1.5': block('a', 1.5),
  'a huge width': block('a', 2 ** 30),
  'two blocks of one name': { blocks: [...GOOD.blocks, { name: 'dense', width: 1 }], constraints: [] },
  'an unknown kind': constrained({ kind: 'positive', block: 'dense' }),
  'an unknown block': constrained({ kind: 'rowSum', block: 'other', equals: 1 }),
  'no members': constrained({ kind: 'member', block: 'dense', values: [] }),
  'a member twice': constrained({ kind: 'member', block: 'dense', values: [1, 1] }),
  'a fractional member': constrained({ kind: 'member', block: 'dense', values: [0.5] }),
  'too many members': constrained({ kind: 'member', block: 'dense', values: Array.from({ length: 65 }, (_, k) => k) }),
  'members far apart': constrained({ kind: 'member', block: 'dense', values: [0, 65_536] }),
  'digits of the wrong width': constrained({ kind: 'digits', block: 'dense', digits: 'digits', base: 4, count: 4 }),
  'digits of itself': constrained({ kind: 'digits', block: 'dense', digits: 'dense', base: 4, count: 1 }),
  'digits of base 1': constrained({ kind: 'digits', block: 'dense', digits: 'digits', base: 1, count: 5 }),
  'digits beyond 52 bits': {
    blocks: [
      { name: 'x', width: 1 },
      { name: 'd', width: 27 },
    ],
    constraints: [{ kind: 'digits', block: 'x', digits: 'd', base: 4, count: 27 }],
  },
  'a slack of the wrong width': constrained({
    kind: 'normBound',
    block: 'dense',
    slack: 'digits',
    base: 4,
    count: 9,
    bound: 1,
  }),
  'a negative bound': constrained({ kind: 'normBound', block: 'dense', slack: 'slack', base: 4, count: 10, bound: -1 }),
  'a row sum that is no integer': constrained({ kind: 'rowSum', block: 'choice', equals: Number.NaN }),
};

for (const [what, statement] of Object.entries(BAD)) {
  test(`${what} is refused`, () => {
    assert.is(
      codeOf(() => parseStatement(statement)),
      'INVALID_ARGUMENT',
    );
  });
}

test('a norm bound without proven ranges of entries and slack is refused: it says nothing about integers', () => {
  const norm = GOOD.constraints.filter(({ kind }) => kind === 'normBound');
  for (const missing of ['slack', 'digits', 'dense']) {
    const constraints = GOOD.constraints.filter((c) => c.kind === 'normBound' || c.block !== missing);
    assert.is(
      codeOf(() => validateStatement({ ...GOOD, constraints })),
      'INVALID_ARGUMENT',
    );
  }
  assert.is(
    codeOf(() => validateStatement({ ...GOOD, constraints: norm })),
    'INVALID_ARGUMENT',
  );
});

test('a norm bound over entries so large that squares reach p is refused', () => {
  const wide = (count: number): Statement => ({
    blocks: [
      { name: 'x', width: 4 },
      { name: 'd', width: 4 * count },
      { name: 's', width: 10 },
    ],
    constraints: [
      { kind: 'member', block: 'd', values: DIGITS },
      { kind: 'member', block: 's', values: DIGITS },
      { kind: 'digits', block: 'x', digits: 'd', base: 4, count },
      { kind: 'normBound', block: 'x', slack: 's', base: 4, count: 10, bound: 1000 },
    ],
  });
  validateStatement(wide(14)); // 4 * 2^56 = 2^58
  assert.is(
    codeOf(() => validateStatement(wide(15))), // 4 * 2^60 = 2^62 > p
    'INVALID_ARGUMENT',
  );
});

test.run();
