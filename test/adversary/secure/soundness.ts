// What a graph must obey so that nothing is opened under a mask that does not hide it: statistical masks meet proven ranges alone,
// "proven" is never made of what was not proven, and a proven range holds whatever unproven values are.

import * as assert from 'uvu/assert';
import { MAX_COMPARISON_BITS, P } from '../../../src/params.js';
import type { Graph, Node } from '../../../src/secure/graph/graph.js';
import { signedBits } from '../../../src/secure/graph/range.js';
import { type FieldInputs, fieldEvaluate } from './field-evaluate.js';

/** Numbers below p that follow from a seed. */
export function fieldRandom(seed: number): () => bigint {
  let state = BigInt(seed) + 0x1234_5678_9abcn;
  return () => {
    state = BigInt.asUintN(64, state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n);
    return ((state ^ (state >> 29n)) * 0x2545_f491_4f6c_dd1dn) % P;
  };
}

/** By the graph alone. @returns how many values would be opened under statistical masks */
export function requireSound({ nodes }: Graph, what: string): number {
  let statistical = 0;
  for (const node of nodes) {
    const { op, args, range } = node;
    const where = `${what}: ${node.name}, node ${node.id}`;
    const result = op.kind === 'nonNegative' || op.kind === 'isZero';
    // Comparisons give bits whatever is compared.
    if (range.proven && !result) {
      for (const arg of args) assert.ok(arg.range.proven, `${where} counts as proven, ${arg.name} does not`);
    }
    if ((result || op.kind === 'decompose') && !op.wide) {
      statistical += args[0]?.length ?? 0;
      requireHidden(node, where);
    }
  }
  return statistical;
}

/** A statistical mask hides the argument. */
function requireHidden({ op, args: [arg] }: Node, where: string): void {
  if (arg === undefined || !('bits' in op)) throw new Error(`${where} has no argument`);
  assert.ok(arg.range.proven, `${where}: a narrow ${op.kind} of an unproven range`);
  const bits = op.kind === 'decompose' ? op.bits + 1 : op.bits;
  assert.ok(bits <= MAX_COMPARISON_BITS, `${where}: ${bits} bits under a statistical mask`);
  assert.ok(signedBits(arg.range) <= bits, `${where}: the range does not fit ${bits} bits`);
  assert.ok(op.kind !== 'decompose' || arg.range.min >= 0n, `${where}: a negative value is decomposed`);
}

/** By trying: with these inputs, wherever they come from, no value leaves a range that counts as proven. */
export function requireNoEscape(graph: Graph, inputs: FieldInputs, seed: number, what: string): void {
  const { escapes } = fieldEvaluate(graph, inputs, fieldRandom(seed));
  const [first] = escapes;
  if (first === undefined) return;
  const { node, value } = first;
  assert.unreachable(
    `${what}: ${node.name}, node ${node.id}, is ${value}, but ${node.range.min} to ${node.range.max} counts as proven (seed ${seed})`,
  );
}

/** n values: in the range, or, where it is not proven, anything, and near what wraps. */
export function valuesIn(
  { min, max, proven }: { readonly min: bigint; readonly max: bigint; readonly proven: boolean },
  n: number,
  random: () => bigint,
): bigint[] {
  const wild = [P / 3n, -(P / 3n), P / 2n, -(P / 2n), max + 1n, min - 1n, 1n << 59n, -(1n << 59n)];
  return Array.from({ length: n }, () => {
    const choice = Number((random() >> 7n) % 8n);
    if (!proven && choice < 3) return random();
    if (!proven && choice < 6) return wild[Number((random() >> 9n) % 8n)] as bigint;
    if (choice === 6) return min;
    return choice === 7 ? max : min + ((random() >> 5n) % (max - min + 1n));
  });
}
