import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Kernel } from '../../src/kernel/index.js';
import { assembleMaterial, disassembleMaterial } from '../../src/preprocessing/assemble.js';
import { idealParties } from '../../src/preprocessing/ideal.js';
import { type BatchSpec, type Demand, itemsOf } from '../../src/preprocessing/kinds.js';
import { componentsOf } from '../../src/preprocessing/layout.js';
import { emptyMaterial } from '../../src/preprocessing/material.js';
import { expectCode } from '../support/tuple-checks.js';
import { materialOf } from './store/source-material.js';

const kernel = await Kernel.load();
const test = suite('components and tuples');

const matvec = (orientation: 'rows' | 'columns', offset: number | null): Demand => ({
  kind: 'matvec',
  matrix: 'R',
  rows: 3,
  columns: 4,
  orientation,
  operand: offset === null ? { from: 'random' } : { from: 'inputMasks', offset },
});

const SPEC: BatchSpec = [
  matvec('rows', 2),
  { kind: 'random', n: 3 },
  { kind: 'inputMask', n: 9 },
  { kind: 'triple', n: 4 },
  matvec('columns', null),
  { kind: 'factorTriple', fanOut: 3, n: 2 },
  { kind: 'factorTriple', fanOut: 1, n: 5 },
  { kind: 'square', n: 2 },
  { kind: 'bit', n: 7 },
  { kind: 'comparisonMask', k: 20, w: 4, n: 3 },
  { kind: 'comparisonMask', k: 9, w: 3, n: 2 },
  { kind: 'comparisonMask', k: 62, w: 4, n: 2 },
  { kind: 'truncation', shift: 20, n: 3 },
  { kind: 'truncation', shift: 40, n: 1 },
  { kind: 'zeroTest', n: 2 },
];

/** Everything in a material, as numbers. */
function numbersOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('toBigInts' in value && typeof value.toBigInts === 'function') return String(value.toBigInts());
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, numbersOf(part)]));
}

for (const parties of [2, 4]) {
  test(`taking material apart and putting it together again changes nothing, ${parties} parties`, () => {
    const ideal = idealParties({ kernel, parties });
    ideal.registerMatrix(
      'R',
      Array.from({ length: 12 }, (_, k) => BigInt(k * k)),
      3,
      4,
    );
    ideal.sources(SPEC).forEach((_, party) => {
      const source = idealSources(ideal, party);
      // The ideal source shares low and r by themselves; put together they follow from the tables.
      const material = assembleMaterial(disassembleMaterial(materialOf(source, SPEC), SPEC), party, parties);
      const lines = disassembleMaterial(material, SPEC);
      lines.forEach(({ demand, vectors }) => {
        const expected = componentsOf(demand, party, parties).map(({ width }) => width * itemsOf(demand));
        assert.equal(
          vectors.map(({ length }) => length),
          expected,
          demand.kind,
        );
      });
      assert.equal(numbersOf(assembleMaterial(lines, party, parties)), numbersOf(material));
    });
    ideal.release();
  });
}

function idealSources(ideal: ReturnType<typeof idealParties>, party: number) {
  const source = ideal.sources(SPEC)[party];
  if (source === undefined || !('remaining' in source)) throw new Error('no batch');
  return source as Parameters<typeof materialOf>[0];
}

test('material that lacks a line is refused', () => {
  for (const demand of SPEC) expectCode(() => disassembleMaterial(emptyMaterial(), [demand]), 'INVALID_ARGUMENT');
});

test.run();
