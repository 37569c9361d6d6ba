// Numbers and bytes to words and back.
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Kernel } from '../../src/kernel/index.js';
import { P } from '../../src/params.js';
import { throwsUsage } from './throws.js';
import { mod, runs, same, spanOf, vector } from './values.js';

const kernel = await Kernel.load();
const arena = kernel.newArena();

const test = suite('kernel: conversions');

test('safe integers of either sign become field elements', () => {
  const edges = [
    0,
    1,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32,
    0xffe00001,
    0xffe00002,
    0xffe00000,
    2 ** 52,
    Number.MAX_SAFE_INTEGER,
  ];
  const values = [...edges, ...edges.map((value) => -value)];
  const z = arena.alloc(values.length);
  kernel.fromInts(values, z);
  same(
    kernel.toBigInts(z),
    values.map((value) => mod(BigInt(value))),
    'edges',
  );
  assert.is(kernel.isCanonical(z), true);
  fc.assert(
    fc.property(fc.array(fc.maxSafeInteger(), { maxLength: 5 }), (ints) => {
      arena.scope(() => {
        const span = arena.alloc(ints.length);
        kernel.fromInts(ints, span);
        same(
          kernel.toBigInts(span),
          ints.map((value) => mod(BigInt(value))),
          'ints',
        );
      });
    }),
    runs(100),
  );
});

test('other numbers are refused before anything is written, and not told', () => {
  const z = arena.alloc(2);
  for (const bad of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    throwsUsage(() => kernel.fromInts([7, bad], z), 'INVALID_ARGUMENT');
    assert.throws(() => kernel.fromInts([7, bad], z), /^value 1 is not a safe integer$/);
  }
  assert.is(kernel.isZero(z), true);
  throwsUsage(() => kernel.fromInts([1], z), 'LENGTH_MISMATCH');
  throwsUsage(() => kernel.fromBigInts([1n], z), 'LENGTH_MISMATCH');
});

test('any integer is reduced', () => {
  const values = [-1n, P, P + 1n, -P - 1n, 1n << 200n, -(1n << 200n), 0n, P - 1n];
  const z = arena.alloc(values.length);
  kernel.fromBigInts(values, z);
  same(kernel.toBigInts(z), values.map(mod), 'reduced');
});

test('bytes go in and come out little-endian, also from an unaligned buffer', () => {
  fc.assert(
    fc.property(vector(5), (xs) => {
      arena.scope(() => {
        const bytes = kernel.toBytes(spanOf(arena, xs));
        assert.is(new DataView(bytes.buffer).getBigUint64(16, true), xs[2]);
        const shifted = new Uint8Array(41);
        shifted.set(bytes, 1);
        const z = arena.alloc(5);
        kernel.load(shifted.subarray(1), z);
        same(kernel.toBigInts(z), xs, 'round trip');
      });
    }),
    runs(30),
  );
});

test('a copy is a copy and a view is not', () => {
  const span = spanOf(arena, [1n]);
  const [copy, view] = [kernel.toBytes(span), kernel.view(span)];
  kernel.addConstantInto(1n, span, span);
  assert.is(copy[0], 1);
  assert.is(view[0], 2);
});

test('a word of p or more in any place is refused and leaves zeros', () => {
  for (let n = 1; n <= 5; n++) {
    for (let bad = 0; bad < n; bad++) {
      const words = new BigUint64Array(n).fill(P - 1n);
      words[bad] = P;
      const z = spanOf(arena, Array<bigint>(n).fill(3n));
      throwsUsage(() => kernel.load(new Uint8Array(words.buffer), z), 'NOT_CANONICAL');
      assert.is(kernel.isZero(z), true);
    }
  }
  throwsUsage(() => kernel.load(new Uint8Array(7), arena.alloc(1)), 'LENGTH_MISMATCH');
});

test.run();
