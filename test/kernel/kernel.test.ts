// Every elementwise export against BigInt: all pairs of edge values, all lengths around the vector loops, unaligned
// slices, results written over an input.
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Kernel, type Span } from '../../src/kernel/index.js';
import { P } from '../../src/params.js';
import { throwsUsage } from './throws.js';
import { EDGES, element, mod, runs, same, someElements, spanOf, vector, word } from './values.js';

const kernel = await Kernel.load();
const arena = kernel.newArena();

interface Operation {
  readonly name: string;
  run(k: Span, x: Span, y: Span, z: Span): void;
  /** One element of the result; z is the old content. */
  of(k: bigint, x: bigint, y: bigint, z: bigint): bigint;
}

const operations: readonly Operation[] = [
  { name: 'add', run: (_, x, y, z) => kernel.addInto(x, y, z), of: (_, x, y) => x + y },
  { name: 'sub', run: (_, x, y, z) => kernel.subInto(x, y, z), of: (_, x, y) => x - y },
  { name: 'mul', run: (_, x, y, z) => kernel.mulInto(x, y, z), of: (_, x, y) => x * y },
  { name: 'neg', run: (_, x, _y, z) => kernel.negInto(x, z), of: (_, x) => -x },
  { name: 'scale', run: (k, x, _, z) => kernel.scaleInto(k, x, z), of: (k, x) => k * x },
  { name: 'axpy', run: (k, x, _, z) => kernel.axpyInto(k, x, z), of: (k, x, _, z) => z + k * x },
  { name: 'addConstant', run: (k, x, _, z) => kernel.addConstantInto(k, x, z), of: (k, x) => x + k },
  { name: 'copy', run: (_, x, _y, z) => kernel.copyInto(x, z), of: (_, x) => x },
];

const test = suite('kernel: elementwise');

const pairs = EDGES.flatMap((x) => EDGES.map((y) => [x, y] as const));

for (const { name, run, of } of operations) {
  test(`${name} agrees with BigInt on all pairs of edge values`, () => {
    for (const k of [0n, 1n, P - 1n, 1n << 31n, (1n << 60n) + 12345n]) {
      arena.scope(() => {
        const xs = pairs.map(([x]) => x);
        const ys = pairs.map(([, y]) => y);
        const z = spanOf(arena, ys);
        run(spanOf(arena, [k]), spanOf(arena, xs), spanOf(arena, ys), z);
        same(
          kernel.toBigInts(z),
          pairs.map(([x, y]) => mod(of(k, x, y, y))),
          `${name} with k = ${k}`,
        );
      });
    }
  });

  test(`${name} agrees with BigInt at every length, on unaligned slices, and touches nothing beside`, () => {
    for (let n = 0; n <= 40; n++) {
      arena.scope(() => {
        const [k, ...rest] = someElements(1 + 3 * n, n) as [bigint, ...bigint[]];
        const [xs, ys, old] = [rest.slice(0, n), rest.slice(n, 2 * n), rest.slice(2 * n)];
        const inside = (values: readonly bigint[]) => spanOf(arena, [7n, ...values, 9n]);
        const z = inside(old);
        const cut = (span: Span) => span.slice(1, n + 1);
        run(spanOf(arena, [k]), cut(inside(xs)), cut(inside(ys)), cut(z));
        const expected = xs.map((x, i) => mod(of(k, x, ys[i] as bigint, old[i] as bigint)));
        same(kernel.toBigInts(z), [7n, ...expected, 9n], `${name} of ${n}`);
      });
    }
  });

  test(`${name} may write over its input`, () => {
    fc.assert(
      fc.property(element, vector(13), vector(13), (k, xs, ys) => {
        arena.scope(() => {
          const x = spanOf(arena, xs);
          run(spanOf(arena, [k]), x, spanOf(arena, ys), x);
          same(
            kernel.toBigInts(x),
            xs.map((v, i) => mod(of(k, v, ys[i] as bigint, v))),
            name,
          );
        });
      }),
      runs(30),
    );
  });
}

test('a public scalar is any integer, reduced mod p', () => {
  arena.scope(() => {
    const x = spanOf(arena, [0n, 1n, P - 1n, 12345n, 1n << 60n]);
    const z = arena.alloc(5);
    for (const k of [-1n, -P, P, 3n * P + 5n, -(1n << 100n)]) {
      kernel.scaleInto(k, x, z);
      same(
        kernel.toBigInts(z),
        kernel.toBigInts(x).map((v) => mod(k * v)),
        `k = ${k}`,
      );
    }
  });
});

test('sum and inner product agree with BigInt at every length around the chunks', () => {
  for (const n of [0, 1, 2, 3, 4, 5, 7, 8, 2047, 2048, 2049, 2050, 4096, 5003]) {
    for (const worst of [true, false]) {
      arena.scope(() => {
        const xs = worst ? Array<bigint>(n).fill(P - 1n) : someElements(n, n);
        const ys = worst ? xs : someElements(n, n + 1);
        const [x, y, z] = [spanOf(arena, xs), spanOf(arena, ys), arena.alloc(1)];
        kernel.sumInto(x, z);
        same(kernel.toBigInts(z), [mod(xs.reduce((sum, v) => sum + v, 0n))], `sum of ${n}`);
        kernel.innerInto(x, y, z);
        same(kernel.toBigInts(z), [mod(xs.reduce((sum, v, i) => sum + v * (ys[i] as bigint), 0n))], `inner of ${n}`);
      });
    }
  }
});

test('the inner product of every pair of edges, alone and among others, agrees with BigInt', () => {
  for (const [x, y] of pairs) {
    arena.scope(() => {
      const z = arena.alloc(1);
      kernel.innerInto(spanOf(arena, [x, P - 1n, y, 1n, x]), spanOf(arena, [y, P - 1n, y, x, y]), z);
      same(kernel.toBigInts(z), [mod(2n * x * y + 1n + y * y + x)], `${x}, ${y}`);
    });
  }
});

test('reduce brings any word below p', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 9 }), (xs) => {
      arena.scope(() => {
        const z = arena.alloc(xs.length);
        kernel.reduceInto(spanOf(arena, xs), z);
        same(kernel.toBigInts(z), xs.map(mod), 'reduce');
      });
    }),
    runs(200),
  );
});

test('isCanonical finds one word of p or more in any lane', () => {
  for (let n = 1; n <= 9; n++) {
    for (let bad = 0; bad < n; bad++) {
      for (const value of [P, P + 1n, 1n << 61n, 1n << 63n, (1n << 64n) - 1n, (1n << 63n) + 5n]) {
        arena.scope(() => {
          const words = Array<bigint>(n).fill(P - 1n);
          assert.is(kernel.isCanonical(spanOf(arena, words)), true);
          words[bad] = value;
          assert.is(kernel.isCanonical(spanOf(arena, words)), false, `${value} at ${bad} of ${n}`);
        });
      }
    }
  }
});

test('isZero and equal see one bit in any lane', () => {
  for (let n = 1; n <= 9; n++) {
    for (let at = 0; at < n; at++) {
      for (const bit of [0n, 31n, 32n, 60n, 63n]) {
        arena.scope(() => {
          const words = Array<bigint>(n).fill(0n);
          const zero = spanOf(arena, words);
          assert.is(kernel.isZero(zero), true);
          words[at] = 1n << bit;
          const one = spanOf(arena, words);
          assert.is(kernel.isZero(one), false);
          assert.is(kernel.equal(zero, one), false);
          assert.is(kernel.equal(one, spanOf(arena, words)), true);
        });
      }
    }
  }
});

test('bits takes a field of public bits', () => {
  fc.assert(
    fc.property(vector(5), fc.nat(63), fc.integer({ min: 1, max: 61 }), (xs, shift, width) => {
      arena.scope(() => {
        const z = arena.alloc(5);
        kernel.bitsInto(spanOf(arena, xs), shift, width, z);
        same(
          kernel.toBigInts(z),
          xs.map((x) => (x >> BigInt(shift)) & ((1n << BigInt(width)) - 1n)),
          'bits',
        );
      });
    }),
    runs(100),
  );
});

test('different lengths are refused before anything is written', () => {
  arena.scope(() => {
    const [x, y, z, one] = [spanOf(arena, [1n, 2n]), arena.alloc(3), arena.alloc(2), arena.alloc(1)];
    throwsUsage(() => kernel.addInto(x, y, z), 'LENGTH_MISMATCH');
    throwsUsage(() => kernel.mulInto(y, x, z), 'LENGTH_MISMATCH');
    throwsUsage(() => kernel.negInto(x, y), 'LENGTH_MISMATCH');
    throwsUsage(() => kernel.scaleInto(x, x, z), 'LENGTH_MISMATCH');
    throwsUsage(() => kernel.sumInto(x, z), 'LENGTH_MISMATCH');
    throwsUsage(() => kernel.innerInto(x, y, one), 'LENGTH_MISMATCH');
    throwsUsage(() => kernel.copyInto(x, y), 'LENGTH_MISMATCH');
    assert.is(kernel.isZero(y) && kernel.isZero(z) && kernel.isZero(one), true);
  });
});

test.run();
