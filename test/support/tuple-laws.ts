// What every source of tuples must do, for any number of parties: the relation of each kind holds, MACs and pairwise tags are
// valid under the parties' keys, nothing comes twice, and a source that has too little says so before it gives anything.
// Run with `tupleLaws('name', makeParties)` from a test file of the source.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../src/errors.js';
import type { Kernel } from '../../src/kernel/index.js';
import { Vector } from '../../src/math/vector.js';
import type { BatchSpec, MatvecOperand } from '../../src/preprocessing/kinds.js';
import { type InputMasks, type Orientation, sharesOf, type TupleSource } from '../../src/preprocessing/source.js';
import { Shares } from '../../src/sharing/shares.js';

/** All parties of one key, seen from outside. */
export interface LawParties {
  readonly kernel: Kernel;
  /** alpha_i. */
  readonly macKeys: readonly Vector[];
  /** A matrix that matvec tuples can be made for, with its plaintext. */
  readonly matrix: { readonly id: string; readonly rows: number; readonly columns: number; readonly entries: Vector };
  /** A fresh batch: one source per party. */
  sources(spec: BatchSpec): Promise<readonly TupleSource[]>;
  release(): void;
}

export type MakeLawParties = (parties: number) => Promise<LawParties>;

const DAMAGED = 'a MAC is wrong';

/** Sum of all parties' vectors. */
export function total(parts: readonly Vector[]): Vector {
  return parts.reduce((sum, part) => sum.add(part));
}

/** The secret, after its MACs were checked. */
export function reveal(parties: LawParties, shares: readonly Shares[]): Vector {
  const value = total(shares.map((share) => share.value));
  const mac = total(shares.map((share) => share.mac));
  assert.ok(mac.equals(value.scale(total(parties.macKeys).span)), DAMAGED);
  return value;
}

/** The values of input masks, after the pairwise tags and the MACs were checked. */
export function revealMasks(parties: LawParties, masks: readonly InputMasks[]): Vector {
  const r = total(masks.map((mask) => mask.value));
  parties.macKeys.forEach((macKey, i) => {
    const tags = masks.flatMap((mask) => mask.tags[i] ?? []);
    assert.is(tags.length, masks.length - 1, 'everybody else has a tag, the own slot is empty');
    const key = masks[i]?.key ?? assert.unreachable();
    assert.ok(total(tags).equals((key as Vector).add(r.scale(macKey.span))), `T_${i} = key_${i} + alpha_${i} r`);
  });
  const shares = masks.map((mask) => sharesOf(mask, (value, mac) => new Shares(value, mac)));
  assert.ok(reveal(parties, shares).equals(r));
  return r;
}

/** The law of each kind at one batch; throws (an assertion) when a tuple is not what it should be. */
export async function checkBatch(parties: LawParties, spec: BatchSpec): Promise<void> {
  const sources = await parties.sources(spec);
  for (const demand of spec) {
    switch (demand.kind) {
      case 'random':
        requireUniform(reveal(parties, sources.map((source) => source.takeRandoms(demand.n))));
        break;
      case 'bit':
        requireBits(reveal(parties, sources.map((source) => source.takeBits(demand.n))));
        break;
      case 'inputMask':
        requireUniform(revealMasks(parties, sources.map((source) => source.takeInputMasks(demand.n))));
        break;
      case 'triple': {
        const triples = sources.map((source) => source.takeTriples(demand.n));
        const a = reveal(parties, triples.map((triple) => triple.a));
        const b = reveal(parties, triples.map((triple) => triple.b));
        requireUniform(a);
        requireUniform(b);
        assert.ok(a.mul(b).equals(reveal(parties, triples.map((triple) => triple.c))), 'c = a b');
        break;
      }
      case 'factorTriple': {
        const triples = sources.map((source) => source.takeFactorTriples(demand.fanOut, demand.n));
        const a = reveal(parties, triples.map((triple) => triple.a));
        requireUniform(a);
        for (let f = 0; f < demand.fanOut; f++) {
          const b = reveal(parties, triples.map((triple) => triple.b[f] as Shares));
          const c = reveal(parties, triples.map((triple) => triple.c[f] as Shares));
          requireUniform(b);
          assert.ok(a.mul(b).equals(c), `c[${f}] = a b[${f}]`);
        }
        break;
      }
      case 'square': {
        const squares = sources.map((source) => source.takeSquares(demand.n));
        const a = reveal(parties, squares.map((square) => square.a));
        requireUniform(a);
        assert.ok(a.mul(a).equals(reveal(parties, squares.map((square) => square.aa))), 'aa = a^2');
        break;
      }
      case 'zeroTest':
        for (let item = 0; item < demand.n; item++) {
          const triples = sources.map((source) => source.takeZeroTestTriple());
          const [a, b, c] = [total(triples.map((t) => t.a)), total(triples.map((t) => t.b)), total(triples.map((t) => t.c))];
          assert.is(c.length, 1);
          assert.ok(a.mul(b).equals(c), 'c = a b');
        }
        break;
      case 'comparisonMask':
        checkComparisonMasks(parties, sources, demand.k, demand.w, demand.n);
        break;
      case 'matvec':
        break; // needs the matrix, see below
    }
  }
}

function checkComparisonMasks(
  parties: LawParties,
  sources: readonly TupleSource[],
  k: number,
  w: number,
  n: number,
): void {
  const masks = sources.map((source) => source.takeComparisonMasks(k, w, n));
  const r = reveal(parties, masks.map((mask) => mask.r)).toBigInts();
  const low = reveal(parties, masks.map((mask) => mask.low)).toBigInts();
  const [first] = masks;
  assert.ok(first !== undefined && first.k === k && first.w === w);
  const half = 1n << BigInt(k - 1);
  assert.ok(r.every((value) => value < 1n << 60n), 'r is below 2^60');
  assert.ok(r.every((value, i) => value % half === low[i]), 'low is r mod 2^(k-1)');
  assert.ok(Math.abs(fraction(r, (value) => value >= 1n << 59n) - 0.5) < 0.15, 'the top bit of r is fair');
  assert.ok(Math.abs(fraction(low, (value) => value >= half / 2n) - 0.5) < 0.15, 'the top bit of low is fair');
  let shift = 0;
  first?.digits.forEach(({ width }, d) => {
    const table = reveal(parties, masks.map((mask) => mask.digits[d]?.table as Shares)).toBigInts();
    const entries = 2 ** width - 1;
    assert.is(table.length, n * entries);
    const wrong = table.findIndex((entry, place) => {
      const digit = (Number(low[Math.floor(place / entries)]) >> shift) & entries;
      return entry !== (digit > place % entries ? 1n : 0n);
    });
    assert.is(wrong, -1, `digit ${d}'s table holds [digit > v]`);
    shift += width;
  });
  assert.is(shift, k - 1, 'the digits cover the low bits');
}

async function checkMatvec(parties: LawParties, orientation: Orientation, operand: MatvecOperand): Promise<void> {
  const { id, rows, columns, entries } = parties.matrix;
  const line = { kind: 'matvec', matrix: id, rows, columns, orientation, operand } as const;
  const masks = { kind: 'inputMask', n: Math.max(rows, columns) + 7 } as const;
  const sources = await parties.sources([line, line, masks]);
  const r = revealMasks(parties, sources.map((source) => source.takeInputMasks(masks.n)));
  for (let use = 0; use < 2; use++) {
    const tuples = sources.map((source) => source.takeMatvec(id, orientation));
    const b = reveal(parties, tuples.map((tuple) => tuple.b));
    const c = reveal(parties, tuples.map((tuple) => tuple.c));
    assert.is(b.length, orientation === 'rows' ? columns : rows);
    const product = Vector.zeros(b.arena, orientation === 'rows' ? rows : columns);
    const { kernel } = parties;
    if (orientation === 'rows') kernel.matVecInto(entries.span, rows, columns, b.span, product.span);
    else kernel.matTVecInto(entries.span, rows, columns, b.span, product.span);
    assert.ok(c.equals(product), 'c is the product of the matrix with b');
    if (operand.from === 'random') requireUniform(b);
    else assert.ok(b.equals(r.slice(operand.offset, operand.offset + b.length)), 'b is the input masks');
  }
  const [source] = sources;
  expectCode(() => source?.takeMatvec(id, orientation), 'TUPLES_EXHAUSTED');
}

/** Distinct, and the top bit fair: what a mistake with streams would spoil. */
function requireUniform(x: Vector): void {
  const values = x.toBigInts();
  assert.is(new Set(values).size, values.length, 'random elements differ');
  if (values.length < 100) return;
  assert.ok(Math.abs(fraction(values, (value) => value >= 1n << 60n) - 0.5) < 0.15, 'the top bit is fair');
}

function requireBits(x: Vector): void {
  const values = x.toBigInts();
  assert.ok(values.every((value) => value === 0n || value === 1n), 'bits are 0 or 1');
  if (values.length < 100) return;
  assert.ok(Math.abs(fraction(values, (value) => value === 1n) - 0.5) < 0.15, 'bits are fair');
}

function fraction(values: readonly bigint[], holds: (value: bigint) => boolean): number {
  return values.filter(holds).length / values.length;
}

/** Asserts that `act` throws a UsageError with this code. */
export function expectCode(act: () => unknown, code: string): UsageError {
  try {
    act();
  } catch (error) {
    assert.instance(error, UsageError);
    assert.is((error as UsageError).code, code);
    return error as UsageError;
  }
  return assert.unreachable(`expected ${code}`) as never;
}

const SMALL: BatchSpec = [
  { kind: 'triple', n: 200 },
  { kind: 'random', n: 200 },
  { kind: 'factorTriple', fanOut: 1, n: 120 },
  { kind: 'bit', n: 301 },
  { kind: 'inputMask', n: 150 },
  { kind: 'factorTriple', fanOut: 3, n: 110 },
  { kind: 'square', n: 130 },
  { kind: 'zeroTest', n: 5 },
  { kind: 'comparisonMask', k: 20, w: 4, n: 110 },
  { kind: 'comparisonMask', k: 9, w: 3, n: 110 },
  { kind: 'comparisonMask', k: 2, w: 1, n: 110 },
  { kind: 'comparisonMask', k: 13, w: 1, n: 110 },
  { kind: 'comparisonMask', k: 11, w: 8, n: 110 },
];

/** Runs the suite for 2, 3 and 4 parties. */
export function tupleLaws(name: string, makeParties: MakeLawParties): void {
  for (const count of [2, 3, 4]) {
    const test = suite(`${name}, ${count} parties`);
    const law = (title: string, body: (parties: LawParties) => Promise<void>) =>
      test(title, async () => {
        const parties = await makeParties(count);
        try {
          await body(parties);
        } finally {
          parties.release();
        }
      });

    law('every kind satisfies its relation and its MACs', (parties) => checkBatch(parties, SMALL));

    for (const orientation of ['rows', 'columns'] as const) {
      law(`matvec tuples of orientation ${orientation} are products with the matrix`, (parties) =>
        checkMatvec(parties, orientation, { from: 'random' }));
      law(`matvec tuples of orientation ${orientation} may use input masks`, (parties) =>
        checkMatvec(parties, orientation, { from: 'inputMasks', offset: 5 }));
    }

    law('items taken in pieces are consecutive and never come twice', async (parties) => {
      const sources = await parties.sources([{ kind: 'random', n: 60 }]);
      const seen = [7, 1, 0, 52].flatMap((n) =>
        reveal(parties, sources.map((source) => source.takeRandoms(n))).toBigInts(),
      );
      assert.is(new Set(seen).size, 60);
      expectCode(() => sources[0]?.takeRandoms(1), 'TUPLES_EXHAUSTED');
    });

    law('parties may take at different times as long as the order is the same', async (parties) => {
      const sources = await parties.sources([{ kind: 'triple', n: 10 }]);
      const taken = sources.map((source) => [source.takeTriples(4), source.takeTriples(6)] as const);
      for (const piece of [0, 1] as const) {
        const a = reveal(parties, taken.map((pair) => pair[piece].a));
        const b = reveal(parties, taken.map((pair) => pair[piece].b));
        assert.ok(a.mul(b).equals(reveal(parties, taken.map((pair) => pair[piece].c))));
      }
    });

    law('exhaustion is found before anything is handed out, and says what is missing', async (parties) => {
      const sources = await parties.sources([{ kind: 'bit', n: 10 }, { kind: 'comparisonMask', k: 8, w: 4, n: 3 }]);
      const error = expectCode(() => sources[0]?.takeBits(11), 'TUPLES_EXHAUSTED');
      assert.match(error.message, /bit: wanted 11, left 10/);
      requireBits(reveal(parties, sources.map((source) => source.takeBits(10))));
      expectCode(() => sources[0]?.takeComparisonMasks(8, 4, 4), 'TUPLES_EXHAUSTED');
      expectCode(() => sources[0]?.takeComparisonMasks(8, 2, 1), 'TUPLES_EXHAUSTED');
      expectCode(() => sources[0]?.takeInputMasks(1), 'TUPLES_EXHAUSTED');
      expectCode(() => sources[0]?.takeFactorTriples(2, 1), 'TUPLES_EXHAUSTED');
      expectCode(() => sources[0]?.takeZeroTestTriple(), 'TUPLES_EXHAUSTED');
      expectCode(() => sources[0]?.takeMatvec(parties.matrix.id, 'rows'), 'TUPLES_EXHAUSTED');
      expectCode(() => sources[0]?.takeBits(-1), 'INVALID_ARGUMENT');
    });

    law('no share of a secret bit gives the bit away', async (parties) => {
      const sources = await parties.sources([{ kind: 'bit', n: 200 }]);
      const shares = sources.map((source) => source.takeBits(200));
      for (const share of shares) {
        requireUniform(share.value);
        requireUniform(share.mac);
      }
    });

    law('two batches have nothing in common', async (parties) => {
      const spec = [{ kind: 'random', n: 50 }] as const;
      const batches = [await parties.sources(spec), await parties.sources(spec)];
      const values = batches.flatMap((sources) =>
        reveal(parties, sources.map((source) => source.takeRandoms(50))).toBigInts(),
      );
      assert.is(new Set(values).size, 100);
    });

    test.run();
  }
}
