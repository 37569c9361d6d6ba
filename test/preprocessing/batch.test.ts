import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Kernel } from '../../src/kernel/index.js';
import { FULL_FIELD } from '../../src/params.js';
import { BatchSource } from '../../src/preprocessing/batch.js';
import { idealParties } from '../../src/preprocessing/ideal.js';
import {
  digitWidths,
  highBits,
  mergeDemands,
  requireComparison,
  requireDigits,
  requireShift,
} from '../../src/preprocessing/kinds.js';
import { emptyMaterial } from '../../src/preprocessing/material.js';
import { expectCode } from '../support/tuple-checks.js';

const kernel = await Kernel.load();
const test = suite('batch of tuples');

test('tells what is left of every kind', () => {
  const ideal = idealParties({ kernel, parties: 2 });
  ideal.registerMatrix('M', [1n, 2n], 1, 2);
  const line = {
    kind: 'matvec',
    matrix: 'M',
    rows: 1,
    columns: 2,
    orientation: 'rows',
    operand: { from: 'random' },
  } as const;
  const [source] = ideal.sources([
    { kind: 'triple', n: 5 },
    { kind: 'comparisonMask', k: 8, w: 4, n: 3 },
    line,
    line,
    { kind: 'factorTriple', fanOut: 2, n: 4 },
    { kind: 'truncation', shift: 20, n: 6 },
  ]);
  assert.instance(source, BatchSource);
  if (!(source instanceof BatchSource)) return;
  source.takeTriples(2);
  source.takeMatvec('M', 'rows');
  source.takeComparisonMasks(8, 4, 3);
  source.takeTruncations(20, 2);
  assert.equal(Object.fromEntries(source.remaining()), {
    triple: 3,
    'factorTriple/2': 4,
    'comparisonMask/8/4': 0,
    'truncation/20': 4,
    'matvec/M/rows': 1,
  });
  ideal.release();
});

test('tuples go with the arena that holds them', () => {
  const ideal = idealParties({ kernel, parties: 2 });
  const [source] = ideal.sources([{ kind: 'bit', n: 1 }]);
  const bit = source?.takeBits(1);
  ideal.release();
  expectCode(() => bit?.value.toBytes(), 'RELEASED');
});

test('an empty batch has nothing to give', () => {
  const source = new BatchSource(emptyMaterial());
  assert.is(source.remaining().size, 0);
  const error = expectCode(() => source.takeSquares(3), 'TUPLES_EXHAUSTED');
  assert.match(error.message, /square: wanted 3, left 0/);
});

test('digits cover the k - 1 low bits and the high part fills 60', () => {
  for (let k = 2; k <= 20; k++) {
    for (let w = 1; w <= 8; w++) {
      const widths = digitWidths(k, w);
      assert.is(
        widths.reduce((sum, width) => sum + width),
        k - 1,
      );
      assert.ok(widths.every((width, d) => width === w || d === widths.length - 1));
    }
    assert.is(k - 1 + highBits(k), 60);
  }
  expectCode(() => requireComparison(21, 4), 'INVALID_ARGUMENT');
  expectCode(() => requireComparison(FULL_FIELD, 4), 'INVALID_ARGUMENT');
  expectCode(() => requireComparison(20, 0), 'INVALID_ARGUMENT');
  for (let w = 1; w <= 8; w++) {
    assert.is(
      digitWidths(FULL_FIELD, w).reduce((sum, width) => sum + width),
      61,
    );
  }
  assert.is(highBits(FULL_FIELD), 0);
  for (const w of [0, 9, 1.5]) expectCode(() => requireDigits(w), 'INVALID_ARGUMENT');
  for (const shift of [0, 58, 1.5]) expectCode(() => requireShift(shift), 'INVALID_ARGUMENT');
});

test('demands merge into one line per kind and parameters, matvec lines stay apart', () => {
  const line = {
    kind: 'matvec',
    matrix: 'M',
    rows: 1,
    columns: 2,
    orientation: 'rows',
    operand: { from: 'random' },
  } as const;
  const merged = mergeDemands([
    { kind: 'triple', n: 3 },
    line,
    { kind: 'comparisonMask', k: 20, w: 4, n: 1 },
    { kind: 'triple', n: 4 },
    line,
    { kind: 'comparisonMask', k: 20, w: 3, n: 1 },
    { kind: 'comparisonMask', k: 20, w: 4, n: 9 },
  ]);
  assert.equal(merged, [
    { kind: 'triple', n: 7 },
    line,
    { kind: 'comparisonMask', k: 20, w: 4, n: 10 },
    line,
    { kind: 'comparisonMask', k: 20, w: 3, n: 1 },
  ]);
});

test.run();
