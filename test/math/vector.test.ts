import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Kernel } from '../../src/kernel/index.js';
import { Vector } from '../../src/math/vector.js';
import { P } from '../../src/params.js';
import { throwsUsage } from '../kernel/throws.js';
import { EDGES, mod, same, someElements } from '../kernel/values.js';

const kernel = await Kernel.load();
const arena = kernel.newArena();
const xs = [...EDGES];
const ys = someElements(xs.length, 1);
const x = Vector.fromBigInts(arena, xs);
const y = Vector.fromBigInts(arena, ys);
const k = 123456789123456789n;
const secret = Vector.fromBigInts(arena, [k]).span;

const test = suite('math: vectors');

const results: readonly (readonly [string, Vector, readonly bigint[]])[] = [
  ['add', x.add(y), xs.map((v, i) => v + (ys[i] as bigint))],
  ['sub', x.sub(y), xs.map((v, i) => v - (ys[i] as bigint))],
  ['mul', x.mul(y), xs.map((v, i) => v * (ys[i] as bigint))],
  ['neg', x.neg(), xs.map((v) => -v)],
  ['scale by a public number', x.scale(k), xs.map((v) => k * v)],
  ['scale by a word', x.scale(secret), xs.map((v) => k * v)],
  ['plus a public number', x.plus(-k), xs.map((v) => v - k)],
  ['plus a word', x.plus(secret), xs.map((v) => v + k)],
  ['dot', x.dot(y), [xs.reduce((sum, v, i) => sum + v * (ys[i] as bigint), 0n)]],
  ['sum', x.sum(), [xs.reduce((sum, v) => sum + v, 0n)]],
  ['sums of groups', x.slice(0, 6).sums(3), [xs[0]! + xs[1]! + xs[2]!, xs[3]! + xs[4]! + xs[5]!]],
  ['running sums', x.slice(0, 4).prefixSums(2), [xs[0]!, xs[0]! + xs[1]!, xs[2]!, xs[2]! + xs[3]!]],
  [
    'inner products',
    x.slice(0, 4).dots(y.slice(0, 4), 2),
    [0, 2].map((i) => xs[i]! * ys[i]! + xs[i + 1]! * ys[i + 1]!),
  ],
  ['gather', x.gather(Int32Array.of(3, -1, 0, 3)), [xs[3]!, 0n, xs[0]!, xs[3]!]],
  ['from signed integers', Vector.fromSigned(arena, BigInt64Array.of(-5n, 7n)), [-5n, 7n]],
  ['slice', x.slice(2, 5), xs.slice(2, 5)],
  ['concat', x.concat(y, x.slice(0, 1)), [...xs, ...ys, xs[0] as bigint]],
  ['concat of nothing', x.concat(), xs],
  ['zeros', Vector.zeros(arena, 3), [0n, 0n, 0n]],
  ['from integers', Vector.fromInts(arena, [1, -1, 0]), [1n, -1n, 0n]],
  ['from bytes', Vector.fromBytes(arena, x.toBytes()), xs],
];

for (const [name, found, expected] of results) {
  test(`${name} agrees with BigInt`, () => same(found.toBigInts(), expected.map(mod), name));
}

test('operands are not changed', () => {
  same(x.toBigInts(), xs, 'x');
  same(y.toBigInts(), ys, 'y');
});

test('equals and isZero look at every element', () => {
  assert.is(x.equals(Vector.fromBigInts(arena, xs)), true);
  assert.is(x.equals(y), false);
  assert.is(x.sub(x).isZero(), true);
  assert.is(x.isZero(), false);
  throwsUsage(() => x.equals(x.slice(0, 1)), 'LENGTH_MISMATCH');
});

test("results are allocated in the left operand's arena and go with it", () => {
  const other = kernel.newArena();
  const left = Vector.fromBigInts(other, ys);
  const sum = left.add(y);
  assert.is(sum.arena, other);
  other.release();
  throwsUsage(() => sum.toBytes(), 'RELEASED');
  throwsUsage(() => x.add(sum), 'RELEASED');
  throwsUsage(() => left.neg(), 'RELEASED');
});

test('expand repeats itself, and depends on seed and stream', () => {
  const seed = new Uint8Array(32).fill(9);
  const first = Vector.expand(arena, seed, 1, 100);
  assert.is(Vector.expand(arena, seed, 1, 100).equals(first), true);
  assert.is(Vector.expand(arena, seed, 2, 100).equals(first), false);
  assert.is(Vector.expand(arena, seed, 1, 40).equals(first.slice(0, 40)), true);
});

test('bytes that are no vector are refused', () => {
  throwsUsage(() => Vector.fromBytes(arena, new Uint8Array(9)), 'LENGTH_MISMATCH');
  throwsUsage(() => Vector.fromBytes(arena, new Uint8Array(BigUint64Array.of(1n, P).buffer)), 'NOT_CANONICAL');
});

test('a view shows the vector without a copy', () => {
  assert.equal(x.view(), x.toBytes());
  assert.is(x.view().buffer, y.view().buffer);
});

test.run();
