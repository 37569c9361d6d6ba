// Coefficient packing against its definition, in exact polynomial arithmetic.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { P } from '../../../../src/params.js';
import {
  type Layout,
  layoutOf,
  planLayout,
  readingOf,
  SHARINGS,
} from '../../../../src/preprocessing/lowgear/matvec/layout.js';
import {
  bytesOf,
  newPolynomial,
  packMatrixInto,
  placesOf,
  unpackInto,
  type Words,
  wordsOf,
} from '../../../../src/preprocessing/lowgear/matvec/pack.js';
import { DEGREE } from '../../../../src/she/index.js';
import { randomIntegers } from '../../../kernel/ring-oracle.js';
import { throwsUsage } from '../../../kernel/throws.js';
import { product } from './support.js';

const test = suite('lowgear: packing of matrices');

function toWords(values: readonly bigint[]): Words {
  return wordsOf(new Uint8Array(BigUint64Array.from(values).buffer));
}

function toBigInts(words: Words): bigint[] {
  const bytes = bytesOf(words);
  return [...new BigUint64Array(bytes.buffer, bytes.byteOffset, words.length)];
}

/** The product modulo X^N + 1 and p, of polynomials with few coefficients. */
function multiply(x: readonly bigint[], y: readonly bigint[], z: bigint[]): void {
  x.forEach((a, i) => {
    if (a === 0n) return;
    y.forEach((b, k) => {
      if (b === 0n) return;
      const at = (i + k) % DEGREE;
      const term = i + k < DEGREE ? a * b : P - ((a * b) % P);
      z[at] = ((z[at] ?? 0n) + term) % P;
    });
  });
}

/** One of the q plaintexts in a polynomial. */
function one(polynomial: readonly bigint[], sharing: number, r: number): bigint[] {
  const alone = new Array<bigint>(DEGREE).fill(0n);
  for (let i = 0; i < DEGREE; i += sharing) alone[i] = polynomial[i + r] ?? 0n;
  return alone;
}

/** Requests of all groups, as polynomials. */
function requestsOf(layout: Layout, vectors: readonly (readonly bigint[])[]): bigint[][][] {
  return Array.from({ length: layout.groups }, (_, group) =>
    Array.from({ length: layout.terms }, (_, t) => {
      const polynomial = new Array<bigint>(DEGREE).fill(0n);
      for (const { vector, element, coefficient, count } of placesOf(layout, group, t)) {
        for (let i = 0; i < count; i++) {
          polynomial[coefficient + i * layout.sharing] = vectors[vector]?.[element + i] ?? 0n;
        }
      }
      return polynomial;
    }),
  );
}

/** All results, computed the way the parties compute them. */
function results(layout: Layout, matrix: readonly bigint[], requests: readonly bigint[][][]): bigint[][] {
  // Pieces that end anywhere.
  const { rows, columns } = layout;
  const ends = [0, Math.floor(rows / 3), Math.ceil((2 * rows) / 3), rows];
  const words = ends.slice(1).map((end, k) => toWords(matrix.slice((ends[k] ?? 0) * columns, end * columns)));
  const vectors = Array.from({ length: layout.vectors }, () => new Float64Array(layout.outer));
  const plaintext = newPolynomial();
  for (let g = 0; g < layout.answers; g++) {
    requests.forEach((ofGroup, group) => {
      const sum = new Array<bigint>(DEGREE).fill(0n);
      ofGroup.forEach((request, t) => {
        packMatrixInto(layout, words, Math.floor(t / layout.sharing), g, plaintext);
        multiply(request, one(toBigInts(plaintext), layout.sharing, t % layout.sharing), sum);
      });
      unpackInto(layout, toWords(sum), group, g, { first: 0, vectors });
    });
  }
  return vectors.map(toBigInts);
}

const CASES = [
  { rows: 37, columns: 23, vectors: 3, block: 8, sharing: 16 },
  { rows: 37, columns: 23, vectors: 3, block: 8, sharing: 1 },
  { rows: 41, columns: 3, vectors: 17, block: 2, sharing: 16 },
  { rows: 5, columns: 7, vectors: 2, block: 5, sharing: 1 },
  { rows: 6, columns: 4, vectors: 3, block: 1024, sharing: 16 },
  // Two results per answer, and a packing that uses every coefficient.
  { rows: 9, columns: 5, vectors: 1, block: 8192, sharing: 1 },
  { rows: 7, columns: 5, vectors: 2, block: 5461, sharing: 1 },
  { rows: 3, columns: 3, vectors: 1, block: 1, sharing: 1 },
] as const;

for (const orientation of ['columns', 'rows'] as const) {
  for (const { block, sharing, ...shape } of CASES) {
    test(`${shape.rows} x ${shape.columns}, ${orientation}, ${sharing} blocks of ${block}: results are the products`, () => {
      const layout = layoutOf({ ...shape, orientation }, block, sharing);
      const matrix = randomIntegers(shape.rows * shape.columns, P, 1);
      const vectors = Array.from({ length: shape.vectors }, (_, v) => randomIntegers(layout.inner, P, 2 + v));
      assert.equal(
        results(layout, matrix, requestsOf(layout, vectors)),
        vectors.map((b) => product(matrix, shape, orientation, b)),
      );
    });
  }
}

test('a coefficient behind the block shows an entry of the matrix: it must be zero', () => {
  const shape = { rows: 19, columns: 21, vectors: 1 };
  const layout = layoutOf({ ...shape, orientation: 'columns' }, 8, 1);
  const matrix = randomIntegers(shape.rows * shape.columns, P, 5);
  const b = randomIntegers(layout.inner, P, 6);
  const requests = requestsOf(layout, [b]);
  const first = requests[0]?.[0] ?? [];
  first[layout.block + 1] = 1n;
  const [wrong] = results(layout, matrix, requests);
  const right = product(matrix, shape, 'columns', b);
  const differences = right.map((x, i) => ((wrong?.[i] ?? 0n) - x + P) % P).filter((x) => x !== 0n);
  assert.ok(differences.length > 0);
  assert.ok(differences.every((x) => matrix.includes(x)));
});

test('what is read lies inside the polynomial, whatever the layout', () => {
  for (const block of [1, 3, 100, 1024, 5461, 8192, DEGREE]) {
    for (const sharing of SHARINGS) {
      if (block * sharing > DEGREE) continue;
      const layout = layoutOf({ rows: block, columns: 9, orientation: 'columns', vectors: 4 }, block, sharing);
      const { first, stride, count, run = 1 } = readingOf(layout);
      assert.ok(first + (count - 1) * stride + run <= DEGREE);
    }
  }
});

test('plans fit, for small and large matrices', () => {
  for (const [rows, columns] of [
    [1, 1],
    [10_000, 20],
    [10_000, 980],
    [20_000, 100],
    [1_000_000, 3],
  ] as const) {
    for (const orientation of ['columns', 'rows'] as const) {
      for (const vectors of [2, 9]) {
        const layout = planLayout({ rows, columns, orientation, vectors });
        assert.ok(layout.terms * layout.block >= layout.inner && layout.answers * layout.results >= layout.outer);
        assert.ok(layout.block * layout.sharing <= DEGREE && layout.groups * layout.sharing >= vectors);
      }
    }
  }
});

test('layouts that do not fit are refused', () => {
  const shape = { rows: 10_000, columns: 10, orientation: 'columns', vectors: 2 } as const;
  throwsUsage(() => layoutOf(shape, DEGREE, 16), 'INVALID_ARGUMENT');
  throwsUsage(() => layoutOf(shape, 10, 1), 'INVALID_ARGUMENT');
  throwsUsage(() => layoutOf({ ...shape, vectors: 0 }, 1000, 1), 'INVALID_ARGUMENT');
  throwsUsage(() => planLayout({ rows: 2 ** 23, columns: 1, orientation: 'columns', vectors: 1 }), 'LIMIT_EXCEEDED');
  throwsUsage(() => wordsOf(new Uint8Array(12)), 'LENGTH_MISMATCH');
});

test.run();
