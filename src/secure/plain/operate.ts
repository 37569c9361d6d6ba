// One operation of the graph on plain values.

import { UsageError } from '../../errors.js';
import type { Node } from '../graph/graph.js';
import type { Constants, Op } from '../graph/op.js';
import { type Range, RESIDUES } from '../graph/range.js';
import type { Arithmetic, Rounding, Values } from './arithmetic.js';
import { bigs } from './bigs.js';
import type { PlainInputs } from './evaluate.js';
import { numbers } from './numbers.js';
import { permutation } from './random.js';
import { residues } from './residues.js';

/** What operations may look at beside their arguments. */
export interface Surroundings {
  readonly inputs: PlainInputs;
  readonly rounding: Rounding;
  readonly random: () => number;
  /** Resident blocks as doubles, made when first met. */
  readonly doubles: Map<string, Float64Array>;
}

type OpOf<K extends Op['kind']> = Extract<Op, { readonly kind: K }>;

/** Whether doubles hold the result of a node and all that goes into it, sums on the way included. */
export function fitsNumbers(range: Range): boolean {
  return range.min >= BigInt(Number.MIN_SAFE_INTEGER) && range.max <= BigInt(Number.MAX_SAFE_INTEGER);
}

/** @throws UsageError INVALID_ARGUMENT for a missing input, LENGTH_MISMATCH for one of the wrong size */
export function operate(node: Node, args: readonly Values[], around: Surroundings): Values {
  if (node.range === RESIDUES) return apply(residues, node, args, around);
  if ([node, ...node.args].every(({ range }) => fitsNumbers(range))) return apply(numbers, node, args, around);
  return apply(bigs, node, args, around);
}

function apply<A extends Values>(
  F: Arithmetic<A>,
  { op, name, args: nodes, length }: Node,
  args: readonly Values[],
  around: Surroundings,
): Values {
  const { inputs, rounding, random } = around;
  const arg = (i: number) => F.of(args[i] as Values);
  const block = (block: string) => F.of(blockAs(F, block, around, name));
  switch (op.kind) {
    case 'query':
      return F.of(BigInt64Array.from(required(inputs.query?.[op.block], `query block ${op.block}`, name)));
    case 'column':
      return columns(F, block(op.block), op, length);
    case 'kept':
      return F.of(required(inputs.kept?.[op.name], `kept value ${op.name}`, name));
    case 'constant':
      return publicValues(F, op.values, length);
    case 'add':
      return F.add(arg(0), arg(1));
    case 'sub':
      return F.sub(arg(0), arg(1));
    case 'plus':
      return F.add(arg(0), publicValues(F, op.by, length));
    case 'scale':
      return F.mul(arg(0), publicValues(F, op.by, length));
    case 'askerScale':
      return F.mul(arg(0), F.of(op.of(inputs.own ?? [])));
    case 'gather':
      return gather(F, arg(0), op.indices);
    case 'concat':
      return concat(F, args.map(F.of), length);
    case 'sums':
      return F.sums(arg(0), op.group);
    case 'prefixSums':
      return F.prefixSums(arg(0), op.group);
    case 'publicMatrix':
      return F.times(F.of(op.values), op.rows, op.columns, arg(0));
    case 'within':
      return arg(0);
    case 'multiply':
      return F.mul(arg(0), arg(1));
    case 'square':
      return F.mul(arg(0), arg(0));
    case 'dot':
      return F.sums(F.mul(arg(0), arg(1)), op.group);
    case 'truncate':
      return F.truncate(arg(0), op.shift, rounding);
    case 'matvec': {
      const operand = nodes[0]?.length ?? 0;
      if (op.orientation === 'rows') return F.times(block(op.block), length, operand, arg(0));
      return F.transposedTimes(block(op.block), operand, length, arg(0));
    }
    case 'nonNegative':
      return F.nonNegative(arg(0));
    case 'isZero':
      return F.isZero(arg(0));
    case 'decompose':
      return concat(
        numbers,
        Array.from({ length: op.bits }, (_, b) => F.bit(arg(0), b)),
        length,
      );
    case 'shuffle':
      return shuffle(F, arg(0), op.columns, random);
  }
}

function required<T>(value: T | undefined, what: string, name: string): T {
  if (value === undefined) throw new UsageError('INVALID_ARGUMENT', `${name}: the ${what} is missing`);
  return value;
}

function blockAs<A extends Values>(F: Arithmetic<A>, block: string, around: Surroundings, name: string): Values {
  const entries = required(around.inputs.blocks?.[block], `block ${block}`, name);
  if ((F as unknown) !== numbers) return entries;
  const known = around.doubles.get(block) ?? numbers.of(entries);
  around.doubles.set(block, known);
  return known;
}

function publicValues<A extends Values>(F: Arithmetic<A>, values: Constants, length: number): A {
  return typeof values === 'bigint' ? F.fill(length, values) : F.of(values);
}

function columns<A extends Values>(F: Arithmetic<A>, block: A, { from, to }: OpOf<'column'>, length: number): A {
  const rows = length / (to - from);
  const width = block.length / rows;
  return gather(
    F,
    block,
    Int32Array.from({ length }, (_, i) => {
      const row = Math.floor(i / (to - from));
      return row * width + from + (i - row * (to - from));
    }),
  );
}

function gather<A extends Values>(F: Arithmetic<A>, x: A, indices: Int32Array): A {
  const z = F.zeros(indices.length);
  for (let i = 0; i < z.length; i++) {
    const at = indices[i] as number;
    if (at >= 0) z[i] = x[at] as number & bigint;
  }
  return z;
}

function concat<A extends Values>(F: Arithmetic<A>, parts: readonly A[], length: number): A {
  const z = F.zeros(length);
  let at = 0;
  for (const part of parts) {
    z.set(part as Float64Array & BigInt64Array, at);
    at += part.length;
  }
  return z;
}

function shuffle<A extends Values>(F: Arithmetic<A>, x: A, columns: number, random: () => number): A {
  const n = x.length / columns;
  const places = permutation(n, random);
  const moved = Int32Array.from({ length: x.length }, (_, i) => i - (i % n) + (places[i % n] as number));
  return gather(F, x, moved);
}
