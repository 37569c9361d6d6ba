// The operations of secret fixed-point numbers: exact ones here and in the clear; errors of products in test/secure/fixed.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Graph } from '../../../src/secure/graph/graph.js';
import { evaluate } from '../../../src/secure/plain/index.js';
import { SecureFixed } from '../../../src/secure/types/fixed.js';
import { SecureInt } from '../../../src/secure/types/int.js';
import { check, refusal } from '../fixed/checks.js';

const test = suite('fixed-point numbers');

/** x = 1.5, -2.25, 3, 0 with 4 bits after the point; y = 0.5, 1, -1, 2 with 2. */
const X = [1.5, -2.25, 3, 0];
const Y = [0.5, 1, -1, 2];

function valuesOf(build: (x: SecureFixed, y: SecureFixed) => SecureFixed | SecureInt): number[] {
  const graph = new Graph();
  const vector = (block: string, fraction: number) => {
    const range = { min: -64n, max: 64n, proven: true };
    return new SecureFixed(new SecureInt(graph, graph.add(block, { kind: 'query', block }, [], 4, range)), fraction);
  };
  const result = build(vector('x', 4), vector('y', 2));
  const query = { x: SecureFixed.encode(X, 4), y: SecureFixed.encode(Y, 2) };
  const [raw, fraction] = result instanceof SecureInt ? [result, 0] : [result.raw, result.fraction];
  return SecureFixed.decode(evaluate(graph, { raw }, { query }).raw, fraction);
}

test('sums and differences are exact, in the finer fraction, and with public numbers', () => {
  assert.equal(
    valuesOf((x, y) => x.add(y)),
    [2, -1.25, 2, 2],
  );
  assert.equal(
    valuesOf((x, y) => y.sub(x)),
    [-1, 3.25, -4, 2],
  );
  assert.equal(
    valuesOf((x) => x.add(0.25).sub([0, 1, 2, 3])),
    [1.75, -3, 1.25, -2.75],
  );
  assert.equal(
    valuesOf((x) => x.subFrom(1)),
    [-0.5, 3.25, -2, 1],
  );
  assert.equal(
    valuesOf((x, y) => x.subFrom(y).neg()),
    [1, -3.25, 4, -2],
  );
});

test('products are truncated to the finer fraction or the one that is asked for', () => {
  assert.equal(
    valuesOf((x, y) => x.mul(y)),
    [0.75, -2.25, -3, 0],
  );
  assert.equal(
    valuesOf((x, y) => x.mul(y, 6)),
    [0.75, -2.25, -3, 0],
  );
  assert.equal(
    valuesOf((x, y) => x.mul(y, 0)),
    [0, -3, -3, 0],
    'rounded down by the plaintext engine',
  );
  assert.equal(
    valuesOf((x) => x.square()),
    [2.25, 5.0625, 9, 0],
  );
  assert.equal(
    valuesOf((x) => x.mul(-2)),
    [-3, 4.5, -6, 0],
  );
  assert.equal(
    valuesOf((x) => x.mul([1, 0.5, 0.25, 7])),
    [1.5, -1.125, 0.75, 0],
  );
  assert.equal(
    valuesOf((x) => x.div([1, 0.5, 4, 7])),
    [1.5, -4.5, 0.75, 0],
  );
  assert.equal(
    valuesOf((x, y) => x.mulInt(y.raw)),
    [3, -9, -12, 0],
  );
});

test('inner products, sums and means, of all or of groups', () => {
  assert.equal(
    valuesOf((x, y) => x.dot(y)),
    [-4.5],
  );
  assert.equal(
    valuesOf((x, y) => x.dot(y, 2)),
    [-1.5, -3],
  );
  assert.equal(
    valuesOf((x) => x.dot([1, 2, 0.5, 9])),
    [-1.5],
  );
  assert.equal(
    valuesOf((x) => x.dot([1, 2, 0.5, 9], 2)),
    [-3, 1.5],
  );
  assert.equal(
    valuesOf((x) => x.sum()),
    [2.25],
  );
  assert.equal(
    valuesOf((x) => x.sums(2)),
    [-0.75, 3],
  );
  assert.equal(
    valuesOf((x) => x.prefixSums()),
    [1.5, -0.75, 2.25, 2.25],
  );
  assert.equal(
    valuesOf((_x, y) => y.mean()),
    [0.5],
  );
  assert.equal(
    valuesOf((_x, y) => y.mean(2)),
    [0.75, 0.5],
  );
});

test('places', () => {
  assert.equal(
    valuesOf((x) => x.slice(1, 3)),
    [-2.25, 3],
  );
  assert.equal(
    valuesOf((x) => x.at(2)),
    [3],
  );
  assert.equal(
    valuesOf((x) => x.gather([3, 2, -1, 0])),
    [0, 3, 0, 1.5],
  );
  assert.equal(
    valuesOf((x) => x.at(0).repeat(3)),
    [1.5, 1.5, 1.5],
  );
  assert.equal(
    valuesOf((x) => x.slice(0, 2).repeatEach(2)),
    [1.5, 1.5, -2.25, -2.25],
  );
  assert.equal(
    valuesOf((x, y) => y.concat(x)),
    [...Y, ...X],
  );
});

test('comparisons are exact between fractions; public numbers count as the nearest encoded one', () => {
  const bits = (of: (x: number, y: number) => boolean) => X.map((x, i) => Number(of(x, Y[i] as number)));
  assert.equal(
    valuesOf((x, y) => x.lt(y)),
    bits((x, y) => x < y),
  );
  assert.equal(
    valuesOf((x, y) => x.ge(y)),
    bits((x, y) => x >= y),
  );
  assert.equal(
    valuesOf((x) => x.le(1.5)),
    bits((x) => x <= 1.5),
  );
  assert.equal(
    valuesOf((x) => x.gt(1.5)),
    bits((x) => x > 1.5),
  );
  assert.equal(
    valuesOf((x) => x.eq(1.52)),
    [1, 0, 0, 0],
  );
  assert.equal(
    valuesOf((x) => x.ne([1.5, 0, 3, 0])),
    [0, 1, 0, 0],
  );
});

test('select takes secrets and at most one public choice', () => {
  assert.equal(
    valuesOf((x, y) => SecureFixed.select(x.lt(y), x, y)),
    [0.5, -2.25, -1, 0],
  );
  assert.equal(
    valuesOf((x) => SecureFixed.select(x.lt(0), 0, x)),
    [1.5, 0, 3, 0],
  );
  assert.equal(
    valuesOf((x) => SecureFixed.select(x.lt(0), x, 0.5)),
    [0.5, -2.25, 0.5, 0.5],
  );
  refusal(() => valuesOf((x) => SecureFixed.select(x.lt(0), 1, 2)), 'INVALID_ARGUMENT', /one of the two/);
});

test('fractions change, whole numbers come and go', () => {
  assert.equal(
    valuesOf((x) => x.rescale(20)),
    X,
  );
  assert.equal(
    valuesOf((x) => x.rescale(2)),
    X,
  );
  assert.equal(
    valuesOf((x) => x.rescale(1)),
    [1.5, -2.5, 3, 0],
    'rounded down by the plaintext engine',
  );
  assert.equal(
    valuesOf((x) => x.toInt()),
    [1, -3, 3, 0],
  );
  assert.equal(
    valuesOf((x) => SecureFixed.fromInt(x.toInt(), 9).mul(0.5)),
    [0.5, -1.5, 1.5, 0],
  );
});

test('ranges are in real units and follow', () => {
  let seen: SecureFixed['range'] | undefined;
  valuesOf((x, y) => {
    seen = x.add(y).range;
    assert.equal(x.within(-2.3, 3.01, 'declared').range, { min: -2.3125, max: 3.0625, proven: false });
    return x;
  });
  assert.equal(seen, { min: -20, max: 20, proven: true });
});

test('what does not fit, or makes no sense, is refused', () => {
  refusal(() => valuesOf((_x, y) => y.rescale(57)), 'WIDTH_OVERFLOW', /rescale|mul/);
  refusal(() => valuesOf((x) => x.rescale(50).mul(x.rescale(8))), 'WIDTH_OVERFLOW', /mul|truncate/);
  refusal(() => valuesOf((x, y) => x.mul(y, 7)), 'INVALID_ARGUMENT', /mul: the product has 6 bits/);
  refusal(() => valuesOf((x) => x.div(0)), 'INVALID_ARGUMENT', /div: .*zero/);
  refusal(() => valuesOf((x) => x.add(Number.NaN)), 'INVALID_ARGUMENT', /add: .*finite/);
  refusal(() => valuesOf((x) => x.mul([1, 2])), 'LENGTH_MISMATCH', /2/);
  refusal(() => valuesOf((x) => new SecureFixed(x.raw, 58)), 'INVALID_ARGUMENT', /fraction/);
});

test('a product of secrets is off by less than one unit, an inner product too', () => {
  const form = { fraction: 16, min: -300, max: 300 };
  check({ inputs: [form, form], build: (x, y) => x.mul(y), exact: (x, y) => x * y, units: () => 1 });
  check({ inputs: [form, form], build: (x, y) => x.mul(y, 10), exact: (x, y) => x * y, units: () => 1 });
  check({ inputs: [form, form], build: (x, y) => x.dot(y, 1), exact: (x, y) => x * y, units: () => 1 });
});

test.run();
