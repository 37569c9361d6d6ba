// The ring in BigInt arithmetic, as independent of the kernel as can be: products by one multiplication of large
// integers (Kronecker substitution), values by Horner's rule, roots found by search.
import type { Arena, Span } from '../../src/kernel/index.js';

export const DEGREE = 16384;

/** The ten largest primes below 2^28 that are 1 modulo 2N. */
export const PRIMES = [
  268369921, 268271617, 268238849, 268042241, 267943937, 267550721, 267059201, 266895361, 265486337, 265420801,
] as const;

export function mod(x: bigint, m: bigint): bigint {
  return ((x % m) + m) % m;
}

export function powerMod(base: bigint, exponent: bigint, m: bigint): bigint {
  let result = 1n;
  for (let square = mod(base, m), rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % m) {
    if (rest & 1n) result = (result * square) % m;
  }
  return result;
}

/** The product of two polynomials modulo X^N + 1 and m, coefficients in [0, m). */
export function negacyclicProduct(a: readonly bigint[], b: readonly bigint[], m: bigint): bigint[] {
  const digits = Math.ceil((2 * m.toString(2).length + 15) / 4);
  const product = (join(a, digits) * join(b, digits)).toString(16).padStart(2 * a.length * digits, '0');
  const coefficient = (i: number) => {
    const end = product.length - i * digits;
    return BigInt(`0x${product.slice(end - digits, end)}`);
  };
  return a.map((_, i) => mod(coefficient(i) - coefficient(i + a.length), m));
}

function join(a: readonly bigint[], digits: number): bigint {
  return BigInt(
    `0x${[...a]
      .reverse()
      .map((x) => x.toString(16).padStart(digits, '0'))
      .join('')}`,
  );
}

/** The value of a polynomial at x modulo m. */
export function valueAt(a: readonly bigint[], x: bigint, m: bigint): bigint {
  return a.reduceRight((sum, coefficient) => (sum * x + coefficient) % m, 0n);
}

/** The low `bits` bits of i, reversed. */
export function reverse(i: number, bits: number): number {
  let r = 0;
  for (let k = 0; k < bits; k++) r = (r << 1) | ((i >> k) & 1);
  return r;
}

/** Pseudo-random integers in [0, m), the same for the same salt. */
export function randomIntegers(n: number, m: bigint, salt: number): bigint[] {
  let state = 0x9e3779b97f4a7c15n + BigInt(salt) * 0xbf58476d1ce4e5b9n;
  const next = () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return state >> 24n;
  };
  const limbs = Math.ceil(m.toString(2).length / 40) + 1;
  return Array.from({ length: n }, () => {
    let x = 0n;
    for (let k = 0; k < limbs; k++) x = (x << 40n) | next();
    return x % m;
  });
}

/** The 32-bit lanes of a span; valid until the next allocation. */
export function lanes(arena: Arena, x: Span): Uint32Array {
  const bytes = arena.kernel.view(x);
  return new Uint32Array(bytes.buffer, bytes.byteOffset, 2 * x.length);
}

/** A span with these lanes. */
export function laneSpan(arena: Arena, values: readonly (number | bigint)[]): Span {
  const span = arena.alloc(values.length / 2);
  lanes(arena, span).set(values.map(Number));
  return span;
}

/** The integer in (-m/2, m/2] with these residues. */
export function centredFromResidues(residues: readonly bigint[], moduli: readonly bigint[]): bigint {
  const m = moduli.reduce((product, q) => product * q, 1n);
  const x = residues.reduce((sum, r, i) => {
    const q = moduli[i] as bigint;
    const cofactor = m / q;
    return sum + r * cofactor * powerMod(cofactor, q - 2n, q);
  }, 0n);
  const rest = mod(x, m);
  return 2n * rest > m ? rest - m : rest;
}
