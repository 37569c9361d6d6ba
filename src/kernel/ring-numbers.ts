// Arithmetic on public constants of the ring: roots of unity, inverses, and the forms in which the kernel wants
// factors. BigInt, not constant time, used when tables are made and never on data.
import { UsageError } from '../errors.js';

/** x modulo m, in [0, m). */
export function modulo(x: bigint, m: bigint): bigint {
  const rest = x % m;
  return rest < 0n ? rest + m : rest;
}

/** base^exponent modulo m; exponent >= 0. */
export function power(base: bigint, exponent: bigint, m: bigint): bigint {
  let result = 1n;
  let square = modulo(base, m);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % m;
    square = (square * square) % m;
  }
  return result;
}

/** The inverse of x modulo a prime. */
export function inverse(x: bigint, prime: bigint): bigint {
  return power(x, prime - 2n, prime);
}

/**
 * The primitive root of unity of a power-of-two order that the smallest possible base yields: all parties find the
 * same.
 * @throws INVALID_ARGUMENT if the order does not divide prime - 1
 */
export function rootOfUnity(order: bigint, prime: bigint): bigint {
  if (prime % order !== 1n) throw new UsageError('INVALID_ARGUMENT', `${prime} is not 1 modulo ${order}`);
  for (let base = 2n; ; base++) {
    const root = power(base, (prime - 1n) / order, prime);
    if (power(root, order / 2n, prime) === prime - 1n) return root;
  }
}

/** floor(2^32 k / q), Shoup's companion of a factor k < q. */
export function companion(k: bigint, q: bigint): number {
  return Number((k << 32n) / q);
}

/** k and its companion, for any integer k. */
export function shoupPair(k: bigint, q: bigint): readonly [factor: number, companion: number] {
  const factor = modulo(k, q);
  return [Number(factor), companion(factor, q)];
}

/** 2^32 k modulo q. */
export function montgomeryForm(k: bigint, q: bigint): number {
  return Number(modulo(k << 32n, q));
}

/** The inverse of an odd q modulo 2^32, by Newton's iteration. */
export function inverseModWord(q: bigint): number {
  let x = q;
  for (let bits = 3; bits < 32; bits *= 2) x = BigInt.asUintN(32, x * (2n - q * x));
  return Number(x);
}
