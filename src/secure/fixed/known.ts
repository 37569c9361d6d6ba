// What the fixed-point functions share: products and sums whose ranges follow from mathematics that interval arithmetic does not see.

import { UsageError } from '../../errors.js';
import type { Range } from '../graph/range.js';
import { SecureInt } from '../types/int.js';

/** Values of fewer bits than this, without the sign, can be truncated. */
export const TRUNCATION_BITS = 58;

/** The largest absolute value. */
export function magnitude({ min, max }: Range): bigint {
  return -min > max ? -min : max;
}

/** Bits of a number >= 0; 0 has none. */
export function bitLength(x: bigint): number {
  return x === 0n ? 0 : x.toString(2).length;
}

/**
 * x y, from min to max. The caller shows that this follows whatever anybody does; the product of the operands' ranges
 * alone may be wider than the field. Costs a round and a triple per element.
 */
export function knownProduct(operation: string, x: SecureInt, y: SecureInt, min: bigint, max: bigint): SecureInt {
  const [a, b] = [x.length === 1 ? x.repeat(y.length) : x, y.length === 1 ? y.repeat(x.length) : y];
  if (a.length !== b.length) {
    throw new UsageError('LENGTH_MISMATCH', `${operation}: vectors of ${a.length} and ${b.length} elements`);
  }
  const range = { min, max, proven: a.range.proven && b.range.proven };
  return new SecureInt(a.graph, a.graph.add(operation, { kind: 'multiply' }, [a.node, b.node], a.length, range));
}

/** A secret choice of one among several public cases: of all the bits, one or none is 1. */
export interface Choice<T> {
  readonly bit: SecureInt;
  readonly case: T;
}

/**
 * The weight of the chosen case, 0 for none. Costs nothing.
 * @param weight none negative
 */
export function weightOf<T>(choices: readonly Choice<T>[], weight: (of: T) => bigint): SecureInt {
  let largest = 0n;
  let sum: SecureInt | undefined;
  for (const choice of choices) {
    const w = weight(choice.case);
    if (w > largest) largest = w;
    if (w === 0n) continue;
    const term = choice.bit.mul(w);
    // At most one bit is 1, so partial sums stay in the hull as well.
    sum = sum === undefined ? term : sum.add(term).within(0n, largest, 'follows');
  }
  return sum ?? nothing(choices);
}

function nothing<T>(choices: readonly Choice<T>[]): SecureInt {
  const first = choices[0];
  if (first === undefined) throw new UsageError('INVALID_ARGUMENT', 'a choice among no cases');
  return first.bit.mul(0n);
}
