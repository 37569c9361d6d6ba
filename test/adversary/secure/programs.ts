// Small programs that together use every primitive operation: what the harness of this folder breaks.

import { Graph } from '../../../src/secure/graph/graph.js';
import { BIT, type Range } from '../../../src/secure/graph/range.js';
import { ResidentBlock } from '../../../src/secure/types/block.js';
import { SecureInt } from '../../../src/secure/types/int.js';

/** A program with its inputs and what it must say. */
export interface Subject {
  readonly name: string;
  /** Blocks of the asking client, in the order in which it masks them. */
  readonly query: Readonly<Record<string, readonly bigint[]>>;
  readonly blocks: Readonly<Record<string, { readonly rows: number; readonly values: readonly bigint[] }>>;
  readonly kept: Readonly<Record<string, readonly bigint[]>>;
  readonly graph: Graph;
  readonly outputs: Readonly<Record<string, SecureInt>>;
  /** Checks of a run: before the output, after it, and before what is opened under statistical masks after something else. */
  readonly checks: number;
  /** What all outputs together may be. */
  readonly right: (found: readonly bigint[]) => boolean;
}

const PROVEN: Range = { min: -50n, max: 50n, proven: true };
const ANY: Range = { ...PROVEN, proven: false };
const WIDE: Range = { min: 0n, max: (1n << 20n) - 1n, proven: true };

/** What a body is written with. */
class Desk {
  readonly graph = new Graph();

  query(block: string, length: number, range = PROVEN): SecureInt {
    return new SecureInt(this.graph, this.graph.add(block, { kind: 'query', block }, [], length, range));
  }

  kept(name: string, length: number, range = PROVEN): SecureInt {
    return new SecureInt(this.graph, this.graph.add(name, { kind: 'kept', name }, [], length, range));
  }

  block(name: string, rows: number, width: number): ResidentBlock {
    return new ResidentBlock(this.graph, name, rows, width, PROVEN);
  }
}

type Inputs = Partial<Pick<Subject, 'query' | 'blocks' | 'kept'>>;

function subject(
  name: string,
  inputs: Inputs,
  build: (desk: Desk) => Readonly<Record<string, SecureInt>>,
  right: readonly bigint[] | Subject['right'],
  checks = 2,
): Subject {
  const desk = new Desk();
  const outputs = build(desk);
  const exactly = (found: readonly bigint[]) =>
    typeof right !== 'function' && found.length === right.length && found.every((value, i) => value === right[i]);
  const accepts = typeof right === 'function' ? right : exactly;
  return { name, query: {}, blocks: {}, kept: {}, ...inputs, graph: desk.graph, outputs, checks, right: accepts };
}

/** The pairs (1, 10), (2, 20), (3, 30), in any order but together. */
function shuffledPairs(found: readonly bigint[]): boolean {
  const keys = found.slice(0, 3);
  return [1n, 2n, 3n].every((key) => keys.includes(key)) && keys.every((key, i) => found[3 + i] === 10n * key);
}

const v = { rows: 2, values: [1n, 2n, 3n, 4n] };

/** Fresh graphs every time. */
export const SUBJECTS: readonly (() => Subject)[] = [
  () =>
    subject(
      'products, alone and with a shared factor',
      { query: { x: [3n, -4n], y: [5n, 6n], z: [7n, 8n] } },
      (desk) => {
        const [x, y, z] = [desk.query('x', 2), desk.query('y', 2), desk.query('z', 2)];
        return { shared: x.mul(y).concat(x.mul(z)), alone: x.mul(y).mul(y.add(1)) };
      },
      [15n, -24n, 21n, -32n, 90n, -168n],
    ),
  () =>
    subject(
      'squares and inner products',
      { query: { x: [3n, -4n], y: [5n, 6n] } },
      (desk) => {
        const [x, y] = [desk.query('x', 2), desk.query('y', 2)];
        return { square: x.square(), inner: x.dot(y.square()) };
      },
      [9n, 16n, -69n],
    ),
  () =>
    subject(
      'a product that is truncated',
      { query: { x: [12n, -20n] } },
      (desk) => ({ y: desk.query('x', 2).square().truncate(4) }),
      [9n, 25n],
    ),
  () =>
    subject(
      'products with the dataset, by the own block and by a secret',
      { query: { x: [3n, -4n] }, blocks: { v } },
      (desk) => {
        const [x, block] = [desk.query('x', 2), desk.block('v', 2, 2)];
        const own = block.times(x.within(-50, 50, 'follows'));
        return { own, again: block.transposedTimes(own) };
      },
      [-5n, -7n, -26n, -38n],
    ),
  () =>
    subject(
      'narrow comparisons after a product',
      { query: { x: [3n, -4n], y: [5n, 6n] } },
      (desk) => {
        const product = desk.query('x', 2).mul(desk.query('y', 2));
        return { sign: product.ge(0), zero: product.eq(15) };
      },
      [1n, 0n, 1n, 0n],
      3,
    ),
  () =>
    subject(
      'wide comparisons after a product',
      { query: { x: [-4n], y: [5n] } },
      (desk) => {
        const product = desk.query('x', 1, ANY).mul(desk.query('y', 1));
        return { sign: product.ge(0), zero: product.eq(-20) };
      },
      [0n, 1n],
    ),
  () =>
    subject(
      'bits, under a statistical mask and under one of the whole field',
      { query: { x: [11n], y: [699_050n], one: [1n] } },
      (desk) => {
        const x = desk.query('x', 1, { min: 0n, max: 15n, proven: true }).mul(desk.query('one', 1, BIT));
        const [narrow, wide] = [x.bits(), desk.query('y', 1, WIDE).bits()];
        return { narrow: joined(narrow), wide: joined(wide.slice(16)) };
      },
      [1n, 1n, 0n, 1n, 0n, 1n, 0n, 1n],
      3,
    ),
  () =>
    subject(
      'two columns shuffled alike',
      { query: { x: [1n, 2n, 3n] } },
      (desk) => {
        const x = desk.query('x', 3);
        return { pairs: x.concat(x.mul(10).within(-50, 50, 'declared')).shuffled(2) };
      },
      shuffledPairs,
    ),
  () =>
    subject(
      'kept values, multiplied and compared',
      { query: { x: [3n, -4n] }, kept: { k: [6n, 7n] } },
      (desk) => {
        const [x, k] = [desk.query('x', 2), desk.kept('k', 2)];
        return { product: x.mul(k), large: k.ge(7) };
      },
      [18n, -28n, 0n, 1n],
      3,
    ),
  () =>
    subject(
      'columns of the dataset, read',
      { query: { x: [2n] }, blocks: { v } },
      (desk) => {
        const column = desk.block('v', 2, 2).column(1);
        return { sum: column.sum(), larger: column.gt(desk.query('x', 1)) };
      },
      [6n, 0n, 1n],
    ),
];

function joined([first, ...others]: readonly SecureInt[]): SecureInt {
  return (first as SecureInt).concat(...others);
}
