// Narrow comparisons open their values under masks that hide only what is in range. So: no gadget plans one on a range that is not
// proven; and what counts as proven holds whatever the values are that nobody proved. Every gadget, with every choice of its inputs proven.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { Graph } from '../../../src/secure/graph/graph.js';
import { BIT } from '../../../src/secure/graph/range.js';
import { SecureFixed } from '../../../src/secure/types/fixed.js';
import { SecureBit, SecureInt } from '../../../src/secure/types/int.js';
import { type Entry, exportedGadgets, GADGETS } from './gadget-list.js';
import { fieldRandom, requireNoEscape, requireSound, valuesIn } from './soundness.js';

const test = suite('adversary/secure: proven ranges in gadgets');
const RUNS = 6;

/** A gadget where some inputs are not proven. @returns how many values it opens under statistical masks */
function tryGadget({ uses, inputs, build: body }: Entry, proven: (input: number) => boolean, seed: number): number {
  const graph = new Graph();
  const forms = Object.entries(inputs).map(([name, { length, min, max }], i) => {
    return { name, length, range: { min: BigInt(min), max: BigInt(max), proven: proven(i) } };
  });
  const made = forms.map(({ name, length, range }) => {
    return [name, new SecureInt(graph, graph.add(name, { kind: 'query', block: name }, [], length, range))] as const;
  });
  // Their results are compared, as a program would go on with them.
  for (const result of body(Object.fromEntries(made))) compareAll(result instanceof SecureFixed ? result.raw : result);
  const what = `${uses.join(', ') || 'operations'} (${forms.map(({ name, range }) => `${name}: ${range.proven}`).join(', ')})`;
  const statistical = requireSound(graph, what);
  const random = fieldRandom(seed);
  for (let run = 0; run < RUNS; run++) {
    const query = Object.fromEntries(forms.map(({ name, length, range }) => [name, valuesIn(range, length, random)]));
    requireNoEscape(graph, { query }, seed + run, what);
  }
  return statistical;
}

function compareAll(x: SecureInt): void {
  const { min, max } = x.range;
  if (max - min < 1n << 50n && min > -(1n << 50n) && max < 1n << 50n) x.ge((min + max) / 2n);
}

test('every gadget is on the list', () => {
  const listed = new Set(GADGETS.flatMap(({ uses }) => uses));
  assert.equal(
    exportedGadgets().filter((name) => !listed.has(name)),
    [],
  );
});

for (const [k, entry] of GADGETS.entries()) {
  test(`gadgets: ${entry.uses.join(', ') || 'operations'}`, () => {
    const inputs = Object.keys(entry.inputs).length;
    for (let subset = 0; subset < 2 ** inputs; subset++) {
      tryGadget(entry, (input) => ((subset >> input) & 1) === 0, 1000 * k + 17 * subset);
    }
  });
}

test('what an author calls bits is as proven as its range shows', () => {
  const graph = new Graph();
  const range = { min: 0n, max: 3n, proven: true };
  const x = new SecureInt(graph, graph.add('x', { kind: 'query', block: 'x' }, [], 1, range));
  assert.is(SecureBit.of(x).range.proven, false);
  assert.is(SecureBit.of(x.ge(2)).range.proven, true);
});

test("numbers of the asker's that leave the range which the program gave are refused when it runs", () => {
  const graph = new Graph();
  const x = new SecureInt(graph, graph.add('x', { kind: 'query', block: 'x' }, [], 2, BIT));
  const scaled = x.scaledForAsker((own) => BigInt64Array.of(1n, BigInt(own.length)), BIT);
  assert.equal(scaled.range, BIT);
  const { op } = scaled.node;
  if (op.kind !== 'askerScale') throw new Error(op.kind);
  const rows = { from: 0, to: 1 };
  assert.equal([...op.of([rows])], [1n, 1n]);
  assert.throws(
    () => op.of([rows, rows]),
    (error: unknown) => error instanceof UsageError && error.code === 'WIDTH_OVERFLOW',
  );
});

test.run();
