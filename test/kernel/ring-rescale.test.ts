// Going down from ten primes to three, and to the field: every coefficient against BigInt, also where the rounding is
// about to tip over.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Arena,
  DROPPED_PRIMES,
  KEPT_PRIMES,
  Kernel,
  Recover,
  Rescale,
  type Span,
} from '../../src/kernel/index.js';
import { P } from '../../src/params.js';
import { DEGREE, laneSpan, lanes, mod, PRIMES, powerMod, randomIntegers } from './ring-oracle.js';

const test = suite('kernel: ring rescaling');
const kernel = await Kernel.load();
let arena: Arena;

test.before.each(() => {
  arena = kernel.newArena();
});
test.after.each(() => arena.release());

const primes = PRIMES.map(BigInt);
const kept = primes.slice(0, KEPT_PRIMES);
const dropped = primes.slice(KEPT_PRIMES);
const product = (moduli: readonly bigint[]) => moduli.reduce((all, q) => all * q, 1n);
const q = product(primes);
const small = product(kept);
const D = product(dropped);

/** Polynomials as inverse transforms leave them: N times the coefficients, below 2q. */
function scaled(coefficients: readonly bigint[], moduli: readonly bigint[]): Span {
  return laneSpan(
    arena,
    moduli.flatMap((prime) => coefficients.map((c, k) => mod(c * BigInt(DEGREE), prime) + (k % 2 === 0 ? 0n : prime))),
  );
}

function wordSpan(values: readonly bigint[]): Span {
  const span = arena.alloc(values.length);
  kernel.view(span).set(new Uint8Array(BigUint64Array.from(values).buffer));
  return span;
}

/** Random coefficients, and such as lie next to multiples of D. */
const coefficients = randomIntegers(DEGREE, q, 1).map((c, k) => {
  if (k % 8 === 1) return mod(c - (c % D), q);
  if (k % 8 === 2) return mod(c - (c % D) - 1n, q);
  if (k % 8 === 3) return mod(c - (c % D) + (D >> 1n), q);
  return c;
});
const one = 1n << 59n;

/** Random r, and the least and the largest; the five high bits are noise that must not count. */
const random = randomIntegers(DEGREE, 1n << 64n, 2).map((r, k) => {
  if (k % 16 === 1) return r & ~(one - 1n);
  if (k % 16 === 2) return r | (one - 1n);
  return r;
});

/** Does the fixed-point sum decide like the exact one? It may be short by up to 2^-57.6, mask included. */
function decided(numerator: bigint, denominator: bigint): boolean {
  const rest = mod(numerator, denominator);
  return rest * (1n << 58n) >= denominator * 2n;
}

function checkFloors(
  z: Uint32Array,
  exact: (k: number) => readonly [bigint, bigint],
  shift: (k: number) => bigint,
): number {
  let tipping = 0;
  for (let k = 0; k < DEGREE; k++) {
    const [numerator, denominator] = exact(k);
    const floor = (numerator - mod(numerator, denominator)) / denominator;
    const allowed = decided(numerator, denominator) ? [floor] : [floor, floor - 1n];
    if (allowed.length > 1) tipping++;
    const fits = allowed.some((value) =>
      kept.every(
        (prime, i) =>
          BigInt(z[i * DEGREE + k]!) % prime === mod(value + shift(k) * powerMod(P, prime - 2n, prime), prime),
      ),
    );
    if (!fits) throw new Error(`coefficient ${k} is rounded wrongly`);
  }
  return tipping;
}

test('a masked polynomial is floor(c/D + r + b/p) - b/p, exactly', () => {
  const b = randomIntegers(DEGREE, P, 3).map((x, k) => [1n, 0n, P - 1n][k % 32] ?? x);
  const z = arena.alloc(KEPT_PRIMES * (DEGREE / 2));
  new Rescale(arena, PRIMES).maskedInto(scaled(coefficients, primes), wordSpan(random), wordSpan(b), z);
  const exact = (k: number) => {
    const r = random[k]! & (one - 1n);
    return [coefficients[k]! * one * P + r * D * P + b[k]! * D * one, D * one * P] as const;
  };
  const found = lanes(arena, z);
  const tipping = checkFloors(found, exact, (k) => -b[k]!);
  assert.ok(tipping > 0 && tipping < DEGREE / 16, `${tipping} coefficients at the edge`);
  PRIMES.slice(0, KEPT_PRIMES).forEach((prime, i) => {
    assert.ok(found.subarray(i * DEGREE, (i + 1) * DEGREE).every((lane) => lane < prime));
  });
});

test('the dropped primes contribute floor(c/D + r) - c/D', () => {
  const z = arena.alloc(KEPT_PRIMES * (DEGREE / 2));
  new Rescale(arena, PRIMES).tailInto(scaled(coefficients, dropped), wordSpan(random), z);
  const found = lanes(arena, z);
  const whole = Uint32Array.from(found, (lane, i) => {
    const prime = kept[Math.floor(i / DEGREE)]!;
    return Number(mod(BigInt(lane) + coefficients[i % DEGREE]! * powerMod(D, prime - 2n, prime), prime));
  });
  const exact = (k: number) => [coefficients[k]! * one + (random[k]! & (one - 1n)) * D, D * one] as const;
  checkFloors(whole, exact, () => 0n);
  assert.ok(found.every((lane, i) => lane < 2 * PRIMES[Math.floor(i / DEGREE)]!));
});

test('recovering gives the message up to the documented edge, with its factor, and not beyond', () => {
  const factor = 0x123456789abcdefn;
  const recover = new Recover(arena, PRIMES.slice(0, KEPT_PRIMES), factor);
  const edge = (small >> 1n) - (small >> 26n);
  const integers = randomIntegers(DEGREE, 2n * edge, 4).map(
    (x, k) => [edge, -edge, 0n, P, -P, 1n, -1n][k % 64] ?? x - edge,
  );
  const a = randomIntegers(DEGREE, small, 5);
  const residues = (of: (k: number, prime: bigint) => bigint) =>
    laneSpan(
      arena,
      kept.flatMap((prime) => integers.map((_, k) => mod(of(k, prime), prime))),
    );
  const v = residues((k, prime) => integers[k]! * powerMod(P, prime - 2n, prime) - a[k]!);
  const z = arena.alloc(DEGREE);
  recover.into(
    v,
    residues((k) => a[k]!),
    z,
  );
  assert.ok(kernel.isCanonical(z));
  assert.equal(
    kernel.toBigInts(z),
    integers.map((x) => mod(x * factor, P)),
  );

  const beyond = small - edge; // stands for a negative integer
  const past = laneSpan(
    arena,
    kept.flatMap((prime) => new Array<bigint>(DEGREE).fill(mod(beyond * powerMod(P, prime - 2n, prime), prime))),
  );
  recover.into(past, laneSpan(arena, new Array<number>(KEPT_PRIMES * DEGREE).fill(0)), z);
  assert.ok(kernel.toBigInts(z).every((x) => x === mod((beyond - small) * factor, P) && x !== mod(beyond * factor, P)));
});

test('ten primes are three and seven', () => {
  assert.is(KEPT_PRIMES + DROPPED_PRIMES, PRIMES.length);
  assert.throws(() => new Rescale(arena, PRIMES.slice(1)), /expected 10 primes/);
  assert.throws(() => new Recover(arena, PRIMES, 1n), /expected 3 primes/);
});

test.run();
