// The ideal functionality of preprocessing, for tests: one instance knows everything, makes consistent tuples for all parties
// and hands each its side. The other sources are measured against it, and protocols are tested on it.

import { UsageError } from '../errors.js';
import type { Kernel } from '../kernel/index.js';
import { Vector } from '../math/vector.js';
import type { ZeroTestTriple } from '../sharing/party.js';
import type { Shares } from '../sharing/shares.js';
import type { BatchSource } from './batch.js';
import { IdealDealer } from './ideal-dealer.js';
import { type BatchSpec, type Demand, itemsOf, lineKey } from './kinds.js';
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

export interface IdealOptions {
  readonly kernel: Kernel;
  readonly parties: number;
  /** 32 bytes; equal seeds give equal tuples. Zeros by default. */
  readonly seed?: Uint8Array;
}

/** The preprocessing of all parties. */
export interface IdealParties {
  /** alpha_i of each party. */
  readonly macKeys: readonly Vector[];
  /**
   * One source per party: exactly what the specification says, or without one whatever is asked for. On demand, take k of a
   * kind and its parameters matches take k at the other parties and must have their length.
   */
  sources(spec?: BatchSpec): TupleSource[];
  /**
   * Makes matvec tuples of a matrix possible.
   * @param R rows * columns plaintext entries, row by row
   */
  registerMatrix(id: string, R: readonly bigint[] | Vector, rows: number, columns: number): void;
  /** Wipes all tuples and keys. */
  release(): void;
}

/** @throws UsageError INVALID_ARGUMENT for fewer than two parties */
export function idealParties({ kernel, parties, seed = new Uint8Array(32) }: IdealOptions): IdealParties {
  if (!Number.isInteger(parties) || parties < 2) {
    throw new UsageError('INVALID_ARGUMENT', `expected two parties or more, got ${parties}`);
  }
  const arena = kernel.newArena();
  const dealer = new IdealDealer(arena, seed, parties);
  return {
    macKeys: dealer.macKeys,
    sources: (spec) => (spec === undefined ? onDemand(dealer) : dealer.deal(spec)),
    registerMatrix(id, R, rows, columns) {
      const entries = R instanceof Vector ? R : Vector.fromBigInts(arena, R);
      if (entries.length !== rows * columns) {
        throw new UsageError('LENGTH_MISMATCH', `expected ${rows * columns} entries, got ${entries.length}`);
      }
      dealer.matrices.set(id, { entries, rows, columns });
    },
    release: () => arena.release(),
  };
}

function onDemand(dealer: IdealDealer): TupleSource[] {
  const ledger = new Ledger(dealer);
  return Array.from({ length: dealer.parties }, (_, party) => new OnDemandSource(ledger, party));
}

/** What was made so far: take k of each kind, made when the first party comes for it. */
class Ledger {
  readonly #made = new Map<string, { readonly demand: Demand; readonly sources: readonly BatchSource[] }>();

  constructor(readonly dealer: IdealDealer) {}

  /** @throws UsageError WRONG_STATE when the parties do not take alike */
  find(demand: Demand, ordinal: number, party: number): BatchSource {
    const name = `${lineKey(demand)}#${ordinal}`;
    let entry = this.#made.get(name);
    if (entry === undefined) {
      entry = { demand, sources: this.dealer.deal([demand]) };
      this.#made.set(name, entry);
    }
    if (itemsOf(entry.demand) !== itemsOf(demand)) {
      throw new UsageError(
        'WRONG_STATE',
        `parties take differently: party ${party} wants ${itemsOf(demand)} of ${name}, another ${itemsOf(entry.demand)}`,
      );
    }
    const source = entry.sources[party];
    if (source === undefined) throw new RangeError(`no party ${party}`);
    return source;
  }
}

class OnDemandSource implements TupleSource {
  readonly #taken = new Map<string, number>();

  constructor(
    private readonly ledger: Ledger,
    private readonly party: number,
  ) {}

  takeRandoms(n: number): Shares {
    return this.#next({ kind: 'random', n }).takeRandoms(n);
  }

  takeInputMasks(n: number): InputMasks {
    return this.#next({ kind: 'inputMask', n }).takeInputMasks(n);
  }

  takeTriples(n: number): Triples {
    return this.#next({ kind: 'triple', n }).takeTriples(n);
  }

  takeFactorTriples(fanOut: number, n: number): FactorTriples {
    return this.#next({ kind: 'factorTriple', fanOut, n }).takeFactorTriples(fanOut, n);
  }

  takeSquares(n: number): Squares {
    return this.#next({ kind: 'square', n }).takeSquares(n);
  }

  takeBits(n: number): Shares {
    return this.#next({ kind: 'bit', n }).takeBits(n);
  }

  takeComparisonMasks(k: number, w: number, n: number): ComparisonMasks {
    return this.#next({ kind: 'comparisonMask', k, w, n }).takeComparisonMasks(k, w, n);
  }

  takeTruncations(shift: number, n: number): Truncations {
    return this.#next({ kind: 'truncation', shift, n }).takeTruncations(shift, n);
  }

  takeMatvec(matrix: string, orientation: Orientation): MatvecTuple {
    const R = this.ledger.dealer.matrices.get(matrix);
    if (R === undefined) throw new UsageError('TUPLES_EXHAUSTED', `no matrix ${matrix} is registered`);
    const { rows, columns } = R;
    const demand: Demand = { kind: 'matvec', matrix, orientation, rows, columns, operand: { from: 'random' } };
    return this.#next(demand).takeMatvec(matrix, orientation);
  }

  takeZeroTestTriple(): ZeroTestTriple {
    return this.#next({ kind: 'zeroTest', n: 1 }).takeZeroTestTriple();
  }

  #next(demand: Demand): BatchSource {
    const key = lineKey(demand);
    const ordinal = this.#taken.get(key) ?? 0;
    const source = this.ledger.find(demand, ordinal, this.party);
    this.#taken.set(key, ordinal + 1);
    return source;
  }
}
