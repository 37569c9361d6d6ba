// What a tuple of each kind must satisfy, checked with all parties' shares and keys in hand.

import * as assert from 'uvu/assert';
import { UsageError } from '../../src/errors.js';
import type { Kernel } from '../../src/kernel/index.js';
import { Vector } from '../../src/math/vector.js';
import { FULL_FIELD, P } from '../../src/params.js';
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
  /** Comparison masks are sums of what each party chose: below p - 2^k instead of 2^60, and not quite uniform. */
  readonly summedMasks?: boolean;
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
        requireUniform(
          reveal(
            parties,
            sources.map((source) => source.takeRandoms(demand.n)),
          ),
        );
        break;
      case 'bit':
        requireBits(
          reveal(
            parties,
            sources.map((source) => source.takeBits(demand.n)),
          ),
        );
        break;
      case 'inputMask':
        requireUniform(
          revealMasks(
            parties,
            sources.map((source) => source.takeInputMasks(demand.n)),
          ),
        );
        break;
      case 'triple': {
        const triples = sources.map((source) => source.takeTriples(demand.n));
        const a = reveal(
          parties,
          triples.map((triple) => triple.a),
        );
        const b = reveal(
          parties,
          triples.map((triple) => triple.b),
        );
        requireUniform(a);
        requireUniform(b);
        assert.ok(
          a.mul(b).equals(
            reveal(
              parties,
              triples.map((triple) => triple.c),
            ),
          ),
          'c = a b',
        );
        break;
      }
      case 'factorTriple': {
        const triples = sources.map((source) => source.takeFactorTriples(demand.fanOut, demand.n));
        const a = reveal(
          parties,
          triples.map((triple) => triple.a),
        );
        requireUniform(a);
        for (let f = 0; f < demand.fanOut; f++) {
          const b = reveal(
            parties,
            triples.map((triple) => triple.b[f] as Shares),
          );
          const c = reveal(
            parties,
            triples.map((triple) => triple.c[f] as Shares),
          );
          requireUniform(b);
          assert.ok(a.mul(b).equals(c), `c[${f}] = a b[${f}]`);
        }
        break;
      }
      case 'square': {
        const squares = sources.map((source) => source.takeSquares(demand.n));
        const a = reveal(
          parties,
          squares.map((square) => square.a),
        );
        requireUniform(a);
        assert.ok(
          a.mul(a).equals(
            reveal(
              parties,
              squares.map((square) => square.aa),
            ),
          ),
          'aa = a^2',
        );
        break;
      }
      case 'zeroTest':
        for (let item = 0; item < demand.n; item++) {
          const triples = sources.map((source) => source.takeZeroTestTriple());
          const [a, b, c] = [
            total(triples.map((t) => t.a)),
            total(triples.map((t) => t.b)),
            total(triples.map((t) => t.c)),
          ];
          assert.is(c.length, 1);
          assert.ok(a.mul(b).equals(c), 'c = a b');
        }
        break;
      case 'comparisonMask':
        checkComparisonMasks(parties, sources, demand.k, demand.w, demand.n);
        break;
      case 'truncation':
        checkTruncations(parties, sources, demand.shift, demand.n);
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
  const r = reveal(
    parties,
    masks.map((mask) => mask.r),
  ).toBigInts();
  const low = reveal(
    parties,
    masks.map((mask) => mask.low),
  ).toBigInts();
  const [first] = masks;
  assert.ok(first !== undefined && first.k === k && first.w === w);
  assert.is(new Set(r).size, n, 'masks differ');
  const half = 1n << BigInt(k - 1);
  if (k === FULL_FIELD) assert.equal(r, low, 'all bits are low bits');
  else checkHighParts(parties, k, r, low);
  assert.ok(Math.abs(fraction(low, (value) => value >= half / 2n) - 0.5) < 0.15, 'the top bit of low is fair');
  let shift = 0;
  first?.digits.forEach(({ width }, d) => {
    const table = reveal(
      parties,
      masks.map((mask) => mask.digits[d]?.table as Shares),
    ).toBigInts();
    const entries = 2 ** width - 1;
    assert.is(table.length, n * entries);
    const wrong = table.findIndex((entry, place) => {
      const digit = Number(((low[Math.floor(place / entries)] ?? 0n) >> BigInt(shift)) & BigInt(entries));
      return entry !== (digit > place % entries ? 1n : 0n);
    });
    assert.is(wrong, -1, `digit ${d}'s table holds [digit > v]`);
    shift += width;
  });
  assert.is(shift, k - 1, 'the digits cover the low bits');
}

/** r = low + 2^(k-1) high, and r leaves room for a value of k bits. */
function checkHighParts(parties: LawParties, k: number, r: readonly bigint[], low: readonly bigint[]): void {
  const limit = parties.summedMasks ? P - (1n << BigInt(k)) : 1n << 60n;
  assert.ok(
    r.every((value) => value < limit),
    'a k-bit value with the mask does not wrap',
  );
  assert.ok(
    r.every((value, i) => value % (1n << BigInt(k - 1)) === low[i]),
    'low is r mod 2^(k-1)',
  );
  if (parties.summedMasks) assert.ok(fraction(r, (value) => value >= limit / 8n) > 0.7, 'r fills the field');
  else assert.ok(Math.abs(fraction(r, (value) => value >= 1n << 59n) - 0.5) < 0.15, 'the top bit of r is fair');
}

/** high and top are parts of r; a number of 61 bits that is p or more comes once in 2^40. */
function checkTruncations(parties: LawParties, sources: readonly TupleSource[], shift: number, n: number): void {
  const masks = sources.map((source) => source.takeTruncations(shift, n));
  const part = (of: 'r' | 'high' | 'top') =>
    reveal(
      parties,
      masks.map((mask) => mask[of]),
    );
  const r = part('r');
  requireUniform(r);
  const numbers = r.toBigInts();
  assert.ok(masks.every((mask) => mask.shift === shift));
  assert.equal(
    part('high').toBigInts(),
    numbers.map((number) => number >> BigInt(shift)),
    'high is r without its low bits',
  );
  assert.equal(
    part('top').toBigInts(),
    numbers.map((number) => number >> 60n),
    'top is the top bit of r',
  );
}

/** The law of matvec tuples, two of one line kind; and a third is refused. */
export async function checkMatvec(
  parties: LawParties,
  orientation: Orientation,
  operand: MatvecOperand,
): Promise<void> {
  const { id, rows, columns, entries } = parties.matrix;
  const length = orientation === 'rows' ? columns : rows;
  const operands = [0, 1].map((use): MatvecOperand => {
    return operand.from === 'random' ? operand : { from: 'inputMasks', offset: operand.offset + use * length };
  });
  const lines = operands.map(
    (own) => ({ kind: 'matvec', matrix: id, rows, columns, orientation, operand: own }) as const,
  );
  const masks = { kind: 'inputMask', n: 2 * Math.max(rows, columns) + 7 } as const;
  const sources = await parties.sources([...lines, masks]);
  const r = revealMasks(
    parties,
    sources.map((source) => source.takeInputMasks(masks.n)),
  );
  for (let use = 0; use < 2; use++) {
    const tuples = sources.map((source) => source.takeMatvec(id, orientation));
    const b = reveal(
      parties,
      tuples.map((tuple) => tuple.b),
    );
    const c = reveal(
      parties,
      tuples.map((tuple) => tuple.c),
    );
    assert.is(b.length, orientation === 'rows' ? columns : rows);
    const product = Vector.zeros(b.arena, orientation === 'rows' ? rows : columns);
    const { kernel } = parties;
    if (orientation === 'rows') kernel.matVecInto(entries.span, rows, columns, b.span, product.span);
    else kernel.matTVecInto(entries.span, rows, columns, b.span, product.span);
    assert.ok(c.equals(product), 'c is the product of the matrix with b');
    const own = operands[use];
    if (own?.from !== 'inputMasks') requireUniform(b);
    else assert.ok(b.equals(r.slice(own.offset, own.offset + b.length)), 'b is the input masks');
  }
  const [source] = sources;
  expectCode(() => source?.takeMatvec(id, orientation), 'TUPLES_EXHAUSTED');
}

/** Distinct, and the top bit fair: what a mistake with streams would spoil. */
export function requireUniform(x: Vector): void {
  const values = x.toBigInts();
  assert.is(new Set(values).size, values.length, 'random elements differ');
  if (values.length < 100) return;
  assert.ok(Math.abs(fraction(values, (value) => value >= 1n << 60n) - 0.5) < 0.15, 'the top bit is fair');
}

/** 0 or 1, fair, and neighbours independent. */
export function requireBits(x: Vector): void {
  const values = x.toBigInts();
  assert.ok(
    values.every((value) => value === 0n || value === 1n),
    'bits are 0 or 1',
  );
  if (values.length < 100) return;
  assert.ok(Math.abs(fraction(values, (value) => value === 1n) - 0.5) < 0.15, 'bits are fair');
  const alike = values.slice(1).filter((value, i) => value === values[i]).length / (values.length - 1);
  assert.ok(Math.abs(alike - 0.5) < 0.15, 'neighbouring bits are independent');
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
