// Single field elements as BigInt, for public values and parameters. Slow and not constant time: never for secrets,
// never in a loop over data.
import { UsageError } from '../errors.js';
import { P } from '../params.js';

/** x mod p in [0, p), for any integer. */
export function mod(x: bigint): bigint {
  const rest = x % P;
  return rest < 0n ? rest + P : rest;
}

/** base^exponent mod p, exponent >= 0. @throws INVALID_ARGUMENT */
export function pow(base: bigint, exponent: bigint): bigint {
  if (exponent < 0n) throw new UsageError('INVALID_ARGUMENT', 'expected an exponent of 0 or more');
  let result = 1n;
  let square = mod(base);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

/** 1/x mod p. @throws INVALID_ARGUMENT for 0 */
export function inverse(x: bigint): bigint {
  const value = mod(x);
  if (value === 0n) throw new UsageError('INVALID_ARGUMENT', '0 has no inverse');
  return pow(value, P - 2n);
}

/** The representative nearest to 0, in (-p/2, p/2): how a field element is read as a signed integer. */
export function centered(x: bigint): bigint {
  const value = mod(x);
  return value > P >> 1n ? value - P : value;
}
