// Matrix products in both orientations against BigInt: worst case at the chunk's edges, odd shapes, several vectors.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Kernel } from '../../src/kernel/index.js';
import { P } from '../../src/params.js';
import { throwsUsage } from './throws.js';
import { EDGES, mod, same, someElements, spanOf } from './values.js';

const kernel = await Kernel.load();
const arena = kernel.newArena();

/** A x and A^T w for vectors xs, ws, in one pass each, against BigInt. */
function check(A: readonly bigint[], rows: number, cols: number, xs: bigint[][], ws: bigint[][], what: string): void {
  arena.scope(() => {
    const matrix = spanOf(arena, A);
    const [ys, zs] = [xs.map(() => arena.alloc(rows)), ws.map(() => arena.alloc(cols))];
    kernel.matVecsInto(
      matrix,
      rows,
      cols,
      xs.map((x) => spanOf(arena, x)),
      ys,
    );
    kernel.matTVecsInto(
      matrix,
      rows,
      cols,
      ws.map((w) => spanOf(arena, w)),
      zs,
    );
    xs.forEach((x, v) => {
      const y = Array<bigint>(rows).fill(0n);
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < cols; j++) y[i] = (y[i] as bigint) + (A[i * cols + j] as bigint) * (x[j] as bigint);
      same(kernel.toBigInts(ys[v] as (typeof ys)[0]), y.map(mod), `${what}, A x, vector ${v}`);
    });
    ws.forEach((w, v) => {
      const z = Array<bigint>(cols).fill(0n);
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < cols; j++) z[j] = (z[j] as bigint) + (A[i * cols + j] as bigint) * (w[i] as bigint);
      same(kernel.toBigInts(zs[v] as (typeof zs)[0]), z.map(mod), `${what}, A^T x, vector ${v}`);
    });
  });
}

const test = suite('kernel: matrix products');

for (const length of [1, 2, 3, 2047, 2048, 2049, 5000]) {
  test(`products of ${length} terms are exact with all words p - 1`, () => {
    for (const others of [1, 5]) {
      const A = Array<bigint>(length * others).fill(P - 1n);
      const [long, short] = [Array<bigint>(length).fill(P - 1n), Array<bigint>(others).fill(P - 1n)];
      check(A, others, length, [long], [short], 'wide');
      check(A, length, others, [short], [long], 'tall');
    }
  });
}

test('products are exact at every small shape, also with odd lengths', () => {
  for (let rows = 1; rows <= 9; rows++) {
    for (let cols = 1; cols <= 9; cols++) {
      const salt = 16 * rows + cols;
      check(
        someElements(rows * cols, salt),
        rows,
        cols,
        [someElements(cols, salt + 1)],
        [someElements(rows, salt + 2)],
        `${rows} x ${cols}`,
      );
    }
  }
});

test('products are exact across tiles of columns and chunks of rows', () => {
  for (const [rows, cols] of [
    [6, 1023],
    [7, 1024],
    [5, 1025],
    [3, 2051],
    [2049, 3],
    [2053, 5],
  ] as const) {
    check(
      someElements(rows * cols, rows),
      rows,
      cols,
      [someElements(cols, 1)],
      [someElements(rows, 2)],
      `${rows} x ${cols}`,
    );
  }
});

test('products of edge values are exact', () => {
  const n = EDGES.length;
  const A = EDGES.flatMap((x) => EDGES.map((y) => mod(x * y + x)));
  check(A, n, n, [[...EDGES], [...EDGES].reverse()], [[...EDGES], [...EDGES].reverse()], 'edges');
  check([...EDGES, ...EDGES], 2, n, [[...EDGES]], [[P - 1n, 1n << 60n]], 'two rows of edges');
});

test('high parts whose low word has its top bit set, or is all ones or all zeros, are recovered', () => {
  for (const [a, x] of [
    [(1n << 61n) - (1n << 31n), (1n << 31n) - 1n],
    [1n << 60n, 8n],
    [1n << 60n, 16n],
    [(1n << 60n) - 1n, 16n],
  ] as const) {
    check([a, a, a, a], 2, 2, [[x, x]], [[x, 0n]], `${a} * ${x}`);
  }
});

test('up to nineteen vectors in one pass give what single ones give', () => {
  for (const count of [0, 1, 2, 8, 9, 19]) {
    const [rows, cols] = [11, 13];
    const xs = Array.from({ length: count }, (_, v) => someElements(cols, 50 + v));
    const ws = Array.from({ length: count }, (_, v) => someElements(rows, 80 + v));
    check(someElements(rows * cols, 9), rows, cols, xs, ws, `${count} vectors`);
  }
});

test('a matrix without rows or columns gives zeros', () => {
  arena.scope(() => {
    const y = spanOf(arena, [5n, 6n]);
    kernel.matVecInto(arena.alloc(0), 2, 0, arena.alloc(0), y);
    assert.is(kernel.isZero(y), true);
    const z = spanOf(arena, [5n, 6n]);
    kernel.matTVecInto(arena.alloc(0), 0, 2, arena.alloc(0), z);
    assert.is(kernel.isZero(z), true);
  });
});

test('wrong shapes and results over operands are refused', () => {
  arena.scope(() => {
    const [A, x, y] = [arena.alloc(6), arena.alloc(3), arena.alloc(2)];
    throwsUsage(() => kernel.matVecInto(A, 2, 4, x, y), 'LENGTH_MISMATCH');
    throwsUsage(() => kernel.matVecInto(A, 2, 3, y, x), 'LENGTH_MISMATCH');
    throwsUsage(() => kernel.matVecsInto(A, 2, 3, [x, x], [y]), 'LENGTH_MISMATCH');
    throwsUsage(() => kernel.matVecInto(A, 1.5, 4, x, y), 'INVALID_ARGUMENT');
    throwsUsage(() => kernel.matVecInto(A, 2, 3, x, A.slice(4, 6)), 'INVALID_ARGUMENT');
    throwsUsage(() => kernel.matVecInto(A, 2, 3, x, x.slice(0, 2)), 'INVALID_ARGUMENT');
  });
});

test.run();
