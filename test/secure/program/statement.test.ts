import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { residentBlocksOf, statementOf } from '../../../src/secure/program/statement.js';
import { rangeOfForm, type Table, uint } from '../../../src/secure/program/table.js';
import { provenRange } from '../../../src/sharing/range-proof/proven-range.js';
import { validateStatement } from '../../../src/sharing/range-proof/statement.js';
import { survey } from './survey.js';

const test = suite('secure/program/statement');
const table: Table = survey.dataset({ kinds: 3, least: 2 });

test('every form becomes the constraints that prove it', () => {
  const { blocks, constraints } = statementOf(table);
  assert.equal(
    blocks.map(({ name, width }) => `${name} ${width}`),
    [
      'age 1',
      'ageDigits 4',
      'wage 2',
      'wageDigits 14',
      'score 2',
      'scoreBits 8',
      'sick 1',
      'kind 3',
      'mood 1',
      'note 1',
    ],
  );
  assert.equal(
    constraints.map(({ kind, block }) => `${kind} ${block}`),
    [
      'member ageDigits',
      'digits age',
      'member wageDigits',
      'digits wage',
      'member scoreBits',
      'digits score',
      'member sick',
      'member kind',
      'rowSum kind',
      'member mood',
    ],
  );
});

test('digits are of base 4 where the bits are even in number and not kept', () => {
  const bases = (form: Table) =>
    statementOf(form).constraints.flatMap((c) => (c.kind === 'digits' ? [[c.base, c.count]] : []));
  assert.equal(bases({ x: uint(8) }), [[4, 4]]);
  assert.equal(bases({ x: uint(7) }), [[2, 7]]);
  assert.equal(bases({ x: uint(8, { keepBits: true }) }), [[2, 8]]);
});

test('the statement proves exactly the range that the body relies on', () => {
  const statement = statementOf(table);
  validateStatement(statement);
  for (const [name, form] of Object.entries(table)) {
    const { min, max, proven } = rangeOfForm(form);
    assert.equal(provenRange(statement, name), proven ? { min, max } : undefined, name);
  }
});

test('blocks and kept bits become resident, digits do not', () => {
  assert.equal(residentBlocksOf(table), ['age', 'wage', 'score', 'scoreBits', 'sick', 'kind', 'mood', 'note']);
});

test.run();
