// The plaintext engine: runs a program's graph on integers in the clear. It is the oracle of the engines' tests and of the gadgets',
// and it holds every value to the range that the graph promises for it: a value outside means a wrong range, or data that is
// not what was declared, either of which the engine on shares could not notice.

import { UsageError } from '../../errors.js';
import type { Graph, Node } from '../graph/graph.js';
import type { OwnRows } from '../graph/op.js';
import { countUses, reachable } from '../graph/reach.js';
import type { SecureInt } from '../types/int.js';
import type { Rounding, Values } from './arithmetic.js';
import { bigs } from './bigs.js';
import { numbers } from './numbers.js';
import { operate, type Surroundings } from './operate.js';
import { chance } from './random.js';

export interface PlainInputs {
  /** The asking client's blocks. */
  readonly query?: Readonly<Record<string, readonly bigint[] | BigInt64Array>>;
  /** Resident blocks, row by row. */
  readonly blocks?: Readonly<Record<string, BigInt64Array>>;
  /** Results of the program's set-up. */
  readonly kept?: Readonly<Record<string, BigInt64Array>>;
  /** Rows of the dataset that the asking client uploaded. */
  readonly own?: readonly OwnRows[];
}

export interface PlainOptions {
  /** How truncations round: `floor` by default, always up, or by chance from a seed, as on shares. */
  readonly truncation?: 'floor' | 'up' | { readonly seed: number };
  /** Seed of the permutations of shuffles. */
  readonly shuffleSeed?: number;
}

/**
 * @param outputs the results that are wanted, by name      @returns their values, by the same names
 * @throws UsageError DATA_INVALID for a value outside the range of its node, INVALID_ARGUMENT for an input that is missing
 */
export function evaluate<N extends string>(
  graph: Graph,
  outputs: Readonly<Record<N, SecureInt>>,
  inputs: PlainInputs,
  options: PlainOptions = {},
): Record<N, BigInt64Array> {
  const names = Object.keys(outputs) as N[];
  const results = names.map((name) => resultOf(graph, name, outputs[name]));
  const nodes = reachable(results);
  const uses = countUses(nodes, results);
  const values = new Map<Node, Values>();
  const surroundings = surroundingsOf(inputs, options);
  for (const node of nodes) {
    const args = node.args.map((arg) => values.get(arg) as Values);
    const value = operate(node, args, surroundings);
    requireRange(node, value);
    values.set(node, value);
    for (const arg of node.args) {
      const left = (uses.get(arg) ?? 0) - 1;
      uses.set(arg, left);
      if (left === 0) values.delete(arg);
    }
  }
  const entries = names.map((name, i) => [name, bigs.of(values.get(results[i] as Node) as Values).slice()]);
  return Object.fromEntries(entries) as Record<N, BigInt64Array>;
}

function resultOf(graph: Graph, name: string, output: SecureInt): Node {
  if (output.graph !== graph) throw new UsageError('INVALID_ARGUMENT', `output ${name} belongs to another program`);
  return output.node;
}

function surroundingsOf(inputs: PlainInputs, options: PlainOptions): Surroundings {
  const truncation = options.truncation ?? 'floor';
  const rounding: Rounding = typeof truncation === 'string' ? truncation : chance(truncation.seed);
  return { inputs, rounding, random: chance(options.shuffleSeed ?? 1), doubles: new Map() };
}

/** The value itself stays out of the message: it may be somebody's. */
function requireRange({ id, name, op, length, range }: Node, value: Values): void {
  const what = `${name} (${op.kind}, value ${id} of the program)`;
  if (value.length !== length) {
    throw new UsageError('DATA_INVALID', `${what}: expected ${length} elements, got ${value.length}`);
  }
  const { min, max } = range;
  const at = value instanceof Float64Array ? numbers.outside(value, min, max) : bigs.outside(value, min, max);
  if (at !== -1) throw new UsageError('DATA_INVALID', `${what}: element ${at} is not in the range ${min} to ${max}`);
}
