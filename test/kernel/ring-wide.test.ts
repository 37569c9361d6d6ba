// Wide integers, and sums of polynomials times monomials, against BigInt.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Arena,
  Kernel,
  NO_TERM,
  RESIDUE_WORDS,
  RingRandom,
  type Span,
  WIDE_WORDS,
  WideIntegers,
} from '../../src/kernel/index.js';
import { P } from '../../src/params.js';
import { DEGREE, laneSpan, lanes, mod, PRIMES, powerMod, randomIntegers } from './ring-oracle.js';
import { throwsUsage } from './throws.js';

const test = suite('kernel: wide integers');
const kernel = await Kernel.load();
let arena: Arena;
let wide: WideIntegers;

test.before.each(() => {
  arena = kernel.newArena();
  wide = new WideIntegers(arena, PRIMES);
});
test.after.each(() => arena.release());

const top = 1n << 87n;
const centred = (x: bigint) => (x >= 1n << 60n ? x - P : x);

function wideSpan(values: readonly bigint[]): Span {
  const limb = (shift: bigint) => values.map((x) => Number((x >> shift) & 0x7fffffffn));
  return laneSpan(arena, [...limb(0n), ...limb(31n), ...values.map((x) => Number(x >> 62n))]);
}

function wideValues(x: Span): bigint[] {
  const all = Array.from(lanes(arena, x));
  const limb = (plane: number, k: number) => BigInt(all[plane * DEGREE + k]!);
  return Array.from(
    { length: DEGREE },
    (_, k) => limb(0, k) + (limb(1, k) << 31n) + (BigInt.asIntN(32, limb(2, k)) << 62n),
  );
}

/** The sum of X^e x over terms, coefficient by coefficient. */
function rotated(terms: readonly (readonly bigint[])[], exponents: readonly number[]): bigint[] {
  const sum = new Array<bigint>(DEGREE).fill(0n);
  terms.forEach((x, i) => {
    const e = exponents[i]!;
    if (e === NO_TERM) return;
    x.forEach((value, k) => {
      const place = (k + e) % (2 * DEGREE);
      sum[place % DEGREE]! += place < DEGREE ? value : -value;
    });
  });
  return sum;
}

const exponents = [0, 1, DEGREE - 1, DEGREE, DEGREE + 1, 2 * DEGREE - 1, NO_TERM, 5, 2047, 2048, 2049, 12345, 30000];
const fields = exponents.map((_, i) =>
  randomIntegers(DEGREE, P, i).map((x, k) => [0n, P - 1n, 1n << 60n, (1n << 60n) - 1n][(k + i) % 32] ?? x),
);

test('rotated sums of field polynomials are added to wide integers', () => {
  const y = randomIntegers(DEGREE, 2n * top, 99).map((x) => x - top);
  const z = wideSpan(y);
  const xs = fields.map((values) => {
    const span = arena.alloc(DEGREE);
    kernel.fromBigInts(values, span);
    return span;
  });
  wide.addFieldRotations(xs, exponents, z);
  const expected = rotated(
    fields.map((values) => values.map(centred)),
    exponents,
  );
  assert.equal(
    wideValues(z),
    expected.map((x, k) => x + y[k]!),
  );
  wide.addFieldRotations(xs.slice(0, 1), [NO_TERM], z); // no sum is left over from before
  assert.equal(
    wideValues(z),
    expected.map((x, k) => x + y[k]!),
  );
});

test('rotated sums of small integers are added, and wrap', () => {
  const terms = exponents.map((_, i) => randomIntegers(DEGREE, 43n, i).map((x) => x - 21n));
  const y = randomIntegers(DEGREE, 1n << 32n, 98);
  const z = laneSpan(arena, y);
  wide.addSmallRotations(
    terms.map((x) => laneSpan(arena, x)),
    exponents,
    z,
  );
  const expected = rotated(terms, exponents).map((x, k) => BigInt.asUintN(32, x + y[k]!));
  assert.equal(Array.from(lanes(arena, z), BigInt), expected);
});

test('rotated sums are subtracted modulo a prime, eighteen terms and more', () => {
  for (const index of [0, 9]) {
    const q = BigInt(PRIMES[index]!);
    const many = [...exponents, ...exponents, ...exponents];
    const terms = many.map((_, i) => randomIntegers(DEGREE, q, i).map((x, k) => [q - 1n, 0n][(k + i) % 16] ?? x));
    const y = randomIntegers(DEGREE, q, 97);
    const z = laneSpan(arena, y);
    wide.subtractRotations(
      terms.map((x) => laneSpan(arena, x)),
      many,
      index,
      z,
    );
    assert.equal(
      Array.from(lanes(arena, z), BigInt),
      rotated(terms, many).map((x, k) => mod(y[k]! - x, q)),
    );
  }
});

test('the largest lanes do not overflow in a sum', () => {
  for (const [x, exponent] of [
    [0, 0], // minus zero is the prime itself
    [PRIMES[0] - 1, DEGREE],
  ] as const) {
    const q = PRIMES[0];
    const z = laneSpan(arena, new Array<number>(DEGREE).fill(q - 1));
    const term = laneSpan(arena, new Array<number>(DEGREE).fill(x));
    wide.subtractRotations(new Array<Span>(40).fill(term), new Array<number>(40).fill(exponent), 0, z);
    const expected = x === 0 ? q - 1 : q - 41; // q - 1 + 40 (q - 1)
    assert.ok(lanes(arena, z).every((lane) => lane === expected));
  }
});

test('a wide integer over p plus an error is encoded modulo every prime', () => {
  const values = randomIntegers(DEGREE, 2n * top, 3).map((x, k) => [-top, top - 1n, 0n, -1n][k % 32] ?? x - top);
  const errors = values.map((_, k) => [-(2 ** 31), 2 ** 31 - 1, 0, -1, k][k % 5]!);
  const z = arena.alloc(10 * RESIDUE_WORDS);
  for (const message of [values, null]) {
    wide.dividedInto(message === null ? null : wideSpan(message), laneSpan(arena, errors), z);
    PRIMES.forEach((prime, i) => {
      const q = BigInt(prime);
      const reciprocal = powerMod(P, q - 2n, q);
      const found = lanes(arena, z).subarray(i * DEGREE, (i + 1) * DEGREE);
      found.forEach((lane, k) => {
        const expected = mod((message?.[k] ?? 0n) * reciprocal + BigInt(errors[k]!), q);
        if (lane >= 12 * prime || BigInt(lane % prime) !== expected) throw new Error(`coefficient ${k} modulo ${q}`);
      });
    });
  }
});

test('ranges are checked at their edges, in every place', () => {
  const margin = 9;
  const edge = top - (BigInt(margin) << 61n);
  const middle = new Array<bigint>(DEGREE).fill(0n);
  for (const place of [0, 1, 2, 3, 8190, DEGREE - 1]) {
    const accepted = (x: bigint) => wide.areWide(wideSpan(middle.with(place, x)), margin);
    assert.ok(accepted(edge - 1n) && accepted(-edge));
    assert.not.ok(accepted(edge) || accepted(-edge - 1n) || accepted(top - 1n) || accepted(-top));
    const small = (x: number) => wide.areSmall(laneSpan(arena, middle.with(place, BigInt(x))), -5, 7);
    assert.ok(small(-5) && small(6) && !small(-6) && !small(7));
  }
});

test('limbs that are not in their form are refused', () => {
  for (const [plane, value] of [
    [0, 2 ** 31],
    [1, 2 ** 32 - 1],
    [2, 2 ** 25],
    [2, -(2 ** 25) - 1],
    [2, 2 ** 31 - 1],
    [2, -(2 ** 31)],
  ] as const) {
    const z = arena.alloc(WIDE_WORDS);
    lanes(arena, z)[plane * DEGREE + 77] = value;
    assert.not.ok(wide.areWide(z, 0), `${value} in plane ${plane}`);
  }
});

test('shaped random lanes are uniform in their ranges', () => {
  const random = new RingRandom(arena, PRIMES);
  const cells = (values: readonly bigint[], half: bigint) => {
    const counts = new Array<number>(32).fill(0);
    for (const x of values) counts[Number(((x + half) * 16n) / half)]!++;
    const chiSquare = counts.reduce((sum, n) => sum + (n - DEGREE / 32) ** 2 / (DEGREE / 32), 0);
    assert.ok(chiSquare < 31 + 4 * Math.sqrt(62), `chi-square ${chiSquare} of 31 degrees`);
  };
  const z = arena.alloc(WIDE_WORDS);
  random.bytesInto(new Uint8Array(32), 0, z);
  wide.shapeWide(z);
  assert.ok(wide.areWide(z, 0));
  cells(wideValues(z), top);
  const small = arena.alloc(RESIDUE_WORDS);
  for (const bits of [28, 32]) {
    random.bytesInto(new Uint8Array(32), bits, small);
    wide.shapeSmall(small, bits);
    cells(
      Array.from(lanes(arena, small), (x) => BigInt(x | 0)),
      1n << BigInt(bits - 1),
    );
  }
});

test('sums that do not fit together are refused', () => {
  const z = arena.alloc(RESIDUE_WORDS);
  throwsUsage(() => wide.addSmallRotations([z], [0, 1], z), 'INVALID_ARGUMENT');
  throwsUsage(() => wide.addSmallRotations([z], [NO_TERM + 1], z), 'INVALID_ARGUMENT');
  throwsUsage(() => wide.addSmallRotations([z], [-1], z), 'INVALID_ARGUMENT');
  throwsUsage(() => wide.addFieldRotations([z], [0], arena.alloc(WIDE_WORDS)), 'LENGTH_MISMATCH');
  throwsUsage(() => wide.subtractRotations([z], [0], 10, z), 'INVALID_ARGUMENT');
});

test.run();
