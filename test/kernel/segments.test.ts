// Gathering, and sums by groups, against BigInt.
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Kernel } from '../../src/kernel/index.js';
import { P } from '../../src/params.js';
import { throwsUsage } from './throws.js';
import { EDGES, mod, runs, same, someElements, spanOf, vector } from './values.js';

const kernel = await Kernel.load();
const arena = kernel.newArena();

const test = suite('kernel: gathering and groups');

const groupsOf = (xs: readonly bigint[], size: number) =>
  Array.from({ length: xs.length / size }, (_, g) => xs.slice(g * size, (g + 1) * size));
const total = (xs: readonly bigint[]) => xs.reduce((sum, x) => sum + x, 0n);

/** Elements that are edges in the first half. */
function mixed(n: number, salt: number): bigint[] {
  return someElements(n, salt).map((x, i) => (i < n / 2 ? (EDGES[i % EDGES.length] as bigint) : x));
}

test('gather takes elements at any places, repeated ones too, and 0 for -1', () => {
  const place = (n: number) => fc.array(fc.integer({ min: -1, max: n - 1 }), { maxLength: 40 });
  fc.assert(
    fc.property(vector(7), place(7), (xs, places) => {
      arena.scope(() => {
        const z = spanOf(arena, [5n, ...places.map(() => 99n), 6n]);
        kernel.gatherInto(spanOf(arena, xs), Int32Array.from(places), z.slice(1, places.length + 1));
        same(kernel.toBigInts(z), [5n, ...places.map((i) => xs[i] ?? 0n), 6n], 'gather');
      });
    }),
    runs(200),
  );
});

test('gather goes through indices in several pieces', () => {
  arena.scope(() => {
    const n = 50_001;
    const xs = someElements(1000, 1);
    const places = Int32Array.from({ length: n }, (_, i) => ((i * 7919) % 1001) - 1);
    const z = arena.alloc(n);
    kernel.gatherInto(spanOf(arena, xs), places, z);
    same(
      kernel.toBigInts(z),
      Array.from(places, (i) => xs[i] ?? 0n),
      'gather',
    );
  });
});

test('an index outside the vector is refused', () => {
  for (const index of [3, -2, 2 ** 31 - 1, -(2 ** 31)]) {
    arena.scope(() => {
      const x = spanOf(arena, [1n, 2n, 3n]);
      throwsUsage(() => kernel.gatherInto(x, Int32Array.of(0, index), arena.alloc(2)), 'INVALID_ARGUMENT');
    });
  }
});

for (const size of [1, 2, 3, 4, 5, 8, 2048, 2049, 4100]) {
  test(`sums, running sums and inner products of groups of ${size} agree with BigInt`, () => {
    const n = size * (size > 100 ? 2 : 7);
    arena.scope(() => {
      const xs = mixed(n, 1);
      const ys = mixed(n, 2).reverse();
      const [x, y] = [spanOf(arena, xs), spanOf(arena, ys)];
      const z = spanOf(arena, [7n, ...groupsOf(xs, size).map(() => 1n), 9n]);
      const inside = z.slice(1, n / size + 1);
      const sums = groupsOf(xs, size).map((group) => mod(total(group)));
      kernel.groupSumsInto(x, size, inside);
      same(kernel.toBigInts(z), [7n, ...sums, 9n], 'sums');
      const products = xs.map((v, i) => v * (ys[i] as bigint));
      kernel.groupInnerInto(x, y, size, inside);
      same(kernel.toBigInts(z), [7n, ...groupsOf(products, size).map((group) => mod(total(group))), 9n], 'inner');
      const running = groupsOf(xs, size).flatMap((group) => {
        let sum = 0n;
        return group.map((v) => {
          sum = mod(sum + v);
          return sum;
        });
      });
      kernel.prefixSumsInto(x, size, x);
      same(kernel.toBigInts(x), running, 'running sums, over the input');
    });
  });
}

test('signed integers become field elements', () => {
  const edges = [
    0n,
    1n,
    -1n,
    P,
    -P,
    P - 1n,
    1n - P,
    (1n << 63n) - 1n,
    -(1n << 63n),
    (1n << 61n) + 5n,
    -7n * (1n << 60n),
  ];
  arena.scope(() => {
    const z = arena.alloc(edges.length + 1);
    // A window of a larger array: the offset counts.
    const values = BigInt64Array.from([11n, ...edges]);
    kernel.fromSigned(values.subarray(1), z.slice(0, edges.length));
    same(kernel.toBigInts(z), [...edges.map(mod), 0n], 'signed');
  });
});

test('groups that do not fit are refused', () => {
  arena.scope(() => {
    const x = spanOf(arena, [1n, 2n, 3n]);
    const two = arena.alloc(2);
    for (const size of [0, 2, -1, 1.5, 4]) {
      throwsUsage(() => kernel.groupSumsInto(x, size, two), 'LENGTH_MISMATCH');
      throwsUsage(() => kernel.prefixSumsInto(x, size, x), 'LENGTH_MISMATCH');
      throwsUsage(() => kernel.groupInnerInto(x, x, size, two), 'LENGTH_MISMATCH');
    }
    throwsUsage(() => kernel.groupSumsInto(x, 3, two), 'LENGTH_MISMATCH');
    throwsUsage(() => kernel.gatherInto(x, Int32Array.of(0), two), 'LENGTH_MISMATCH');
    assert.ok(kernel.isZero(two));
  });
});

test.run();
