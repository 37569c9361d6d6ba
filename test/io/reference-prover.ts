// The prover by the book, in BigInt polynomials: each identity is expanded with K = T - x X, whatever x is. It is the oracle of the
// real prover, and the best liar: for inputs that break the statement it sends the true lower coefficients and leaves out the top
// one that ought to vanish.

import { degree, degreeOf, placesOf } from '../../src/io/layout.js';
import type { Constraint, Statement } from '../../src/io/statement.js';
import { mod } from '../../src/math/field.js';
import { Vector } from '../../src/math/vector.js';
import { chunksOf } from '../../src/sharing/range-proof/combination.js';
import { kernel } from './support.js';

export type Polynomial = readonly bigint[];

const add = (a: Polynomial, b: Polynomial): Polynomial =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, k) => mod((a[k] ?? 0n) + (b[k] ?? 0n)));
const scale = (k: bigint, a: Polynomial): Polynomial => a.map((c) => mod(k * c));
const multiply = (a: Polynomial, b: Polynomial): Polynomial => {
  const product = Array.from({ length: a.length + b.length - 1 }, () => 0n);
  a.forEach((x, i) => {
    b.forEach((y, j) => {
      product[i + j] = mod((product[i + j] ?? 0n) + x * y);
    });
  });
  return product;
};
const lift = (a: Polynomial, by: number): Polynomial => [...Array.from({ length: by }, () => 0n), ...a];

/** Items of a constraint (elements or rows) and how many elements count for a chunk's size: part of the proof's format. */
function itemsOf(c: Constraint, statement: Statement, rows: number): { n: number; size: number } {
  const { length, block } = placesOf(statement, rows).get(c.block)!;
  if (c.kind === 'member') return { n: length, size: 1 };
  if (c.kind === 'digits') return { n: length, size: c.count };
  return { n: rows, size: block.width + (c.kind === 'normBound' ? c.count : 0) };
}

/** f_c of one item as a polynomial in X. @param K the key polynomial T - x X of element i of a block */
function identity(c: Constraint, item: number, width: number, K: (block: string, i: number) => Polynomial): Polynomial {
  if (c.kind === 'member') {
    return c.values.map((v) => add(K(c.block, item), [0n, BigInt(v)])).reduce(multiply);
  }
  const weighted = (block: string, count: number, base: number, from: number) =>
    Array.from({ length: count }, (_, k) => scale(BigInt(base) ** BigInt(k), K(block, from + k))).reduce(add);
  if (c.kind === 'digits') {
    return add(K(c.block, item), scale(-1n, weighted(c.digits, c.count, c.base, item * c.count)));
  }
  const entries = Array.from({ length: width }, (_, j) => K(c.block, item * width + j));
  if (c.kind === 'rowSum') return add(entries.reduce(add), [0n, BigInt(c.equals)]);
  const squares = entries.map((k) => multiply(k, k)).reduce(add);
  const slack = lift(weighted(c.slack, c.count, c.base, item * c.count), 1);
  return add(add([0n, 0n, BigInt(c.bound)], scale(-1n, squares)), slack);
}

/**
 * @param x, tags all inputs, in input order      @returns coefficients 0 .. D, the last 0 for a true statement
 */
export function referencePolynomial(
  statement: Statement,
  rows: number,
  x: readonly bigint[],
  tags: readonly bigint[],
  seed: Uint8Array,
): Polynomial {
  const arena = kernel.newArena();
  const places = placesOf(statement, rows);
  const K = (block: string, i: number): Polynomial => {
    const at = places.get(block)!.offset + i;
    return [tags[at]!, mod(-x[at]!)];
  };
  const D = degree(statement);
  let sum: Polynomial = Array.from({ length: D + 1 }, () => 0n);
  statement.constraints.forEach((c, number) => {
    const { n, size } = itemsOf(c, statement, rows);
    for (const { from, to, stream } of chunksOf(number, n, size)) {
      const chi = Vector.expand(arena, seed, stream, to - from).toBigInts();
      for (let item = from; item < to; item++) {
        const f = identity(c, item, places.get(c.block)!.block.width, K);
        sum = add(sum, scale(chi[item - from]!, lift(f, D - degreeOf(c))));
      }
    }
  });
  arena.release();
  return sum;
}

/** Coefficients 0 .. D-1 with the verifier's masks, as an honest prover would mask them. */
export function maskPolynomial(f: Polynomial, values: readonly bigint[], tags: readonly bigint[]): bigint[] {
  return f.slice(0, -1).map((c, k) => mod(c + (tags[k] ?? 0n) - (k > 0 ? values[k - 1]! : 0n)));
}
