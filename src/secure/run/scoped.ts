// One party seen from a stage: the same session with another memory. Vectors are allocated beside their left operand, so everything that
// a stage starts from, tuples and key share too, is named under the stage's own arena; then what it computes goes when that arena does.

import type { Arena } from '../../kernel/index.js';
import { Vector } from '../../math/vector.js';
import type { OnlineParty } from '../../online/party.js';
import type { Triples, TupleSource } from '../../preprocessing/source.js';
import { Shares } from '../../sharing/shares.js';

/** The same shares, whose results are allocated in `arena`. */
export function sharesIn(arena: Arena, { value, mac }: Shares): Shares {
  return new Shares(vectorIn(arena, value), vectorIn(arena, mac));
}

export function vectorIn(arena: Arena, { span }: Vector): Vector {
  return new Vector(arena, span);
}

/** @param tuples what the stage may take; the session's own by default */
export function scopedParty(p: OnlineParty, arena: Arena, tuples: TupleSource = p.tuples): OnlineParty {
  const scoped = scopedTuples(tuples, arena);
  return {
    id: p.id,
    parties: p.parties,
    session: p.session,
    kernel: p.kernel,
    arena,
    random: p.random,
    transcript: p.transcript,
    openings: p.openings,
    coins: p.coins,
    macKey: vectorIn(arena, p.macKey),
    tuples: scoped,
    nextStep: () => p.nextStep(),
    takeZeroTestTriple: () => scoped.takeZeroTestTriple(),
  };
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
