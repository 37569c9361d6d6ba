// Public numbers as secret vectors, for the few gadgets that start from one.

import { rangeOf } from '../graph/range.js';
import { constantsOf, type PublicInts, SecureInt } from '../types/int.js';

/** n public numbers, the same for all places or one each, in the program of `like`. @throws UsageError as every public operand */
export function constant(like: SecureInt, values: PublicInts, n: number): SecureInt {
  const numbers = constantsOf('constant', values, n);
  const op = { kind: 'constant', values: numbers } as const;
  return new SecureInt(like.graph, like.graph.add('constant', op, [], n, rangeOf(numbers)));
}
