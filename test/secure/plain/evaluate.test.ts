import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { Graph } from '../../../src/secure/graph/graph.js';
import { evaluate, type PlainOptions } from '../../../src/secure/plain/index.js';
import { ResidentBlock } from '../../../src/secure/types/block.js';
import { SecureBit, SecureInt } from '../../../src/secure/types/int.js';

const test = suite('secure: the plaintext engine');

/** A query block of n values from min to max. */
function input(graph: Graph, block: string, length: number, min: bigint, max: bigint): SecureInt {
  const range = { min, max, proven: true };
  return new SecureInt(graph, graph.add(block, { kind: 'query', block }, [], length, range));
}

/** One result of one input vector. */
function run(
  values: readonly bigint[],
  range: readonly [bigint, bigint],
  body: (x: SecureInt) => SecureInt,
  options: PlainOptions = {},
): bigint[] {
  const graph = new Graph();
  const y = body(input(graph, 'x', values.length, ...range));
  return Array.from(evaluate(graph, { y }, { query: { x: values } }, options).y);
}

const SMALL = [-128n, 127n] as const;
/** Too wide for doubles: the same operations on 64-bit integers. */
const WIDE = [-(1n << 55n), 1n << 55n] as const;

for (const [form, range] of [
  ['doubles', SMALL],
  ['64-bit integers', WIDE],
] as const) {
  const xs = [3n, -5n, 0n, 100n, -128n, 127n];
  const gives = (name: string, body: (x: SecureInt) => SecureInt, expected: readonly bigint[], options = {}) =>
    test(`${name}, on ${form}`, () => assert.equal(run(xs, range, body, options), expected));

  gives('sums and differences', (x) => x.add(x.slice(0, 1)).sub(7), [-1n, -9n, -4n, 96n, -132n, 123n]);
  gives('public numbers', (x) => x.mul([1, 2, 3, 1, 1, 1]).add(1), [4n, -9n, 1n, 101n, -127n, 128n]);
  gives('sums of groups', (x) => x.sums(2), [-2n, 100n, -1n]);
  gives('running sums', (x) => x.prefixSums(3), [3n, -2n, -2n, 100n, -28n, 99n]);
  gives('gathering', (x) => x.gather([5, -1, 0]), [127n, 0n, 3n]);
  gives('joining', (x) => x.slice(0, 1).concat(x.slice(4, 6)), [3n, -128n, 127n]);
  gives('a public matrix', (x) => x.slice(0, 3).multipliedBy([1, 2, 3, 0, 1, 0], 2), [-7n, -5n]);
  gives('signs', (x) => x.nonNegative(), [1n, 0n, 1n, 1n, 0n, 1n]);
  gives('zeros', (x) => x.isZero(), [0n, 0n, 1n, 0n, 0n, 0n]);
  gives('truncation downwards', (x) => x.truncate(3), [0n, -1n, 0n, 12n, -16n, 15n]);
  gives('truncation upwards', (x) => x.truncate(3), [1n, 0n, 0n, 13n, -16n, 16n], { truncation: 'up' });
}

test('products, squares and inner products', () => {
  const xs = [3n, -5n, 0n, 7n];
  assert.equal(
    run(xs, SMALL, (x) => x.mul(x.gather([3, 2, 1, 0]))),
    [21n, 0n, 0n, 21n],
  );
  assert.equal(
    run(xs, SMALL, (x) => x.mul(x)),
    [9n, 25n, 0n, 49n],
  );
  assert.equal(
    run(xs, SMALL, (x) => x.dot(x.gather([1, 0, 3, 2]), 2)),
    [-30n, 0n],
  );
  assert.equal(
    run([1n << 29n, -(1n << 29n)], [-(1n << 29n), 1n << 29n], (x) => x.square()),
    [1n << 58n, 1n << 58n],
  );
});

test('bits come lowest first', () => {
  const graph = new Graph();
  const x = input(graph, 'x', 3, 0n, 6n);
  const [b0, b1, b2] = x.bits() as [SecureBit, SecureBit, SecureBit];
  const values = evaluate(graph, { b0, b1, b2 }, { query: { x: [5n, 0n, 6n] } });
  assert.equal(
    [values.b0, values.b1, values.b2].map((bits) => Array.from(bits)),
    [
      [1n, 0n, 0n],
      [0n, 0n, 1n],
      [1n, 0n, 1n],
    ],
  );
});

test('bits have their logic', () => {
  const graph = new Graph();
  const x = SecureBit.of(input(graph, 'x', 4, 0n, 1n));
  const y = SecureBit.of(input(graph, 'y', 4, 0n, 1n));
  const outputs = { and: x.and(y), or: x.or(y), xor: x.xor(y), not: x.not(), chosen: x.select(y.mul(5), 9) };
  const found = evaluate(graph, outputs, { query: { x: [0n, 0n, 1n, 1n], y: [0n, 1n, 0n, 1n] } });
  assert.equal(
    Object.values(found).map((values) => Array.from(values, Number)),
    [
      [0, 0, 0, 1],
      [0, 1, 1, 1],
      [0, 1, 1, 0],
      [1, 1, 0, 0],
      [9, 9, 0, 5],
    ],
  );
});

test('resident blocks: products both ways, columns, and the rows of the asker', () => {
  const graph = new Graph();
  const block = new ResidentBlock(graph, 'v', 3, 2, { min: 0n, max: 9n, proven: true });
  const q = input(graph, 'q', 2, 0n, 9n);
  const times = block.times(q);
  const of = (own: readonly { from: number; to: number }[]) => {
    const kept = new BigInt64Array(3).fill(1n);
    for (const { from, to } of own) kept.fill(0n, from, to);
    return kept;
  };
  const others = times.scaledForAsker(of, { min: 0n, max: 1n, proven: true });
  const outputs = { times, others, back: block.transposedTimes(others), second: block.column(1) };
  const inputs = { query: { q: [1n, 2n] }, blocks: { v: BigInt64Array.of(1n, 2n, 3n, 4n, 5n, 6n) } };
  const found = evaluate(graph, outputs, { ...inputs, own: [{ from: 1, to: 2 }] });
  assert.equal(
    Object.values(found).map((values) => Array.from(values, Number)),
    [
      [5, 11, 17],
      [5, 0, 17],
      [90, 112],
      [2, 4, 6],
    ],
  );
});

test('truncation by chance rounds right on average, and repeats itself', () => {
  const xs = Array.from({ length: 4000 }, () => 5n);
  const body = (x: SecureInt) => x.truncate(3);
  const rounded = run(xs, SMALL, body, { truncation: { seed: 7 } });
  const ups = rounded.filter((y) => y === 1n).length;
  assert.ok(Math.abs(ups / 4000 - 5 / 8) < 0.05, `${ups} of 4000 went up`);
  assert.equal(run(xs, SMALL, body, { truncation: { seed: 7 } }), rounded);
});

test('shuffles permute all columns alike', () => {
  const xs = Array.from({ length: 20 }, (_, i) => BigInt(i));
  const found = run(xs, SMALL, (x) => x.shuffled(2));
  assert.equal(
    [...found].sort((a, b) => Number(a - b)),
    xs,
  );
  assert.equal(
    found.slice(0, 10).map((x) => x + 10n),
    found.slice(10),
  );
  assert.not.equal(found, xs);
});

const code = (expected: string) => (error: unknown) => error instanceof UsageError && error.code === expected;

test('a value outside its range is reported with its operation and without the value', () => {
  const declared = () => run([77n], SMALL, (x) => x.add(1).within(0, 50, 'declared'));
  assert.throws(declared, code('DATA_INVALID'));
  assert.throws(declared, (error: Error) => /within.*0 to 50/.test(error.message) && !error.message.includes('78'));
  assert.throws(() => run([200n], SMALL, (x) => x), code('DATA_INVALID'));
});

test('inputs that are missing or of another length are refused', () => {
  const graph = new Graph();
  const x = input(graph, 'x', 2, 0n, 1n);
  assert.throws(() => evaluate(graph, { x }, {}), code('INVALID_ARGUMENT'));
  assert.throws(() => evaluate(graph, { x }, { query: { x: [1n] } }), code('DATA_INVALID'));
  assert.throws(() => evaluate(new Graph(), { x }, { query: { x: [1n, 0n] } }), code('INVALID_ARGUMENT'));
});

test('a million elements take little time', () => {
  const n = 1_000_000;
  const graph = new Graph();
  const x = input(graph, 'x', n, 0n, 127n);
  const y = x.square().sub(5).nonNegative().mul(x).sum();
  const started = performance.now();
  evaluate(graph, { y }, { query: { x: new BigInt64Array(n).fill(3n) } });
  const took = performance.now() - started;
  assert.ok(took < 2000, `${took} ms`);
});

test.run();
