// A shared matrix of masks at all parties, and the law of matrix tuples against BigInt.

import * as assert from 'uvu/assert';
import type { Kernel } from '../../../../src/kernel/index.js';
import { Vector } from '../../../../src/math/vector.js';
import { P, SEED_BYTES } from '../../../../src/params.js';
import { authenticate } from '../../../../src/preprocessing/lowgear/authenticate.js';
import type { MaskMatrix } from '../../../../src/preprocessing/lowgear/matvec/matrix.js';
import type { MadeTuple } from '../../../../src/preprocessing/lowgear/matvec/matvec.js';
import type { LowGearSession } from '../../../../src/preprocessing/lowgear/session.js';
import type { Orientation } from '../../../../src/preprocessing/source.js';
import type { Protocol } from '../../../../src/protocol/step.js';
import { maskMatrix, masksOf } from '../../../support/masks.js';
import type { TestParties } from '../parties.js';
import { sum } from '../parties.js';

export interface Shape {
  readonly rows: number;
  readonly columns: number;
}

/** A uniform [[R]], as input masks would be. */
export function* makeMatrix(p: LowGearSession, { rows, columns }: Shape): Protocol<MaskMatrix> {
  const { runner } = p.workshop;
  const own = Vector.expand(p.arena, p.random(SEED_BYTES), 0, rows * columns);
  const masks = yield* authenticate(p, own);
  return maskMatrix({ party: p.id, macKey: p.macKey, runner }, 'R', columns, masks);
}

/** R itself. */
export function entriesOf({ kernel }: { readonly kernel: Kernel }, matrices: readonly MaskMatrix[]): bigint[] {
  return masksOf(kernel.newArena(), matrices).toBigInts();
}

/** R b or R^T b, by definition. */
export function product(entries: readonly bigint[], shape: Shape, orientation: Orientation, b: readonly bigint[]) {
  const { rows, columns } = shape;
  const at = (i: number, k: number) => entries[i * columns + k] ?? 0n;
  const [outer, inner] = orientation === 'rows' ? [rows, columns] : [columns, rows];
  return Array.from({ length: outer }, (_, o) => {
    let total = 0n;
    for (let i = 0; i < inner; i++) total += (b[i] ?? 0n) * (orientation === 'rows' ? at(o, i) : at(i, o));
    return total % P;
  });
}

/** Throws unless the parties' parts are one tuple of R, with the right MACs, keys and tags. */
export function requireTuple(
  parties: TestParties,
  entries: readonly bigint[],
  shape: Shape,
  orientation: Orientation,
  tuple: readonly MadeTuple[],
): void {
  const b = sum(tuple.map((part) => part.b.value));
  parties.workshops.forEach(({ macKey }, i) => {
    const tags = tuple.flatMap((part) => part.b.tags[i] ?? []);
    assert.is(tags.length, tuple.length - 1);
    const key = tuple[i]?.b.key ?? Vector.zeros(b.arena, 0);
    assert.ok(sum(tags).equals(key.add(b.scale(macKey.span))), `T_${i} = key_${i} + alpha_${i} b`);
  });
  const c = parties.reveal(tuple.map((part) => part.c));
  assert.ok(c.valid, 'the MACs of c');
  assert.equal(c.value.toBigInts(), product(entries, shape, orientation, b.toBigInts()));
}
