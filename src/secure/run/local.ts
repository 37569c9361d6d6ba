// Operations that every party does by itself, and values that are there from the start.

import { UsageError } from '../../errors.js';
import type { Arena } from '../../kernel/index.js';
import { Vector } from '../../math/vector.js';
import type { OnlineParty } from '../../online/party.js';
import { sharesIn, vectorIn } from '../../online/scratch.js';
import { type Public, Shares } from '../../sharing/shares.js';
import type { Node } from '../graph/graph.js';
import type { Constants } from '../graph/op.js';
import type { RunContext } from './context.js';

/** A stretch of the argument instead of a new vector: a gather of consecutive places; null for any other operation. */
export function stretchOf({ op, length }: Node): { readonly from: number; readonly to: number } | null {
  if (op.kind !== 'gather') return null;
  const from = op.indices[0] ?? -1;
  if (from < 0) return null;
  for (let i = 1; i < length; i++) if (op.indices[i] !== from + i) return null;
  return { from, to: from + length };
}

/**
 * @param args   the arguments' shares, whose results go to the value's own arena
 * @param p      a party whose arena takes what is only needed on the way
 */
export function computeLocal(
  p: OnlineParty,
  { op, name, length }: Node,
  args: readonly Shares[],
  c: RunContext,
): Shares {
  const x = args[0] as Shares;
  const vector = (values: Constants): Public =>
    typeof values === 'bigint' ? values : Vector.fromSigned(p.arena, values);
  switch (op.kind) {
    case 'add':
      return x.add(args[1] as Shares);
    case 'sub':
      return x.sub(args[1] as Shares);
    case 'plus':
      return plus(p, x, vector(op.by));
    case 'scale':
      return x.scale(vector(op.by));
    case 'askerScale':
      return x.scale(vector(requireLength(op.of(c.own), length, name)));
    case 'gather':
      return x.gather(op.indices);
    case 'concat':
      return x.concat(...args.slice(1));
    case 'sums':
      return x.sums(op.group);
    case 'prefixSums':
      return x.prefixSums(op.group);
    case 'publicMatrix':
      return timesPublic(x, op.rows, op.columns, Vector.fromSigned(p.arena, op.values));
    default:
      throw new RangeError(`${op.kind} is no local operation`);
  }
}

/** A public number is the lead's to add: the others' value shares stay as they are, and need a copy to live as long as the result. */
function plus(p: OnlineParty, x: Shares, by: Public): Shares {
  const sum = x.plus(p, by);
  return sum.value === x.value ? new Shares(x.value.concat(), sum.mac) : sum;
}

function timesPublic({ value, mac }: Shares, rows: number, columns: number, matrix: Vector): Shares {
  const product = (x: Vector) => {
    const z = Vector.zeros(x.arena, rows);
    x.arena.kernel.matVecInto(matrix.span, rows, columns, x.span, z.span);
    return z;
  };
  return new Shares(product(value), product(mac));
}

/**
 * A value that is there from the start, in `arena`.
 * @throws UsageError INVALID_ARGUMENT, LENGTH_MISMATCH when the context lacks it
 */
export function fetchSource(p: OnlineParty, { op, name, length }: Node, arena: Arena, c: RunContext): Shares {
  switch (op.kind) {
    case 'query': {
      const { masks, masked } = required(c.query[op.block], `query block ${op.block}`, name);
      requireLength(masks, length, name);
      requireLength(masked, length, name);
      return sharesIn(arena, masks).plus(p, vectorIn(p.arena, masked));
    }
    case 'column': {
      const matrix = required(c.matrices[op.block], `block ${op.block}`, name);
      const read = (operand: 'value' | 'mac') => Vector.fromBytes(arena, matrix.read(operand, op));
      const shares = new Shares(read('value'), read('mac'));
      return requireLength(shares, length, name);
    }
    case 'constant': {
      const values = typeof op.values === 'bigint' ? new BigInt64Array(length).fill(op.values) : op.values;
      return Shares.fromPublic(p, Vector.fromSigned(arena, values));
    }
    default:
      throw new RangeError(`${op.kind} is not there from the start`);
  }
}

/** What the set-up kept: it stays where it is. @throws UsageError INVALID_ARGUMENT, LENGTH_MISMATCH */
export function keptValue({ op, name, length }: Node, { kept }: RunContext): Shares | null {
  if (op.kind !== 'kept') return null;
  return requireLength(required(kept[op.name], `kept value ${op.name}`, name), length, name);
}

function required<T>(value: T | undefined, what: string, name: string): T {
  if (value === undefined) throw new UsageError('INVALID_ARGUMENT', `${name}: the ${what} is missing`);
  return value;
}

function requireLength<T extends { readonly length: number }>(value: T, length: number, name: string): T {
  if (value.length === length) return value;
  throw new UsageError('LENGTH_MISMATCH', `${name}: expected ${length} elements, got ${value.length}`);
}
