// How an operation is scheduled: what is local, what takes one round, what takes several.

import type { Node } from '../graph/graph.js';

export type SchedulingClass =
  /** Available from the start, fetched when first used. */
  | 'source'
  /** Every party by itself. */
  | 'local'
  /** A product of a resident block with the client's own block: no round, one wait for the pool. */
  | 'opened'
  | 'oneRound'
  /** A product of a resident block with another vector: one round, but it waits for others of its kind, which share the pass. */
  | 'product'
  | 'severalRounds';

export function classOf(node: Node): SchedulingClass {
  switch (node.op.kind) {
    case 'query':
    case 'column':
    case 'kept':
    case 'constant':
      return 'source';
    case 'multiply':
    case 'square':
    case 'dot':
    case 'truncate':
      return 'oneRound';
    case 'matvec':
      return queryBlockOf(node) === null ? 'product' : 'opened';
    case 'nonNegative':
    case 'isZero':
    case 'decompose':
    case 'shuffle':
      return 'severalRounds';
    default:
      return 'local';
  }
}

/** The node whose value this one has: `within` only says something about it. */
export function origin(node: Node): Node {
  let source = node;
  while (source.op.kind === 'within') source = source.args[0] as Node;
  return source;
}

/** The query block that is the whole operand of a matrix product; null for any other operand. */
export function queryBlockOf({ op, args }: Node): string | null {
  if (op.kind !== 'matvec') return null;
  const operand = origin(args[0] as Node);
  return operand.op.kind === 'query' ? operand.op.block : null;
}

/** Whether it opens values under statistical masks, which must not happen while anything opened before is unchecked. */
export function needsSettledOpenings({ op }: Node): boolean {
  return (op.kind === 'nonNegative' || op.kind === 'isZero' || op.kind === 'decompose') && !op.wide;
}
