// The prover's polynomial for "x is in S": prod over v in S of (T + (v - x) X) = sum_m e_m(x) T^(d-m) X^m, where e_m(x) is the m-th elementary
// symmetric polynomial of all v - x. It depends on x only, and x is one of d values: a table of d x d field elements.
// e_d(x) = prod (v - x) = 0, which is what is being proven.

import type { Kernel, Span } from '../../kernel/index.js';
import { mod } from '../../math/field.js';

/**
 * For m = 0 .. d - 1 the values of e_m at each member. Words are copied as the doubles with the same bits, in one load and one store:
 * below 2^61 none of them is a NaN, whose bits JavaScript might change.
 */
export class SymmetricTable {
  private readonly words: Float64Array[] = [];
  private readonly found: Float64Array<ArrayBuffer>;

  /** @param longest the most elements looked up at a time */
  constructor(values: readonly number[], longest: number) {
    const columns = values.map((x) => elementary(values.map((v) => BigInt(v) - BigInt(x))));
    for (let m = 0; m < values.length; m++) {
      const words = BigUint64Array.from(columns, (column) => mod(column[m] ?? 0n));
      this.words.push(new Float64Array(words.buffer));
    }
    this.found = new Float64Array(longest);
  }

  /** z_i = e_m at member index[i]. The index is secret, but this is the machine of the client whose secret it is. */
  lookupInto(kernel: Kernel, m: number, index: Uint8Array, z: Span): void {
    const words = this.words[m] as Float64Array;
    const found = this.found;
    for (let i = 0; i < index.length; i++) found[i] = words[index[i] as number] as number;
    kernel.load(new Uint8Array(found.buffer, 0, 8 * index.length), z);
  }

  /** Forgets the last look-up. */
  wipe(): void {
    this.found.fill(0);
  }
}

/** e_0 .. e_d of d numbers: the coefficients of prod (1 + y X). */
export function elementary(ys: readonly bigint[]): bigint[] {
  let coefficients = [1n];
  for (const y of ys) {
    coefficients = [...coefficients, 0n].map((c, m) => c + y * (coefficients[m - 1] ?? 0n));
  }
  return coefficients;
}
