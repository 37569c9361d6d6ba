// Masks of which a test chooses the number inside, so that rare cases come to pass: numbers of 61 bits that are p or more, and
// values at which an opened sum just wraps, or just does not.

import type { Engine } from '../../src/online/engine.js';
import { FIELD_BITS, FULL_FIELD } from '../../src/params.js';
import type { BatchSource } from '../../src/preprocessing/batch.js';
import { digitWidths, tableEntries } from '../../src/preprocessing/kinds.js';
import type { ComparisonMasks, Truncations, TupleSource } from '../../src/preprocessing/source.js';
import type { Shares } from '../../src/sharing/shares.js';
import { type Deployment, share } from './engines.js';

/** Gives each engine a source that hands out the numbers, in order; all other tuples come from `rest`. */
export function supplyChosen(
  deployment: Deployment,
  engines: readonly Engine[],
  numbers: readonly bigint[],
  rest: readonly BatchSource[],
): void {
  let seeds = 1 << 10;
  const shared = (values: readonly bigint[]) => share(deployment, engines, values, seeds++ & 0xff);
  const above = new Map<number, Shares[]>();
  const partsAbove = (bits: number) => {
    const made = above.get(bits) ?? shared(numbers.map((number) => number >> BigInt(bits)));
    above.set(bits, made);
    return made;
  };
  const masks = new Map<number, ComparisonMasks[]>();
  const masksOf = (w: number) => {
    const made = masks.get(w) ?? fullFieldMasks(w, numbers, shared, engines.length);
    masks.set(w, made);
    return made;
  };
  engines.forEach((engine, i) => {
    const source = rest[i] as TupleSource;
    const chosen: TupleSource = {
      takeRandoms: (n) => source.takeRandoms(n),
      takeInputMasks: (n) => source.takeInputMasks(n),
      takeTriples: (n) => source.takeTriples(n),
      takeFactorTriples: (fanOut, n) => source.takeFactorTriples(fanOut, n),
      takeSquares: (n) => source.takeSquares(n),
      takeBits: (n) => source.takeBits(n),
      takeMatvec: (matrix, orientation) => source.takeMatvec(matrix, orientation),
      takeZeroTestTriple: () => source.takeZeroTestTriple(),
      takeComparisonMasks(k, w, n) {
        if (k !== FULL_FIELD || n !== numbers.length) return source.takeComparisonMasks(k, w, n);
        return masksOf(w)[i] as ComparisonMasks;
      },
      takeTruncations(shift, n): Truncations {
        if (n !== numbers.length) throw new RangeError(`${numbers.length} numbers were chosen`);
        const part = (bits: number) => partsAbove(bits)[i] as Shares;
        return { shift, r: part(0), high: part(shift), top: part(FIELD_BITS - 1) };
      },
    };
    engine.supply(chosen);
  });
}

function fullFieldMasks(
  w: number,
  numbers: readonly bigint[],
  shared: (values: readonly bigint[]) => Shares[],
  parties: number,
): ComparisonMasks[] {
  const low = shared(numbers);
  const tables = digitWidths(FULL_FIELD, w).map((width, d) => {
    const entries = tableEntries(width);
    const rows = numbers.flatMap((number) => {
      const digit = Number((number >> BigInt(d * w)) & BigInt(entries));
      return Array.from({ length: entries }, (_, v) => (digit > v ? 1n : 0n));
    });
    return { width, shares: shared(rows) };
  });
  return Array.from({ length: parties }, (_, i) => {
    const digits = tables.map(({ width, shares }) => ({ width, table: shares[i] as Shares }));
    return { k: FULL_FIELD, w, r: low[i] as Shares, low: low[i] as Shares, digits };
  });
}
