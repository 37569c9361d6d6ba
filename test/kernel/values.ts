// Field elements for tests: all edges of words and limbs, and random ones from a seed that failing tests print. The oracle
// is BigInt arithmetic.
import * as fc from 'fast-check';
import type { Arena, Span } from '../../src/kernel/index.js';
import { P } from '../../src/params.js';

/** The seed of this run's random values; TESSERA_TEST_SEED repeats a run. */
export const SEED = Number(process.env.TESSERA_TEST_SEED ?? Date.now() % 2 ** 31);

const powers = [8n, 21n, 30n, 31n, 32n, 40n, 52n, 53n, 60n].map((k) => 1n << k);

/** 0, 1, p-1 and the like, and every word and limb edge with its neighbours. */
export const EDGES: readonly bigint[] = [
  ...[0n, 1n, 2n, P - 1n, P - 2n, P >> 1n, (P >> 1n) + 1n, P - (1n << 31n), 0x1fffffff00000000n],
  ...powers.flatMap((power) => [power - 1n, power, power + 1n]),
];

/** Field elements: edges half of the time. */
export const element: fc.Arbitrary<bigint> = fc.oneof(fc.constantFrom(...EDGES), fc.bigInt({ min: 0n, max: P - 1n }));

/** Any 64-bit word. */
export const word: fc.Arbitrary<bigint> = fc.oneof(
  fc.constantFrom(...EDGES, P, P + 1n, 2n * P, 1n << 61n, 1n << 63n, (1n << 64n) - 1n, (1n << 63n) - 1n, 7n * P),
  fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
);

export const vector = (n: number): fc.Arbitrary<bigint[]> => fc.array(element, { minLength: n, maxLength: n });

/** Options of fc.assert: the printed seed, few runs. */
export const runs = (numRuns: number) => ({ seed: SEED, numRuns });

export function mod(x: bigint): bigint {
  return ((x % P) + P) % P;
}

/** n different elements, pseudo-random from SEED and `salt`. */
export function someElements(n: number, salt: number): bigint[] {
  let state = BigInt(SEED) * 0x9e3779b97f4a7c15n + BigInt(salt);
  return Array.from({ length: n }, () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return ((state >> 3n) ^ (state >> 40n)) % P;
  });
}

/** Words in an arena, also non-canonical ones. */
export function spanOf(arena: Arena, words: readonly bigint[]): Span {
  const span = arena.alloc(words.length);
  const target = arena.kernel.view(span);
  target.set(new Uint8Array(BigUint64Array.from(words).buffer));
  return span;
}

/** Compares element by element; the message names the place and the seed. */
export function same(found: readonly bigint[], expected: readonly bigint[], what: string): void {
  if (found.length !== expected.length)
    throw new Error(`${what}: ${expected.length} elements expected, ${found.length} found`);
  const at = expected.findIndex((value, i) => found[i] !== value);
  if (at === -1) return;
  throw new Error(`${what}, element ${at}: expected ${expected[at]}, found ${found[at]} (TESSERA_TEST_SEED=${SEED})`);
}
