// Masks of resident matrices for tests: parties that hold [[V]] = E + [[R]], cut like the shards of a real one.

import type { Arena } from '../../src/kernel/index.js';
import { Vector } from '../../src/math/vector.js';
import { ELEMENT_BYTES } from '../../src/params.js';
import type { MaskMatrix } from '../../src/preprocessing/lowgear/matvec/matrix.js';
import type { TaskRunner } from '../../src/preprocessing/tasks.js';
import type { Shares } from '../../src/sharing/shares.js';

export interface MaskOwner {
  readonly party: number;
  readonly macKey: Vector;
  readonly runner: Pick<TaskRunner, 'allocate'>;
}

/**
 * One party's side of a matrix whose masks are R; E is the same at all parties.
 * @param masks this party's shares of R, row by row
 */
export function maskMatrix(
  { party, macKey, runner }: MaskOwner,
  id: string,
  columns: number,
  masks: Shares,
): MaskMatrix {
  const { value, mac } = masks;
  const { arena, length } = value;
  const rows = length / columns;
  const e = Vector.expand(arena, new Uint8Array(32).fill(77), 0, length);
  const cut = Math.ceil(rows / 3);
  const sides = { e, value: party === 0 ? value.add(e) : value, mac: mac.add(e.scale(macKey.span)) };
  const pieces = [
    [0, cut],
    [cut, rows],
  ].flatMap(([from = 0, to = 0]) => {
    if (from === to) return [];
    const part = (x: Vector) => {
      const bytes = runner.allocate(ELEMENT_BYTES * (to - from) * columns);
      bytes.set(x.slice(from * columns, to * columns).toBytes());
      return bytes;
    };
    return [{ e: part(sides.e), value: part(sides.value), mac: part(sides.mac) }];
  });
  return { id, rows, columns, pieces };
}

/** R, from all parties' sides. */
export function masksOf(arena: Arena, sides: readonly MaskMatrix[]): Vector {
  const whole = (parts: readonly Uint8Array[]) =>
    Vector.zeros(arena, 0).concat(...parts.map((bytes) => Vector.fromBytes(arena, bytes.slice())));
  const values = sides.map(({ pieces }) => whole(pieces.map(({ value }) => value)));
  const e = whole((sides[0]?.pieces ?? []).map((piece) => piece.e));
  return values.reduce((sum, value) => sum.add(value)).sub(e);
}
