import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../../src/errors.js';
import type { DemandOf, MatvecOperand } from '../../../../src/preprocessing/kinds.js';
import { type MaskMatrices, requireMatrices } from '../../../../src/preprocessing/lowgear/matvec/lines.js';
import type { MaskMatrix } from '../../../../src/preprocessing/lowgear/matvec/matrix.js';

const test = suite('lowgear: lines of matrix tuples');

const matrix: MaskMatrix = {
  id: 'a',
  rows: 5,
  columns: 3,
  pieces: [],
};
const matrices: MaskMatrices = new Map([['a', matrix]]);

function line(operand: MatvecOperand, shape: Partial<DemandOf<'matvec'>> = {}): DemandOf<'matvec'> {
  return { kind: 'matvec', matrix: 'a', rows: 5, columns: 3, orientation: 'rows', operand, ...shape };
}
const at = (offset: number) => line({ from: 'inputMasks', offset });
const RANDOM = { from: 'random' } as const;

test('operands may lie beside each other but not share masks', () => {
  requireMatrices([{ kind: 'inputMask', n: 9 }, at(6), at(0), at(3), line(RANDOM)], matrices);
  refused('INVALID_ARGUMENT', () => requireMatrices([{ kind: 'inputMask', n: 9 }, at(0), at(2)], matrices));
  refused('INVALID_ARGUMENT', () => requireMatrices([{ kind: 'inputMask', n: 9 }, at(4), at(4)], matrices));
});

test('a matrix that is not there, or has another shape, is refused', () => {
  requireMatrices([line(RANDOM)], matrices);
  refused('UNKNOWN_DATASET', () => requireMatrices([line(RANDOM, { matrix: 'b' })], matrices));
  refused('UNKNOWN_DATASET', () => requireMatrices([line(RANDOM, { rows: 3, columns: 5 })], matrices));
  refused('UNKNOWN_DATASET', () => requireMatrices([line(RANDOM)], new Map()));
});

function refused(code: string, body: () => void): void {
  assert.throws(body, (error: unknown) => error instanceof UsageError && error.code === code);
}

test.run();
