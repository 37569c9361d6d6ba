// The prover's polynomial for "x is in S": prod over v in S of (T + (v - x) X) = sum_m e_m(x) T^(d-m) X^m, where e_m(x) is the m-th elementary
// symmetric polynomial of all v - x. It depends on x only, and x is one of d values: a table of d x d field elements.
// e_d(x) = prod (v - x) = 0, which is what is being proven.

import type { Kernel, Span } from '../../kernel/index.js';
import { mod } from '../../math/field.js';

/** For m = 0 .. d - 1 the values of e_m at each member, as the low and high halves of its word. */
export class SymmetricTable {
  private readonly low: Uint32Array[] = [];
  private readonly high: Uint32Array[] = [];
  private readonly halves: Uint32Array<ArrayBuffer>;

  /** @param longest the most elements looked up at a time */
  constructor(values: readonly number[], longest: number) {
    const columns = values.map((x) => elementary(values.map((v) => BigInt(v) - BigInt(x))));
    for (let m = 0; m < values.length; m++) {
      const words = columns.map((column) => mod(column[m] ?? 0n));
      this.low.push(Uint32Array.from(words, (word) => Number(word & 0xffffffffn)));
      this.high.push(Uint32Array.from(words, (word) => Number(word >> 32n)));
    }
    this.halves = new Uint32Array(2 * longest);
  }

  /** z_i = e_m at member index[i]. The index is secret, but this is the machine of the client whose secret it is. */
  lookupInto(kernel: Kernel, m: number, index: Uint8Array, z: Span): void {
    const low = this.low[m] as Uint32Array;
    const high = this.high[m] as Uint32Array;
    const halves = this.halves;
    for (let i = 0; i < index.length; i++) {
      const member = index[i] as number;
      halves[2 * i] = low[member] as number;
      halves[2 * i + 1] = high[member] as number;
    }
    kernel.load(new Uint8Array(halves.buffer, 0, 8 * index.length), z);
  }

  /** Forgets the last look-up. */
  wipe(): void {
    this.halves.fill(0);
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
