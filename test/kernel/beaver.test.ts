// Beaver recombination and digit look-ups against BigInt.
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Kernel, type Span } from '../../src/kernel/index.js';
import { P } from '../../src/params.js';
import { throwsUsage } from './throws.js';
import { EDGES, element, mod, runs, same, someElements, spanOf, vector } from './values.js';

const kernel = await Kernel.load();
const arena = kernel.newArena();

const test = suite('kernel: recombination and look-ups');

const NAMES = ['a', 'b', 'c', 'aMac', 'bMac', 'cMac', 'd', 'e'] as const;
type Inputs = Record<(typeof NAMES)[number], readonly bigint[]>;

/** A value for each of the eight inputs. */
function eachInput(make: (index: number) => readonly bigint[]): Inputs {
  return Object.fromEntries(NAMES.map((name, i) => [name, make(i)])) as Inputs;
}

/** Both recombinations in both roles against the formulas, element by element. */
function check(inputs: Inputs, key: bigint, what: string): void {
  const n = inputs.c.length;
  const rows = Array.from(
    { length: n },
    (_, i) => Object.fromEntries(NAMES.map((name) => [name, inputs[name][i]])) as Record<keyof Inputs, bigint>,
  );
  for (const lead of [true, false]) {
    const values = rows.map(({ a, b, c, d, e }) => mod(c + d * b + e * a + (lead ? d * e : 0n)));
    const macs = rows.map(({ aMac, bMac, cMac, d, e }) => mod(cMac + d * bMac + e * aMac + key * d * e));
    arena.scope(() => {
      const spans = Object.fromEntries(NAMES.map((name) => [name, spanOf(arena, inputs[name])])) as Record<
        keyof Inputs,
        Span
      >;
      const { d, e } = spans;
      const [z, zMac, alone, macKey] = [arena.alloc(n), arena.alloc(n), arena.alloc(n), spanOf(arena, [key])];
      kernel.beaverSharesInto(spans, d, e, macKey, lead, z, zMac);
      kernel.beaverInto(spans, d, e, lead, alone);
      same(kernel.toBigInts(z), values, `${what}, values, lead ${lead}`);
      same(kernel.toBigInts(alone), values, `${what}, values alone, lead ${lead}`);
      same(kernel.toBigInts(zMac), macs, `${what}, MACs, lead ${lead}`);
      kernel.beaverSharesInto(spans, d, e, macKey, lead, d, e);
      same(kernel.toBigInts(d), values, `${what}, written over d`);
      same(kernel.toBigInts(e), macs, `${what}, written over e`);
    });
  }
}

test('recombination agrees with BigInt where everything is as large as it can be', () => {
  for (const worst of [P - 1n, P - 2n, (1n << 61n) - (1n << 31n) - 1n, (1n << 31n) - 1n, 1n << 60n]) {
    for (const n of [1, 3, 4, 5])
      check(
        eachInput(() => Array<bigint>(n).fill(worst)),
        worst,
        `all ${worst}, ${n} elements`,
      );
  }
});

test('recombination agrees with BigInt on edges in every lane', () => {
  fc.assert(
    fc.property(fc.array(vector(11), { minLength: 8, maxLength: 8 }), element, (inputs, key) => {
      check(
        eachInput((i) => inputs[i] as bigint[]),
        key,
        'random',
      );
    }),
    runs(60),
  );
});

test('recombination agrees with BigInt at every length', () => {
  for (let n = 0; n <= 17; n++) {
    check(
      eachInput((i) => someElements(n, 100 * n + i)),
      5n,
      `length ${n}`,
    );
  }
});

test('a look-up returns [r > v] and [r = v] of the digit in every position', () => {
  for (const w of [1, 2, 3, 4]) {
    const last = 2 ** w - 1;
    const shift = 5;
    const cases = Array.from({ length: 2 ** w }, (_, r) =>
      Array.from({ length: 2 ** w }, (_, v) => [r, v] as const),
    ).flat();
    arena.scope(() => {
      const table = spanOf(
        arena,
        cases.flatMap(([r]) => Array.from({ length: last }, (_, v) => (r > v ? 1n : 0n))),
      );
      const c = spanOf(
        arena,
        cases.map(([, v], i) => BigInt(v << shift) + (1n << 40n) + BigInt(i % 32)),
      );
      const [gt, eq] = [arena.alloc(cases.length), arena.alloc(cases.length)];
      kernel.digitLookupInto(table, w, c, shift, spanOf(arena, [1n]), gt, eq);
      same(
        kernel.toBigInts(gt),
        cases.map(([r, v]) => (r > v ? 1n : 0n)),
        `gt, w = ${w}`,
      );
      same(
        kernel.toBigInts(eq),
        cases.map(([r, v]) => (r === v ? 1n : 0n)),
        `eq, w = ${w}`,
      );
    });
  }
});

test('look-ups move arbitrary shares', () => {
  arena.scope(() => {
    const entries = [...EDGES.slice(0, 21)];
    const c = [0n, 1n, 2n, 3n, 3n, 0n, 1n];
    const one = P - 5n;
    const [gt, eq] = [arena.alloc(7), arena.alloc(7)];
    kernel.digitLookupInto(spanOf(arena, entries), 2, spanOf(arena, c), 0, spanOf(arena, [one]), gt, eq);
    const G = (i: number, v: number) => (v < 0 ? one : v === 3 ? 0n : (entries[3 * i + v] as bigint));
    same(
      kernel.toBigInts(gt),
      c.map((v, i) => G(i, Number(v))),
      'gt',
    );
    same(
      kernel.toBigInts(eq),
      c.map((v, i) => mod(G(i, Number(v) - 1) - G(i, Number(v)))),
      'eq',
    );
  });
});

test('tables and fields of the wrong size are refused', () => {
  arena.scope(() => {
    const [c, z, one] = [arena.alloc(2), arena.alloc(2), arena.alloc(1)];
    throwsUsage(() => kernel.digitLookupInto(arena.alloc(5), 2, c, 0, one, z, z), 'LENGTH_MISMATCH');
    throwsUsage(() => kernel.digitLookupInto(arena.alloc(0), 0, c, 0, one, z, z), 'INVALID_ARGUMENT');
    throwsUsage(() => kernel.bitsInto(c, 0, 62, z), 'INVALID_ARGUMENT');
    throwsUsage(() => kernel.bitsInto(c, 64, 1, z), 'INVALID_ARGUMENT');
    assert.is(kernel.isZero(z), true);
  });
});

test.run();
