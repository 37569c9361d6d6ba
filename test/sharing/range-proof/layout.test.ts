import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  combinations,
  degree,
  inputCount,
  maskBytes,
  maskLayout,
  placesOf,
  proofLength,
  proofMaskCount,
} from '../../../src/sharing/range-proof/layout.js';
import type { Statement } from '../../../src/sharing/range-proof/statement.js';
import { codeOf } from '../../io/support.js';

const test = suite('io/layout');

const statement: Statement = {
  blocks: [
    { name: 'a', width: 3 },
    { name: 'b', width: 2 },
  ],
  constraints: [
    { kind: 'member', block: 'a', values: [0, 1, 2, 3, 4, 5] },
    { kind: 'rowSum', block: 'b', equals: 1 },
  ],
};

test('inputs are block-major', () => {
  assert.is(inputCount(statement, 10), 50);
  const places = placesOf(statement, 10);
  assert.is(places.get('a')?.offset, 0);
  assert.is(places.get('a')?.length, 30);
  assert.is(places.get('b')?.offset, 30);
  assert.is(places.get('b')?.length, 20);
});

test('a proof has the largest degree of elements per combination, and masks for one verifier less than there are', () => {
  assert.is(degree(statement), 6);
  assert.is(combinations('interactive'), 1);
  assert.is(combinations('fiatShamir'), 3);
  assert.is(proofLength(statement, 'interactive'), 6);
  assert.is(proofLength(statement, 'fiatShamir'), 18);
  assert.is(proofMaskCount(statement, 'interactive', 2), 5);
  assert.is(proofMaskCount(statement, 'fiatShamir', 2), 15);
  assert.is(proofMaskCount(statement, 'fiatShamir', 4), 45);
  assert.is(degree({ blocks: statement.blocks, constraints: [] }), 0);
  assert.is(proofMaskCount({ blocks: statement.blocks, constraints: [] }, 'fiatShamir', 3), 0);
});

test('masks are r_0, the inputs, the proofs, the outputs, without gaps', () => {
  const layout = maskLayout(statement, 10, 'fiatShamir', 3, 7);
  assert.equal(layout, {
    inputs: { from: 1, to: 51 },
    proof: { from: 51, to: 81 },
    outputs: { from: 81, to: 88 },
    total: 88,
  });
  assert.is(maskBytes(layout, 3), 3 * 88 * 8);
});

test('a row count that makes no sense is refused', () => {
  for (const rows of [0, -1, 1.5, Number.NaN])
    assert.is(
      codeOf(() => inputCount(statement, rows)),
      'INVALID_ARGUMENT',
    );
  assert.is(
    codeOf(() => inputCount(statement, 2 ** 28)),
    'LIMIT_EXCEEDED',
  );
});

test.run();
