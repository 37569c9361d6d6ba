// The transforms and products modulo 28-bit primes and over the field, against BigInt.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Arena, Kernel, Ring, Slots } from '../../src/kernel/index.js';
import { P } from '../../src/params.js';
import {
  DEGREE,
  laneSpan,
  lanes,
  mod,
  negacyclicProduct,
  PRIMES,
  powerMod,
  randomIntegers,
  reverse,
  valueAt,
} from './ring-oracle.js';
import { throwsUsage } from './throws.js';

const test = suite('kernel: ring');
const kernel = await Kernel.load();
let arena: Arena;
let ring: Ring;
const edges = [0, 9] as const;

test.before.each(() => {
  arena = kernel.newArena();
  ring = new Ring(arena, PRIMES);
});
test.after.each(() => arena.release());

/** The smallest base's power of order 2N, found independently. */
function rootOf(prime: bigint): bigint {
  for (let base = 2n; ; base++) {
    const root = powerMod(base, (prime - 1n) / BigInt(2 * DEGREE), prime);
    if (powerMod(root, BigInt(DEGREE), prime) === prime - 1n) return root;
  }
}

test('the transform gives the values at the odd powers of the root, in its documented order', () => {
  for (const index of edges) {
    const q = BigInt(PRIMES[index]);
    const a = randomIntegers(DEGREE, q, index);
    const x = laneSpan(arena, a);
    ring.forward(x, index);
    ring.canonicalInto(x, x, index);
    const root = rootOf(q);
    for (const position of [0, 1, 2, 3, 4, 5, 6, 7, 8, 4097, DEGREE - 1]) {
      const exponent = 2 * reverse((position & ~7) + reverse(position & 7, 3), 14) + 1;
      assert.is(BigInt(lanes(arena, x)[position]!), valueAt(a, powerMod(root, BigInt(exponent), q), q));
    }
  }
});

test('the inverse transform gives back N times the coefficients', () => {
  const values = PRIMES.flatMap((q, i) => randomIntegers(DEGREE, BigInt(q), i));
  const x = laneSpan(arena, values);
  ring.forward(x);
  ring.canonicalInto(x, x);
  ring.inverse(x);
  const found = lanes(arena, x);
  assert.ok(
    values.every((value, i) => {
      const q = PRIMES[Math.floor(i / DEGREE)]!;
      return found[i]! < 2 * q && BigInt(found[i]! % q) === (value * BigInt(DEGREE)) % BigInt(q);
    }),
  );
});

test('the largest lazy lanes do not overflow: all 12q - 1, forwards; all 2q - 1, backwards', () => {
  for (const index of edges) {
    const q = PRIMES[index];
    const lazy = laneSpan(arena, new Array<number>(DEGREE).fill(12 * q - 1));
    const canonical = laneSpan(arena, new Array<number>(DEGREE).fill(q - 1));
    ring.forward(lazy, index);
    assert.ok(lanes(arena, lazy).every((lane) => lane < 12 * q));
    ring.forward(canonical, index);
    ring.canonicalInto(lazy, lazy, index);
    ring.canonicalInto(canonical, canonical, index);
    assert.ok(kernel.equal(lazy, canonical));
    const upper = laneSpan(arena, new Array<number>(DEGREE).fill(2 * q - 1));
    const lower = laneSpan(arena, new Array<number>(DEGREE).fill(q - 1));
    ring.inverse(upper, index);
    ring.inverse(lower, index);
    assert.ok(lanes(arena, upper).every((lane) => lane < 2 * q));
    ring.canonicalInto(upper, upper, index);
    ring.canonicalInto(lower, lower, index);
    assert.ok(kernel.equal(upper, lower));
  }
});

test('a product of values is the product modulo X^N + 1, every coefficient, by every way to multiply', () => {
  for (const index of edges) {
    const q = BigInt(PRIMES[index]);
    const [a, b, c, d] = [1, 2, 3, 4].map((salt) => randomIntegers(DEGREE, q, salt)) as [
      bigint[],
      bigint[],
      bigint[],
      bigint[],
    ];
    const transformed = (values: bigint[]) => {
      const x = laneSpan(arena, values);
      ring.forward(x, index);
      return x;
    };
    const montgomery = (values: bigint[]) => {
      const x = transformed(values);
      ring.scaleInto(
        ring.factors(() => 1n << 32n),
        x,
        x,
        index,
      );
      return x;
    };
    const coefficients = (x: ReturnType<typeof laneSpan>) => {
      ring.inverse(x, index);
      ring.scaleInto(
        ring.factors((prime) => powerMod(BigInt(DEGREE), prime - 2n, prime)),
        x,
        x,
        index,
      );
      return Array.from(lanes(arena, x), BigInt);
    };
    const ab = negacyclicProduct(a, b, q);
    const cd = negacyclicProduct(c, d, q);
    const sum = ab.map((x, i) => (x + cd[i]!) % q);
    const z = arena.alloc(ring.words(1));
    ring.multiplyInto(transformed(a), montgomery(b), z, index);
    assert.equal(coefficients(z), ab, 'multiply');

    const added = transformed(cd);
    ring.multiplyAddInto(transformed(a), montgomery(b), added, index);
    assert.ok(lanes(arena, added).every((lane) => lane < q));
    assert.equal(coefficients(added), sum, 'multiplyAdd');

    const [z0, z1] = [arena.alloc(ring.words(1)), arena.alloc(ring.words(1))];
    ring.accumulateInto(transformed(a), [montgomery(b), montgomery(d)], [z0, z1], index);
    ring.accumulateInto(transformed(c), [montgomery(d), montgomery(b)], [z0, z1], index);
    assert.equal(coefficients(z0), sum, 'accumulate, first');
    const crossed = negacyclicProduct(a, d, q).map((x, i) => x + negacyclic(c, b, q)[i]!);
    assert.equal(
      coefficients(z1),
      crossed.map((x) => x % q),
      'accumulate, second',
    );

    const [y0, y1] = [arena.alloc(ring.words(1)), arena.alloc(ring.words(1))];
    ring.combineInto(
      transformed(a),
      [montgomery(b), montgomery(d)],
      transformed(c),
      [montgomery(d), montgomery(b)],
      [y0, y1],
      index,
    );
    assert.equal(coefficients(y0), sum, 'combine, first');
    assert.equal(
      coefficients(y1),
      crossed.map((x) => x % q),
      'combine, second',
    );
  }
});

const cache = new Map<bigint, bigint[]>();
function negacyclic(a: bigint[], b: bigint[], q: bigint): bigint[] {
  let product = cache.get(q);
  if (product === undefined) {
    product = negacyclicProduct(a, b, q);
    cache.set(q, product);
  }
  return product;
}

test('products do not overflow with the largest factors', () => {
  for (const index of edges) {
    const q = PRIMES[index];
    const x = laneSpan(arena, new Array<number>(DEGREE).fill(12 * q - 1));
    const c = laneSpan(arena, new Array<number>(DEGREE).fill(q - 1));
    const expected = Number(mod(powerMod(1n << 32n, BigInt(q - 2), BigInt(q)), BigInt(q))); // (-1)(-1) / 2^32
    const [z0, z1] = [arena.alloc(ring.words(1)), arena.alloc(ring.words(1))];
    ring.combineInto(x, [c, c], x, [c, c], [z0, z1], index);
    assert.ok(lanes(arena, z0).every((lane) => lane < 2 * q && lane % q === (2 * expected) % q));
    for (let k = 0; k < 3; k++) ring.accumulateInto(x, [c, c], [z0, z1], index);
    assert.ok(lanes(arena, z1).every((lane) => lane < 2 * q && lane % q === (5 * expected) % q));
    ring.multiplyInto(x, c, z0, index);
    assert.ok(lanes(arena, z0).every((lane) => lane < 2 * q && lane % q === expected));
    ring.multiplyAddInto(x, c, x, index);
    assert.ok(lanes(arena, x).every((lane) => lane === (expected + q - 1) % q));
  }
});

test('sums, differences and public factors are right at the edges', () => {
  const q = PRIMES[9];
  const a = laneSpan(
    arena,
    Array.from({ length: DEGREE }, (_, i) => [0, 1, q - 1, q >> 1][i & 3]!),
  );
  const b = laneSpan(
    arena,
    Array.from({ length: DEGREE }, (_, i) => [0, q - 1, q - 1, q >> 1][i & 3]!),
  );
  const z = arena.alloc(ring.words(1));
  ring.addInto(a, b, z, 9);
  assert.equal([...lanes(arena, z).slice(0, 4)], [0, 0, q - 2, q - 1]);
  ring.subInto(a, b, z, 9);
  assert.equal([...lanes(arena, z).slice(0, 4)], [0, 2, 0, 0]);
  const k = ring.factors((prime) => prime - 2n);
  const any = laneSpan(
    arena,
    Array.from({ length: DEGREE }, (_, i) => [0, 0xffffffff, q, 12345][i & 3]!),
  );
  ring.scaleInto(k, any, z, 9);
  const expected = [0n, 0xffffffffn, BigInt(q), 12345n].map((x) => Number(mod(-2n * x, BigInt(q))));
  assert.equal([...lanes(arena, z).slice(0, 4)], expected);
  ring.axpyInto(k, any, a, 9);
  assert.equal(
    [...lanes(arena, a).slice(0, 4)],
    [0, 1, q - 1, q >> 1].map((x, i) => (x + expected[i]!) % q),
  );
});

test('slots are the values over the field, and products go slot by slot', () => {
  const slots = new Slots(arena);
  const [a, b] = [randomIntegers(DEGREE, P, 1), randomIntegers(DEGREE, P, 2)];
  a.splice(0, 4, 0n, 1n, P - 1n, P >> 1n);
  const [x, y] = [a, b].map((values) => {
    const span = arena.alloc(DEGREE);
    kernel.fromBigInts(values, span);
    slots.fromCoefficients(span);
    return span;
  });
  const root = rootOf(P);
  for (const slot of [0, 1, 2, 3, 8191, DEGREE - 1]) {
    const point = powerMod(root, BigInt(2 * reverse(slot, 14) + 1), P);
    assert.is(kernel.toBigInts(x!)[slot], valueAt(a, point, P));
  }
  const z = arena.alloc(DEGREE);
  kernel.mulInto(x!, y!, z);
  slots.toCoefficients(z);
  assert.equal(kernel.toBigInts(z), negacyclicProduct(a, b, P));
  slots.toCoefficients(x!);
  assert.equal(kernel.toBigInts(x!), a);
});

test('slots of extreme coefficients are right', () => {
  const slots = new Slots(arena);
  const x = arena.alloc(DEGREE);
  kernel.fromBigInts(new Array<bigint>(DEGREE).fill(P - 1n), x);
  slots.fromCoefficients(x);
  assert.ok(kernel.isCanonical(x));
  slots.toCoefficients(x);
  assert.ok(kernel.toBigInts(x).every((value) => value === P - 1n));
});

test('unfit moduli and spans are refused', () => {
  throwsUsage(() => new Ring(arena, [268369921 - 32768 * 1000]), 'INVALID_ARGUMENT');
  throwsUsage(() => new Ring(arena, [268369920]), 'INVALID_ARGUMENT');
  throwsUsage(() => ring.forward(arena.alloc(100)), 'LENGTH_MISMATCH');
  throwsUsage(() => ring.forward(arena.alloc(ring.words(2)), 9), 'LENGTH_MISMATCH');
  throwsUsage(
    () => ring.addInto(arena.alloc(ring.words(2)), arena.alloc(ring.words(1)), arena.alloc(ring.words(2))),
    'LENGTH_MISMATCH',
  );
});

test.run();
