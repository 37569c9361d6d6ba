// Inverse square roots against BigInt arithmetic.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../src/errors.js';
import { Kernel, Roots } from '../../src/kernel/index.js';
import { inverse, pow } from '../../src/math/index.js';
import { P } from '../../src/params.js';

const test = suite('kernel: roots');
const kernel = await Kernel.load();
const arena = kernel.newArena();
const roots = new Roots(arena);

function inverseRootsOf(squares: readonly bigint[]): { z: bigint[]; failures: number } {
  const y = arena.alloc(squares.length);
  const z = arena.alloc(squares.length);
  kernel.fromBigInts(squares, y);
  const failures = roots.inverseInto(y, z);
  return { z: kernel.toBigInts(z), failures };
}

function randoms(n: number, seed: number): bigint[] {
  const x = arena.alloc(n);
  kernel.expandInto(new Uint8Array(32).fill(seed), 0, x);
  return kernel.toBigInts(x);
}

test('a square times the square of its inverse root is 1', () => {
  for (const n of [1, 3, 127, 128, 129, 1000]) {
    const squares = randoms(n, n % 251).map((x) => (x * x) % P);
    const { z, failures } = inverseRootsOf(squares);
    assert.is(failures, 0);
    assert.ok(z.every((root, i) => (((root * root) % P) * (squares[i] as bigint)) % P === 1n));
  }
});

test('squares of every order of two, and the edges of the field', () => {
  // g^(2k) t for the generator of the 2-part, and odd factors.
  const nonSquare = [3n, 5n, 6n, 7n, 10n, 11n, 13n].find((x) => pow(x, (P - 1n) / 2n) !== 1n) as bigint;
  const g = pow(nonSquare, (1n << 40n) - 1n);
  const powers = [0n, 1n, 2n, 127n, 128n, 129n, 16383n, 16384n, 16385n, (1n << 20n) - 1n];
  const squares = [1n, 4n, P - 1n, inverse(4n), ...powers.map((k) => pow(g, 2n * k))];
  const { z, failures } = inverseRootsOf(squares);
  assert.is(failures, 0);
  assert.ok(z.every((root, i) => (((root * root) % P) * (squares[i] as bigint)) % P === 1n));
});

test('0 and what is no square give 0 and are counted', () => {
  const mixed = [0n, ...randoms(400, 9)];
  const isSquare = (x: bigint) => x !== 0n && pow(x, (P - 1n) / 2n) === 1n;
  const { z, failures } = inverseRootsOf(mixed);
  assert.is(failures, mixed.filter((x) => !isSquare(x)).length);
  assert.ok(failures > 100 && failures < 300);
  z.forEach((root, i) => {
    const square = mixed[i] as bigint;
    assert.is((root * root * square) % P, isSquare(square) ? 1n : 0n);
  });
});

test('the same square has the same root wherever it stands', () => {
  const squares = Array.from({ length: 300 }, () => 49n);
  assert.is(new Set(inverseRootsOf(squares).z).size, 1);
});

test('spans must have equal lengths and be different', () => {
  const x = arena.alloc(4);
  assert.throws(
    () => roots.inverseInto(x, arena.alloc(5)),
    (error: Error) => error instanceof UsageError,
  );
  assert.throws(
    () => roots.inverseInto(x, x),
    (error: Error) => error instanceof UsageError,
  );
});

test.run();
