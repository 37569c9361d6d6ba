import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderTable } from '../../../src/cli/render/table.js';
import { UsageError } from '../../../src/errors.js';

const test = suite('command line: tables');

test('units stand in the header, numbers are flush right, text is flush left', () => {
  const table = renderTable(
    [{ title: 'operation' }, { title: 'time', unit: 'ms' }, { title: 'rounds' }],
    [
      ['multiply', 420.4, 6],
      ['compare 10,000', 1.234, 14],
    ],
  );
  assert.is(
    table,
    [
      'operation       time [ms]  rounds',
      '---------------------------------',
      'multiply              420       6',
      'compare 10,000       1.23      14',
    ].join('\n'),
  );
});

test('a column of ready texts can be aligned to the right', () => {
  const table = renderTable([{ title: 'size', align: 'right' }], [['8 B'], ['16 MB']]);
  assert.equal(
    table.split('\n'),
    ['size', '-----', '  8 B', '16 MB'].map((line, i) => (i === 0 ? ` ${line}` : line)),
  );
});

test('bigints are shown in full and missing values are empty', () => {
  const table = renderTable([{ title: 'n' }, { title: 'x' }], [[2n ** 61n, undefined]]);
  assert.match(table, '2,305,843,009,213,693,952');
});

test('a table without rows is its header', () => {
  assert.is(renderTable([{ title: 'a' }, { title: 'b', unit: 's' }], []), 'a  b [s]\n--------');
});

test('control characters in a cell are not passed on', () => {
  assert.not.match(renderTable([{ title: 'name' }], [['\u001b[31mred']]), '\u001b');
});

test('a row of the wrong length is refused', () => {
  assert.throws(
    () => renderTable([{ title: 'a' }], [[1, 2]]),
    (error: unknown) => error instanceof UsageError && error.code === 'LENGTH_MISMATCH',
  );
});

test.run();
