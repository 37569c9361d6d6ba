import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Kernel } from '../../src/kernel/index.js';
import type { BatchSpec, Demand } from '../../src/preprocessing/kinds.js';
import { encodeSpec, hashSpec, MAX_ITEMS, MAX_LINES, parseSpec, requireSpec } from '../../src/preprocessing/spec.js';
import { expectCode } from '../support/tuple-checks.js';

const kernel = await Kernel.load();
const test = suite('batch specification');

const MATVEC = {
  kind: 'matvec',
  matrix: 'ab'.repeat(32),
  rows: 10,
  columns: 20,
  orientation: 'rows',
  operand: { from: 'inputMasks', offset: 3 },
} as const;

const EVERYTHING: BatchSpec = [
  { kind: 'random', n: 1 },
  { kind: 'inputMask', n: 23 },
  { kind: 'triple', n: 3 },
  { kind: 'factorTriple', fanOut: 2, n: 4 },
  { kind: 'factorTriple', fanOut: 3, n: 4 },
  { kind: 'square', n: 5 },
  { kind: 'bit', n: 6 },
  { kind: 'comparisonMask', k: 20, w: 4, n: 7 },
  { kind: 'comparisonMask', k: 20, w: 3, n: 0 },
  { kind: 'comparisonMask', k: 62, w: 4, n: 2 },
  { kind: 'truncation', shift: 20, n: 8 },
  { kind: 'truncation', shift: 57, n: 8 },
  MATVEC,
  MATVEC,
  { ...MATVEC, operand: { from: 'random' } },
  { kind: 'zeroTest', n: 9 },
];

test('what is well formed passes unchanged', () => {
  assert.equal(parseSpec(JSON.parse(JSON.stringify(EVERYTHING)), 3), EVERYTHING);
  assert.equal(parseSpec([], 2), []);
});

test('what is not well formed is refused', () => {
  const bad: unknown[] = [
    null,
    {},
    'triple',
    [null],
    [{ kind: 'triple' }],
    [{ kind: 'triple', n: 1.5 }],
    [{ kind: 'triple', n: -1 }],
    [{ kind: 'triple', n: '1' }],
    [{ kind: 'triple', n: MAX_ITEMS + 1 }],
    [{ kind: 'triple', n: 1, extra: 1 }],
    [{ kind: 'nonsense', n: 1 }],
    [{ kind: 'factorTriple', fanOut: 0, n: 1 }],
    [{ kind: 'factorTriple', fanOut: 65, n: 1 }],
    [{ kind: 'comparisonMask', k: 21, w: 4, n: 1 }],
    [{ kind: 'comparisonMask', k: 1, w: 4, n: 1 }],
    [{ kind: 'comparisonMask', k: 61, w: 4, n: 1 }],
    [{ kind: 'comparisonMask', k: 63, w: 4, n: 1 }],
    [{ kind: 'comparisonMask', k: 62, w: 9, n: 1 }],
    [{ kind: 'truncation', n: 1 }],
    [{ kind: 'truncation', shift: 0, n: 1 }],
    [{ kind: 'truncation', shift: 58, n: 1 }],
    [{ kind: 'comparisonMask', k: 20, w: 9, n: 1 }],
    [{ ...MATVEC, orientation: 'diagonal', operand: { from: 'random' } }],
    [{ ...MATVEC, matrix: '../x', operand: { from: 'random' } }],
    [{ ...MATVEC, rows: 0, operand: { from: 'random' } }],
    Array.from({ length: MAX_LINES + 1 }, () => ({ ...MATVEC, operand: { from: 'random' } })),
  ];
  for (const value of bad) expectCode(() => parseSpec(value, 2), 'INVALID_ARGUMENT');
});

test('one line per kind and parameters, except matvec', () => {
  const lines: Demand[] = [
    { kind: 'triple', n: 1 },
    { kind: 'factorTriple', fanOut: 2, n: 1 },
    { kind: 'comparisonMask', k: 8, w: 2, n: 1 },
    { kind: 'truncation', shift: 8, n: 1 },
  ];
  for (const line of lines) expectCode(() => requireSpec([line, line], 2), 'INVALID_ARGUMENT');
  requireSpec(lines, 2);
});

test("an operand lies within the batch's input masks", () => {
  requireSpec([MATVEC, { kind: 'inputMask', n: 23 }], 2);
  expectCode(() => requireSpec([MATVEC, { kind: 'inputMask', n: 22 }], 2), 'INVALID_ARGUMENT');
  expectCode(() => requireSpec([MATVEC], 2), 'INVALID_ARGUMENT');
  const columns = { ...MATVEC, orientation: 'columns' } as const;
  requireSpec([columns, { kind: 'inputMask', n: 13 }], 2);
});

test('sizes are limited', () => {
  expectCode(() => requireSpec([{ kind: 'triple', n: MAX_ITEMS }], 2), 'LIMIT_EXCEEDED');
  const huge = { ...MATVEC, rows: 2 ** 20, columns: 2 ** 20, operand: { from: 'random' } } as const;
  expectCode(() => requireSpec([huge], 2), 'LIMIT_EXCEEDED');
  expectCode(() => requireSpec([], 1), 'INVALID_ARGUMENT');
});

test('equal specifications have equal bytes, and every change changes them', () => {
  const reordered = EVERYTHING.map((line) => Object.fromEntries(Object.entries(line).reverse()) as unknown as Demand);
  assert.equal(encodeSpec(reordered), encodeSpec(EVERYTHING));
  const variants: BatchSpec[] = [EVERYTHING, [...EVERYTHING].reverse(), EVERYTHING.slice(1), []];
  for (const changed of [{ rows: 11 }, { columns: 21 }, { matrix: 'x' }, { orientation: 'columns' as const }]) {
    variants.push([{ ...MATVEC, ...changed }]);
  }
  variants.push([MATVEC], [{ ...MATVEC, operand: { from: 'inputMasks', offset: 4 } }]);
  variants.push(
    [{ kind: 'bit', n: 12 }],
    [
      { kind: 'bit', n: 1 },
      { kind: 'square', n: 2 },
    ],
  );
  assert.is(new Set(variants.map((spec) => hashSpec(kernel, spec).join())).size, variants.length);
});

test.run();
