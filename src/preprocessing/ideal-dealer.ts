// Makes one batch for all parties by drawing everything in the clear and sharing it: slow, and easy to check by eye.

import { UsageError } from '../errors.js';
import type { Arena } from '../kernel/index.js';
import { Vector } from '../math/vector.js';
import { FIELD_BITS } from '../params.js';
import { Shares } from '../sharing/shares.js';
import { BatchSource } from './batch.js';
import {
  type BatchSpec,
  type Demand,
  type DemandOf,
  digitWidths,
  highBits,
  matvecLengths,
  tableEntries,
} from './kinds.js';
import { type BatchMaterial, emptyMaterial, operandOfMasks } from './material.js';
import type { ComparisonMasks, InputMasks, Truncations } from './source.js';
import { requireSpec } from './spec.js';

export interface PlainMatrix {
  readonly entries: Vector;
  readonly rows: number;
  readonly columns: number;
}

export class IdealDealer {
  readonly matrices = new Map<string, PlainMatrix>();
  readonly macKeys: readonly Vector[];
  readonly #macKey: Vector;
  #draws = 0;

  constructor(
    private readonly arena: Arena,
    private readonly seed: Uint8Array,
    readonly parties: number,
    macKeys?: readonly Vector[],
  ) {
    this.macKeys = macKeys ?? this.#perParty(() => this.#uniform(1));
    this.#macKey = this.macKeys.reduce((sum, key) => sum.add(key));
  }

  /** @throws UsageError INVALID_ARGUMENT, LIMIT_EXCEEDED, UNKNOWN_DATASET */
  deal(spec: BatchSpec): BatchSource[] {
    return this.materials(spec).map((material) => new BatchSource(material));
  }

  /** A batch as vectors, by party. @throws as deal */
  materials(spec: BatchSpec): BatchMaterial[] {
    requireSpec(spec, this.parties);
    const materials = this.#perParty(() => emptyMaterial());
    const masks = spec.filter((demand) => demand.kind === 'inputMask').map((demand) => this.#inputMasks(demand.n));
    for (const demand of spec) this.#dealLine(demand, materials, masks[0]);
    return materials;
  }

  #dealLine(demand: Demand, materials: readonly BatchMaterial[], masks: DealtMasks | undefined): void {
    const give = (put: (material: BatchMaterial, party: number) => void) => materials.forEach(put);
    switch (demand.kind) {
      case 'random': {
        const x = this.#share(this.#uniform(demand.n));
        give((material, i) => {
          material.randoms = at(x, i);
        });
        break;
      }
      case 'bit': {
        const x = this.#share(this.#bits(demand.n, 1));
        give((material, i) => {
          material.bits = at(x, i);
        });
        break;
      }
      case 'square': {
        const a = this.#uniform(demand.n);
        const [as, squares] = [this.#share(a), this.#share(a.mul(a))];
        give((material, i) => {
          material.squares = { a: at(as, i), aa: at(squares, i) };
        });
        break;
      }
      case 'triple': {
        const [a, b] = [this.#uniform(demand.n), this.#uniform(demand.n)];
        const [as, bs, cs] = [this.#share(a), this.#share(b), this.#share(a.mul(b))];
        give((material, i) => {
          material.triples = { a: at(as, i), b: at(bs, i), c: at(cs, i) };
        });
        break;
      }
      case 'zeroTest': {
        const [a, b] = [this.#uniform(demand.n), this.#uniform(demand.n)];
        const [as, bs, cs] = [this.#split(a), this.#split(b), this.#split(a.mul(b))];
        give((material, i) => {
          material.zeroTests = { a: at(as, i), b: at(bs, i), c: at(cs, i) };
        });
        break;
      }
      case 'factorTriple': {
        const a = this.#uniform(demand.n);
        const factors = Array.from({ length: demand.fanOut }, () => this.#uniform(demand.n));
        const as = this.#share(a);
        const bs = factors.map((b) => this.#share(b));
        const cs = factors.map((b) => this.#share(a.mul(b)));
        give((material, i) => {
          const own = (x: readonly Shares[]) => at(x, i);
          material.factorTriples.push({ a: own(as), b: bs.map(own), c: cs.map(own) });
        });
        break;
      }
      case 'comparisonMask': {
        const all = this.#comparisonMasks(demand);
        give((material, i) => material.comparisonMasks.push(at(all, i)));
        break;
      }
      case 'truncation': {
        const all = this.#truncations(demand);
        give((material, i) => material.truncations.push(at(all, i)));
        break;
      }
      case 'inputMask':
        give((material, i) => {
          if (masks !== undefined) material.inputMasks = at(masks.parts, i);
        });
        break;
      case 'matvec': {
        const { b, c } = this.#matvec(demand, masks);
        const { matrix, orientation } = demand;
        give((material, i) => material.matvecs.push({ matrix, orientation, b: at(b, i), c: at(c, i) }));
        break;
      }
    }
  }

  /** T_i = key_i + alpha_i r in n - 1 parts, one at each other party. */
  #inputMasks(n: number): DealtMasks {
    const r = this.#uniform(n);
    const values = this.#split(r);
    const keys = this.#perParty(() => this.#uniform(n));
    const tags: (Vector | null)[][] = this.#perParty(() => this.#perParty(() => null));
    this.macKeys.forEach((macKey, i) => {
      const others = this.#perParty((j) => j).filter((j) => j !== i);
      const parts = this.#split(at(keys, i).add(r.scale(macKey.span)), others.length);
      others.forEach((j, k) => {
        at(tags, j)[i] = at(parts, k);
      });
    });
    const parts = this.#perParty((i) => ({ value: at(values, i), key: at(keys, i), tags: at(tags, i) }));
    return { r, parts };
  }

  #comparisonMasks({ k, w, n }: DemandOf<'comparisonMask'>): ComparisonMasks[] {
    const numbers = this.#numbers(n, k - 1);
    const low = Vector.fromBigInts(this.arena, numbers);
    const tables = digitWidths(k, w).map((width, d) => {
      const entries = tableEntries(width);
      const rows = numbers.flatMap((number) => {
        const digit = Number((number >> BigInt(d * w)) & BigInt(entries));
        return Array.from({ length: entries }, (_, v) => (digit > v ? 1 : 0));
      });
      return { width, shares: this.#share(Vector.fromInts(this.arena, rows)) };
    });
    const width = highBits(k);
    const lows = this.#share(low);
    const rs = width === 0 ? lows : this.#share(low.add(this.#bits(n, width).scale(1n << BigInt(k - 1))));
    return this.#perParty((i) => {
      const digits = tables.map(({ width, shares }) => ({ width, table: at(shares, i) }));
      return { k, w, r: at(rs, i), low: at(lows, i), digits };
    });
  }

  #truncations({ shift, n }: DemandOf<'truncation'>): Truncations[] {
    const numbers = this.#numbers(n, FIELD_BITS);
    const above = (bits: number) =>
      Vector.fromBigInts(
        this.arena,
        numbers.map((number) => number >> BigInt(bits)),
      );
    const [rs, highs, tops] = [this.#share(above(0)), this.#share(above(shift)), this.#share(above(FIELD_BITS - 1))];
    return this.#perParty((i) => ({ shift, r: at(rs, i), high: at(highs, i), top: at(tops, i) }));
  }

  #matvec(demand: DemandOf<'matvec'>, masks: DealtMasks | undefined): { b: Shares[]; c: Shares[] } {
    const { matrix, orientation, operand } = demand;
    const R = this.matrices.get(matrix);
    if (R === undefined) throw new UsageError('UNKNOWN_DATASET', `no matrix ${matrix} is registered`);
    const lengths = matvecLengths(demand);
    const offset = operand.from === 'inputMasks' ? operand.offset : 0;
    const b =
      operand.from === 'inputMasks' ? masks?.r.slice(offset, offset + lengths.operand) : this.#uniform(lengths.operand);
    if (b === undefined) throw new UsageError('INVALID_ARGUMENT', 'the operand points to input masks the batch lacks');
    const c = Vector.zeros(this.arena, lengths.result);
    const { kernel } = this.arena;
    if (orientation === 'rows') kernel.matVecInto(R.entries.span, R.rows, R.columns, b.span, c.span);
    else kernel.matTVecInto(R.entries.span, R.rows, R.columns, b.span, c.span);
    const ofMasks = () => (masks?.parts ?? []).map((part) => operandOfMasks(part, offset, lengths.operand));
    return { b: operand.from === 'inputMasks' ? ofMasks() : this.#share(b), c: this.#share(c) };
  }

  /** Authenticated shares of x, one per party. */
  #share(x: Vector): Shares[] {
    const values = this.#split(x);
    const macs = this.#split(x.scale(this.#macKey.span));
    return this.#perParty((i) => new Shares(at(values, i), at(macs, i)));
  }

  /** Random vectors with sum x. */
  #split(x: Vector, parts: number = this.parties): Vector[] {
    const others = Array.from({ length: parts - 1 }, () => this.#uniform(x.length));
    return [...others, others.reduce((rest, part) => rest.sub(part), x)];
  }

  #uniform(n: number): Vector {
    return Vector.expand(this.arena, this.seed, this.#draws++, n);
  }

  /** n numbers of `width` bits (2^-40 from uniform). */
  #bits(n: number, width: number): Vector {
    const bits = this.#uniform(n);
    this.arena.kernel.bitsInto(bits.span, 0, width, bits.span);
    return bits;
  }

  /** n uniform numbers of `width` bits, up to 64; with 61 bits one in 2^40 is p or more. */
  #numbers(n: number, width: number): bigint[] {
    const bytes = this.arena.kernel.expandBytes(this.seed, this.#draws++, 8 * n);
    return Array.from(new BigUint64Array(bytes.buffer, bytes.byteOffset, n), (word) => BigInt.asUintN(width, word));
  }

  #perParty<T>(make: (party: number) => T): T[] {
    return Array.from({ length: this.parties }, (_, i) => make(i));
  }
}

interface DealtMasks {
  readonly r: Vector;
  readonly parts: readonly InputMasks[];
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new RangeError(`no item ${index}`);
  return item;
}
