// A graph computed modulo p, as the parties do, on values of which some lie outside their declared ranges: the worst that whoever
// uploads or asks can do. Where the header of a protocol says that its result is wrong for such values, any wrong result is taken.

import { centered, inverse } from '../../../src/math/field.js';
import type { Graph, Node } from '../../../src/secure/graph/graph.js';
import type { Constants } from '../../../src/secure/graph/op.js';
import { mod } from '../../support/engines.js';

export interface FieldInputs {
  readonly query?: Readonly<Record<string, readonly bigint[]>>;
  readonly kept?: Readonly<Record<string, readonly bigint[]>>;
  /** Row by row. */
  readonly blocks?: Readonly<Record<string, { readonly width: number; readonly values: readonly bigint[] }>>;
}

/** A place where a value lies outside a range that was called proven. */
export interface Escape {
  readonly node: Node;
  readonly value: bigint;
}

/** @param random numbers in [0, p) @returns escapes from proven ranges, and every node's values, centered */
export function fieldEvaluate(
  { nodes }: Graph,
  inputs: FieldInputs,
  random: () => bigint,
): { readonly escapes: readonly Escape[]; readonly values: readonly (readonly bigint[])[] } {
  const values: bigint[][] = [];
  const escapes: Escape[] = [];
  for (const node of nodes) {
    const args = node.args.map(({ id }) => values[id] as bigint[]);
    const found = compute(node, args, inputs, random).map((value) => centered(mod(value)));
    if (found.length !== node.length) throw new Error(`${node.name}: ${found.length} values instead of ${node.length}`);
    values.push(found);
    const { min, max, proven } = node.range;
    const outside = found.find((value) => value < min || value > max);
    if (proven && outside !== undefined) escapes.push({ node, value: outside });
  }
  return { escapes, values };
}

function compute({ op, args, length }: Node, values: readonly bigint[][], inputs: FieldInputs, random: () => bigint) {
  const [x, y] = values as [bigint[], bigint[]];
  const block = (name: string) => given(inputs.blocks?.[name]);
  switch (op.kind) {
    case 'query':
      return [...given(inputs.query?.[op.block])];
    case 'kept':
      return [...given(inputs.kept?.[op.name])];
    case 'column': {
      const { width, values: entries } = block(op.block);
      return entries.filter((_, i) => i % width >= op.from && i % width < op.to);
    }
    case 'constant':
      return Array.from({ length }, (_, i) => at(op.values, i));
    case 'add':
      return x.map((a, i) => a + (y[i] as bigint));
    case 'sub':
      return x.map((a, i) => a - (y[i] as bigint));
    case 'plus':
      return x.map((a, i) => a + at(op.by, i));
    case 'scale':
      return x.map((a, i) => a * at(op.by, i));
    case 'askerScale': {
      const numbers = op.of([{ from: 0, to: 1 }]);
      return x.map((a, i) => a * at(numbers, i));
    }
    case 'gather':
      return Array.from(op.indices, (place) => (place < 0 ? 0n : (x[place] as bigint)));
    case 'concat':
      return values.flat();
    case 'sums':
      return grouped(x, op.group).map(sum);
    case 'prefixSums':
      return grouped(x, op.group).flatMap((group) => group.map((_, i) => sum(group.slice(0, i + 1))));
    case 'publicMatrix':
      return Array.from({ length: op.rows }, (_, r) => sum(x.map((a, c) => a * at(op.values, r * op.columns + c))));
    case 'within':
      return x;
    case 'multiply':
      return x.map((a, i) => a * (y[i] as bigint));
    case 'square':
      return x.map((a) => a * a);
    case 'dot':
      return grouped(
        x.map((a, i) => a * (y[i] as bigint)),
        op.group,
      ).map(sum);
    case 'truncate':
      return x.map((a) => (a <= -LIMIT || a >= LIMIT ? random() : truncated(a, BigInt(op.shift), random)));
    case 'matvec': {
      const { width, values: entries } = block(op.block);
      const operand = args[0]?.length ?? 0;
      return Array.from({ length }, (_, r) =>
        sum(
          Array.from({ length: operand }, (_, c) => {
            const place = op.orientation === 'rows' ? r * width + c : c * width + r;
            return (entries[place] as bigint) * (x[c] as bigint);
          }),
        ),
      );
    }
    case 'nonNegative':
      return x.map((a) => (a >= 0n ? 1n : 0n));
    case 'isZero':
      return x.map((a) => (a === 0n ? 1n : 0n));
    case 'decompose': {
      const bits = x.map((a) => bitsOf(a, op.bits, random));
      return Array.from({ length: op.bits }, (_, b) => bits.map((own) => own[b] as bigint)).flat();
    }
    case 'shuffle':
      // Some permutation.
      return grouped(x, x.length / op.columns).flatMap((column) => [...column].reverse());
  }
}

const LIMIT = 1n << 58n;

/** Down or up; exact where nothing is cut off. */
function truncated(x: bigint, shift: bigint, random: () => bigint): bigint {
  const exact = (x >> shift) << shift === x;
  return (x >> shift) + (exact ? 0n : random() & 1n);
}

/** online/bits.ts: bits of x or of x -+ p, all but the last one of 20 or more, which is what is left over. */
function bitsOf(x: bigint, bits: number, random: () => bigint): bigint[] {
  const inRange = x >= 0n && x < 1n << BigInt(bits);
  const taken = inRange ? x : BigInt.asUintN(64, x + (random() % 3n) * mod(-1n));
  const low = Array.from({ length: bits }, (_, b) => (taken >> BigInt(b)) & 1n);
  if (inRange || bits < 20) return low;
  const below = taken & ((1n << BigInt(bits - 1)) - 1n);
  return [...low.slice(0, -1), mod((x - below) * inverse(1n << BigInt(bits - 1)))];
}

function at(values: Constants, i: number): bigint {
  return typeof values === 'bigint' ? values : (values[i] as bigint);
}

function grouped(x: readonly bigint[], group: number): bigint[][] {
  return Array.from({ length: x.length / group }, (_, g) => x.slice(g * group, (g + 1) * group));
}

function sum(x: readonly bigint[]): bigint {
  return x.reduce((a, b) => a + b, 0n);
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('an input is missing');
  return value;
}
