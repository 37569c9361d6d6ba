// One party seen from a stage: the same session with another memory. Vectors are allocated beside their left operand, so everything that
// a stage starts from, tuples and key share too, is named under the stage's own arena; then what it computes goes when that arena does.

import type { Arena } from '../../kernel/index.js';
import type { Vector } from '../../math/vector.js';
import type { OnlineParty } from '../../online/party.js';
import { inArena, sharesIn, vectorIn } from '../../online/scratch.js';
import type { Triples, TupleSource } from '../../preprocessing/source.js';
import type { Shares } from '../../sharing/shares.js';

/** @param tuples what the stage may take; the session's own by default */
export function scopedParty(p: OnlineParty, arena: Arena, tuples: TupleSource = p.tuples): OnlineParty {
  const scoped = scopedTuples(tuples, arena);
  return { ...inArena(p, arena), tuples: scoped, takeZeroTestTriple: () => scoped.takeZeroTestTriple() };
}

function scopedTuples(source: TupleSource, arena: Arena): TupleSource {
  const put = (shares: Shares) => sharesIn(arena, shares);
  const triples = ({ a, b, c }: Triples): Triples => ({ a: put(a), b: put(b), c: put(c) });
  return {
    takeRandoms: (n) => put(source.takeRandoms(n)),
    takeInputMasks(n) {
      const { value, key, tags } = source.takeInputMasks(n);
      const inArena = (tag: Vector | null) => (tag === null ? null : vectorIn(arena, tag));
      return { value: vectorIn(arena, value), key: vectorIn(arena, key), tags: tags.map(inArena) };
    },
    takeTriples: (n) => triples(source.takeTriples(n)),
    takeFactorTriples(fanOut, n) {
      const { a, b, c } = source.takeFactorTriples(fanOut, n);
      return { a: put(a), b: b.map(put), c: c.map(put) };
    },
    takeSquares(n) {
      const { a, aa } = source.takeSquares(n);
      return { a: put(a), aa: put(aa) };
    },
    takeBits: (n) => put(source.takeBits(n)),
    takeComparisonMasks(k, w, n) {
      const masks = source.takeComparisonMasks(k, w, n);
      const digits = masks.digits.map(({ width, table }) => ({ width, table: put(table) }));
      return { k, w, r: put(masks.r), low: put(masks.low), digits };
    },
    takeTruncations(shift, n) {
      const { r, high, top } = source.takeTruncations(shift, n);
      return { shift, r: put(r), high: put(high), top: put(top) };
    },
    takeMatvec: (matrix, orientation) => source.takeMatvec(matrix, orientation),
    takeZeroTestTriple() {
      const { a, b, c } = source.takeZeroTestTriple();
      return { a: vectorIn(arena, a), b: vectorIn(arena, b), c: vectorIn(arena, c) };
    },
  };
}
