// Cumulative one-hot tables G[v] = [digit > v] of digits whose bits are shared. Every table entry is a sum of products
// of distinct bits: the products of all subsets of two bits or more are made by halves, 2^w - w - 1 multiplications in
// log2 w rounds, and the rest is local: [digit = t] = sum over sets S of bits that contain t's of (-1)^|S - t| prod S.

import { Vector } from '../../math/vector.js';
import { parallel } from '../../protocol/parallel.js';
import type { Protocol } from '../../protocol/step.js';
import { Shares } from '../../sharing/shares.js';
import { multiplyShared, type TripleSupply } from './beaver.js';
import type { LowGearSession } from './session.js';

/** How the products of w bits are made: those of the lower and of the upper half, and every one with every one. */
function halves(width: number): { readonly low: number; readonly high: number } {
  return { low: width >> 1, high: width - (width >> 1) };
}

/** Factor triples per table, by fan-out. */
export function tableDemand(width: number): Map<number, number> {
  const demand = new Map<number, number>();
  if (width < 2) return demand;
  const { low, high } = halves(width);
  const add = (fanOut: number, n: number) => demand.set(fanOut, (demand.get(fanOut) ?? 0) + n);
  for (const half of [low, high]) for (const [fanOut, n] of tableDemand(half)) add(fanOut, n);
  add(2 ** high - 1, 2 ** low - 1);
  return demand;
}

/**
 * @param bits of n digits: vectors of n bits each, lowest first
 * @returns n tables one after the other, unchecked until the next checkOpenings
 * @cost rounds ceil(log2 w), factorTriples n times what tableDemand says
 */
export function* digitTable(p: LowGearSession, supply: TripleSupply, bits: readonly Shares[]): Protocol<Shares> {
  const products = yield* subsetProducts(p, supply, bits);
  const values = products.map(({ value }) => value);
  const macs = products.map(({ mac }) => mac);
  return new Shares(cumulative(p, values), cumulative(p, macs));
}

/** Products of all non-empty subsets, that of subset S at place S - 1 (bit i of S: bit i is in it). */
function* subsetProducts(p: LowGearSession, supply: TripleSupply, bits: readonly Shares[]): Protocol<Shares[]> {
  const [first] = bits;
  if (first === undefined || bits.length === 1) return [...bits];
  const middle = halves(bits.length).low;
  const [low, high] = yield* parallel([
    subsetProducts(p, supply, bits.slice(0, middle)),
    subsetProducts(p, supply, bits.slice(middle)),
  ]);
  const repeated = (y: Shares) => joined(low.map(() => y));
  const crossed = yield* multiplyShared(p, supply, joined(low), high.map(repeated));
  const n = first.length;
  // Subset S of both halves is h 2^middle + l; low[l - 1] is subset l.
  const all = [...low];
  high.forEach((y, h) => {
    all.push(y, ...low.map((_, l) => crossed[h]!.slice(l * n, (l + 1) * n)));
  });
  return all;
}

/** From products of subsets to tables; linear, so the same for values and MACs. */
function cumulative(p: LowGearSession, products: readonly Vector[]): Vector {
  const { kernel, arena } = p;
  const entries = products.length;
  const n = products[0]?.length ?? 0;
  const tables = Vector.zeros(arena, n * entries);
  arena.scope(() => {
    const terms = products.map((product) => Vector.zeros(arena, n).add(product).span);
    // terms[S - 1] becomes [digit = S]: take out, bit by bit, the sets that have one more.
    for (let bit = 1; bit <= entries; bit <<= 1) {
      for (let set = 1; set <= entries; set++) {
        if ((set & bit) === 0) kernel.subInto(terms[set - 1]!, terms[(set | bit) - 1]!, terms[set - 1]!);
      }
    }
    for (let t = entries - 1; t > 0; t--) kernel.addInto(terms[t - 1]!, terms[t]!, terms[t - 1]!);
    const to = wordsOf(kernel.view(tables.span));
    terms.forEach((term, v) => {
      const from = wordsOf(kernel.view(term));
      for (let i = 0, at = 2 * v; i < 2 * n; i += 2, at += 2 * entries) {
        to[at] = from[i]!;
        to[at + 1] = from[i + 1]!;
      }
    });
  });
  return tables;
}

/** Halves of the words in a view: reading whole ones would make a BigInt of each. */
function wordsOf(view: Uint8Array): Uint32Array {
  return new Uint32Array(view.buffer, view.byteOffset, view.length / 4);
}

function joined(parts: readonly Shares[]): Shares {
  const [first, ...others] = parts;
  return first!.concat(...others);
}
