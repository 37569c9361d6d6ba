// The tuples of one batch at one party, as vectors in an arena, handed out once and in order. A cursor moves before
// anything is handed out, and only forward: no range can be taken twice.

import { UsageError } from '../errors.js';
import type { ZeroTestTriple } from '../sharing/party.js';
import type { Shares } from '../sharing/shares.js';
import { lineKey } from './kinds.js';
import {
  type BatchMaterial,
  cutComparisons,
  cutFactors,
  cutMasks,
  cutSquares,
  cutTriples,
  cutTruncations,
  cutZeroTests,
} from './material.js';
import type {
  ComparisonMasks,
  FactorTriples,
  InputMasks,
  MatvecTuple,
  Orientation,
  Squares,
  Triples,
  Truncations,
  TupleSource,
} from './source.js';

/** Items of one kind and parameters, and how many of them are gone. */
class Stock<T> {
  #taken = 0;

  constructor(
    readonly key: string,
    readonly total: number,
    private readonly cut: (from: number, to: number) => T,
  ) {}

  get left(): number {
    return this.total - this.#taken;
  }

  take(n: number): T {
    requireLeft(this.key, n, this.left);
    const from = this.#taken;
    this.#taken += n;
    return this.cut(from, from + n);
  }
}

function requireLeft(key: string, wanted: number, left: number): void {
  if (!Number.isSafeInteger(wanted) || wanted < 0) {
    throw new UsageError('INVALID_ARGUMENT', `cannot take ${wanted} items of ${key}`);
  }
  if (wanted > left) throw new UsageError('TUPLES_EXHAUSTED', `${key}: wanted ${wanted}, left ${left}`);
}

/**
 * Tuples of one batch of one party. Every take throws UsageError TUPLES_EXHAUSTED before anything is handed out; what was
 * handed out shares the memory of the arena that holds the batch and goes with it.
 */
export class BatchSource implements TupleSource {
  readonly #randoms: Stock<Shares> | undefined;
  readonly #inputMasks: Stock<InputMasks> | undefined;
  readonly #triples: Stock<Triples> | undefined;
  readonly #squares: Stock<Squares> | undefined;
  readonly #bits: Stock<Shares> | undefined;
  readonly #zeroTests: Stock<ZeroTestTriple> | undefined;
  readonly #factorTriples = new Map<string, Stock<FactorTriples>>();
  readonly #comparisonMasks = new Map<string, Stock<ComparisonMasks>>();
  readonly #truncations = new Map<string, Stock<Truncations>>();
  readonly #matvecs = new Map<string, MatvecTuple[]>();

  constructor(material: BatchMaterial) {
    const { randoms, inputMasks, triples, squares, bits, zeroTests } = material;
    if (randoms) this.#randoms = new Stock('random', randoms.length, (i, j) => randoms.slice(i, j));
    if (inputMasks)
      this.#inputMasks = new Stock('inputMask', inputMasks.value.length, (i, j) => cutMasks(inputMasks, i, j));
    if (triples) this.#triples = new Stock('triple', triples.a.length, (i, j) => cutTriples(triples, i, j));
    if (squares) this.#squares = new Stock('square', squares.a.length, (i, j) => cutSquares(squares, i, j));
    if (bits) this.#bits = new Stock('bit', bits.length, (i, j) => bits.slice(i, j));
    if (zeroTests) this.#zeroTests = new Stock('zeroTest', zeroTests.a.length, (i, j) => cutZeroTests(zeroTests, i, j));
    for (const triples of material.factorTriples) {
      const key = factorKey(triples.b.length);
      this.#factorTriples.set(key, new Stock(key, triples.a.length, (i, j) => cutFactors(triples, i, j)));
    }
    for (const masks of material.comparisonMasks) {
      const key = comparisonKey(masks.k, masks.w);
      this.#comparisonMasks.set(key, new Stock(key, masks.r.length, (i, j) => cutComparisons(masks, i, j)));
    }
    for (const masks of material.truncations) {
      const key = truncationKey(masks.shift);
      this.#truncations.set(key, new Stock(key, masks.r.length, (i, j) => cutTruncations(masks, i, j)));
    }
    for (const tuple of material.matvecs) {
      const key = matvecKey(tuple.matrix, tuple.orientation);
      this.#matvecs.set(key, [...(this.#matvecs.get(key) ?? []), tuple]);
    }
  }

  takeRandoms(n: number): Shares {
    return take(this.#randoms, 'random', n);
  }

  takeInputMasks(n: number): InputMasks {
    return take(this.#inputMasks, 'inputMask', n);
  }

  takeTriples(n: number): Triples {
    return take(this.#triples, 'triple', n);
  }

  takeFactorTriples(fanOut: number, n: number): FactorTriples {
    const key = factorKey(fanOut);
    return take(this.#factorTriples.get(key), key, n);
  }

  takeSquares(n: number): Squares {
    return take(this.#squares, 'square', n);
  }

  takeBits(n: number): Shares {
    return take(this.#bits, 'bit', n);
  }

  takeComparisonMasks(k: number, w: number, n: number): ComparisonMasks {
    const key = comparisonKey(k, w);
    return take(this.#comparisonMasks.get(key), key, n);
  }

  takeTruncations(shift: number, n: number): Truncations {
    const key = truncationKey(shift);
    return take(this.#truncations.get(key), key, n);
  }

  /** The next tuple of this matrix and orientation. @throws UsageError TUPLES_EXHAUSTED */
  takeMatvec(matrix: string, orientation: Orientation): MatvecTuple {
    const key = matvecKey(matrix, orientation);
    const tuple = this.#matvecs.get(key)?.shift();
    if (tuple === undefined) throw new UsageError('TUPLES_EXHAUSTED', `${key}: wanted 1, left 0`);
    return tuple;
  }

  takeZeroTestTriple(): ZeroTestTriple {
    return take(this.#zeroTests, 'zeroTest', 1);
  }

  /** Items that are left, by kind and parameters (the keys of `lineKey`). */
  remaining(): ReadonlyMap<string, number> {
    const flat = [this.#randoms, this.#inputMasks, this.#triples, this.#squares, this.#bits, this.#zeroTests];
    const keyed = [...this.#factorTriples.values(), ...this.#comparisonMasks.values(), ...this.#truncations.values()];
    const left = new Map<string, number>();
    for (const stock of [...flat, ...keyed]) if (stock !== undefined) left.set(stock.key, stock.left);
    for (const [key, tuples] of this.#matvecs) left.set(key, tuples.length);
    return left;
  }
}

function take<T>(stock: Stock<T> | undefined, key: string, n: number): T {
  if (stock !== undefined) return stock.take(n);
  requireLeft(key, n, 0);
  throw new UsageError('TUPLES_EXHAUSTED', `${key}: wanted ${n}, the batch has none`);
}

const factorKey = (fanOut: number) => lineKey({ kind: 'factorTriple', fanOut, n: 0 });
const comparisonKey = (k: number, w: number) => lineKey({ kind: 'comparisonMask', k, w, n: 0 });
const truncationKey = (shift: number) => lineKey({ kind: 'truncation', shift, n: 0 });
const matvecKey = (matrix: string, orientation: Orientation) =>
  lineKey({ kind: 'matvec', matrix, orientation, rows: 0, columns: 0, operand: { from: 'random' } });
