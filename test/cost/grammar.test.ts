import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { costsOf } from './docstrings.js';
import { type Amounts, evaluate, parseCost, type Sizes } from './grammar.js';

const test = suite('the grammar of @cost');

function amounts(text: string, sizes: Sizes = {}, condition = ''): Amounts {
  const cost = parseCost(text);
  const clause = 'clauses' in cost ? cost.clauses.get(condition) : undefined;
  if (clause === undefined) throw new Error(`no clause "${condition}"`);
  return evaluate(clause, sizes);
}

function refuses(text: string): void {
  assert.throws(() => parseCost(text), /expected|twice/, text);
}

test('sums of products of numbers and lengths', () => {
  assert.equal(amounts('rounds 1'), { rounds: 1 });
  assert.equal(amounts('rounds 1, openings 2n, triples n', { n: 5 }), { rounds: 1, openings: 10, triples: 5 });
  assert.equal(amounts('openings n + 3full*n + 12', { n: 5, full: 2 }), { openings: 47 });
  assert.equal(amounts('openings 13 rows + 3 outputs', { rows: 2, outputs: 1 }), { openings: 29 });
  assert.equal(amounts('rounds 0'), {}, 'nothing is nothing');
});

test('conditions have clauses of their own, or add to the ordinary one; remarks are left out', () => {
  const text =
    'rounds 4, zeroTests 1; no coin prepared: also rounds 1; nothing pending: rounds 0 (a remark, with a; b: (c))';
  assert.equal(amounts(text), { rounds: 4, zeroTests: 1 });
  assert.equal(amounts(text, {}, 'no coin prepared'), { rounds: 5, zeroTests: 1 });
  assert.equal(amounts(text, {}, 'nothing pending'), {});
});

test('another function can be named', () => {
  assert.equal(parseCost('as nonNegative, with the same k'), { as: 'nonNegative' });
});

test('whatever else is written is refused', () => {
  refuses('one round');
  refuses('rounds -1');
  refuses('rounds 1 openings 2');
  refuses('rounds 1; openings 2');
  refuses('rounds 1, rounds 2');
  refuses('tuples 3');
  refuses('openings n^2');
  refuses('pending: rounds 1');
  assert.throws(() => amounts('openings n'), /no size is given for n/);
});

test('docstrings of functions, generators and methods are found, over several lines and beside other tags', () => {
  const source = `
/** No cost here. */
export function* free() {}
/** One line. @cost rounds 1 @throws WHATEVER */
export function* first() {}
class C {
  /**
   * More.
   * @cost rounds 2,
   *   openings n (so many)
   * @throws SecurityAbort
   */
  *second() {}
}
/** @cost as first, likewise */
function third() {}`;
  const found = [...costsOf(source, 'a/b')].map(([name, clause]) => [name, evaluate(clause, { n: 3 })]);
  assert.equal(found, [
    ['a/b#first', { rounds: 1 }],
    ['a/b#second', { rounds: 2, openings: 3 }],
    ['a/b#third', { rounds: 1 }],
  ]);
});

test('a cost that cannot be read names its function, one that belongs to none says so', () => {
  assert.throws(() => costsOf('/** @cost cheap */\nfunction* f() {}', 'a/b'), /a\/b#f: expected/);
  assert.throws(() => costsOf('/** @cost as g */\nfunction* f() {}', 'a/b'), /a\/b#f: no earlier function/);
  assert.throws(() => costsOf('/** @cost rounds 1 */\nconst x = 1;', 'a/b'), /stands before no function/);
});

test.run();
