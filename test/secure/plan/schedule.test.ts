import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { Graph } from '../../../src/secure/graph/graph.js';
import type { Batch } from '../../../src/secure/plan/batches.js';
import { estimate, forecast, schedule } from '../../../src/secure/plan/index.js';
import { MAX_PENDING } from '../../../src/secure/plan/schedule.js';
import { ResidentBlock } from '../../../src/secure/types/block.js';
import { SecureInt } from '../../../src/secure/types/int.js';

const test = suite('secure: schedules and forecasts');

function input(graph: Graph, block: string, length: number, bits = 8, proven = true): SecureInt {
  const range = { min: -(1n << BigInt(bits - 1)), max: (1n << BigInt(bits - 1)) - 1n, proven };
  return new SecureInt(graph, graph.add(block, { kind: 'query', block }, [], length, range));
}

/** The stages as words: `check` and the kinds of their batches. */
function words(graph: Graph, outputs: Readonly<Record<string, SecureInt>>): string[] {
  const shown = (batch: Batch) => (batch.kind === 'sharedProducts' ? `${batch.fanOut} sharedProducts` : batch.kind);
  return schedule(graph, outputs).stages.map(({ check, batches }) =>
    [...(check ? ['check'] : []), ...batches.map(shown)].join(' '),
  );
}

test('independent operations of one round share it; comparisons wait until none is ready', () => {
  const graph = new Graph();
  const [x, y] = [input(graph, 'x', 4), input(graph, 'y', 4)];
  const product = x.mul(y);
  const outputs = { a: x.nonNegative().mul(product), b: product.mul(x), c: y.square(), d: x.truncate(2) };
  assert.equal(words(graph, outputs), [
    'products squares truncations',
    'products',
    'check comparisons',
    'products',
    '',
  ]);
});

test('products with one resident block wait for each other and are one pass; those of another block stand beside them', () => {
  const graph = new Graph();
  const range = { min: 0n, max: 1n, proven: true };
  const [V, W] = ['v', 'w'].map((name) => new ResidentBlock(graph, name, 4, 3, range)) as [
    ResidentBlock,
    ResidentBlock,
  ];
  const x = input(graph, 'x', 4).add(input(graph, 'y', 4));
  const outputs = { a: V.transposedTimes(x), b: V.transposedTimes(x.square()), c: W.transposedTimes(x) };
  assert.equal(words(graph, outputs), ['squares', 'matvec matvec', '']);
  const { stages, matvecs } = schedule(graph, outputs);
  assert.equal(
    stages[1]?.batches.map((batch) => (batch.kind === 'matvec' ? batch.nodes.length : 0)),
    [2, 1],
  );
  assert.is(matvecs.length, 3);
});

test('a comparison first of all needs no check, and wide ones never do', () => {
  const graph = new Graph();
  const x = input(graph, 'x', 4);
  const unproven = input(graph, 'u', 4, 8, false);
  assert.equal(words(graph, { a: x.ge(3) }), ['comparisons', '']);
  assert.equal(words(graph, { a: x.square().ge(3) }), ['squares', 'check comparisons', '']);
  assert.equal(words(graph, { a: unproven.square().ge(3) }), ['squares', 'comparisons', '']);
});

test('bits of values that nobody proved are not trusted to be bits', () => {
  const graph = new Graph();
  const unproven = input(graph, 'u', 4, 8, false).within(0, 100, 'declared');
  const ones = unproven.bits().reduce((sum: SecureInt, bit) => sum.add(bit), unproven.mul(0));
  assert.is(ones.range.proven, false);
  assert.equal(words(graph, { a: ones.ge(3) }), ['decompositions', 'comparisons', '']);
});

test('equal operations are one vector operation, unless they are large', () => {
  const graph = new Graph();
  const [x, y] = [input(graph, 'x', 4), input(graph, 'y', 40)];
  const large = input(graph, 'l', 10_000);
  const plan = schedule(graph, { a: x.square(), b: y.square(), c: large.square(), d: x.ge(0), e: y.ge(0), f: y.ge(1) });
  const sizes = plan.stages.map(({ batches }) => batches.map((b) => ('nodes' in b ? b.nodes.length : 1)));
  // y >= 1 takes a bit more than the others.
  assert.equal(sizes, [[2, 1], [2, 1], []]);
});

test('products with a common factor open it once', () => {
  const graph = new Graph();
  const [x, y, z] = [input(graph, 'x', 4), input(graph, 'y', 4), input(graph, 'z', 4)];
  const outputs = {
    a: x.mul(y),
    b: z.mul(x),
    c: x.dot(y.add(z)),
    d: y.mul(z),
    e: x.within(-128, 127, 'follows').mul(7),
  };
  assert.equal(words(graph, outputs), ['3 sharedProducts products', '']);
  const { demand, run } = forecast(schedule(graph, outputs), { parties: 2 });
  assert.equal(demand, [
    { kind: 'factorTriple', fanOut: 3, n: 4 },
    { kind: 'triple', n: 4 },
    { kind: 'zeroTest', n: 2 },
  ]);
  assert.is(run.openings, 4 * 4 + 2 * 4 + (4 + 4 + 1 + 4 + 4));
});

test('what nobody needs is not computed', () => {
  const graph = new Graph();
  const x = input(graph, 'x', 4);
  x.ge(0).mul(x.square());
  assert.equal(words(graph, { a: x.add(1) }), ['']);
  assert.equal(forecast(schedule(graph, { a: x.add(1) }), { parties: 2 }).run.checks, 1);
});

test("a product with the client's own block takes no round, one with anything else does", () => {
  const graph = new Graph();
  const v = new ResidentBlock(graph, 'v', 30, 4, { min: 0n, max: 1n, proven: true });
  const x = input(graph, 'x', 4);
  const outputs = { own: v.times(x), other: v.times(x.add(1)), back: v.transposedTimes(v.times(x)) };
  const plan = schedule(graph, outputs);
  const setting = { parties: 3, matrices: { v: 'matrix' }, inputOffsets: { x: 7 } };
  const { demand, run } = forecast(plan, setting);
  assert.equal(
    demand.flatMap((line) => (line.kind === 'matvec' ? [[line.orientation, line.operand]] : [])),
    [
      ['rows', { from: 'inputMasks', offset: 7 }],
      ['rows', { from: 'inputMasks', offset: 7 }],
      ['rows', { from: 'random' }],
      ['columns', { from: 'random' }],
    ],
  );
  assert.is(run.rounds, 1 + 4 + 1 + 4);
  assert.throws(() => forecast(plan, { parties: 3 }), /matrix of block v/);
  assert.throws(() => forecast(plan, { parties: 3, matrices: { v: 'matrix' } }), /query block x/);
});

test('checks are put in before too much is unchecked', () => {
  const graph = new Graph();
  let x = input(graph, 'x', 2 ** 19, 2);
  for (let layer = 0; layer < 9; layer++) x = x.square().within(0, 1, 'declared');
  const checks = words(graph, { x: x.sum() }).filter((stage) => stage.includes('check'));
  // Four squarings of 2^19 elements reach the limit.
  assert.is(MAX_PENDING, 2 ** 21);
  assert.is(checks.length, 2);
});

test('set-ups have no output, and end with a check', () => {
  const graph = new Graph();
  const x = input(graph, 'x', 4);
  const plan = schedule(graph, { a: x.square() }, 'kept');
  const { run, prepare } = forecast(plan, { parties: 2, extraCoins: 2 });
  assert.equal([run.checks, run.openings, run.rounds], [1, 4, 5]);
  assert.equal(prepare, { rounds: 1, bytesSent: 3 * 32, coins: 3 });
  assert.is(forecast(schedule(graph, { a: x.add(1) }, 'kept'), { parties: 2 }).run.rounds, 0);
});

test('values of another program are refused', () => {
  const graph = new Graph();
  const x = input(new Graph(), 'x', 1);
  assert.throws(
    () => schedule(graph, { x }),
    (error: unknown) => error instanceof UsageError,
  );
});

test('an estimate grows with distance, with bytes on the line, and with work', () => {
  const graph = new Graph();
  const x = input(graph, 'x', 1000);
  const plan = forecast(schedule(graph, { a: x.ge(0).sum() }), { parties: 2 });
  const near = estimate(plan, { rttMs: 0, mbitPerSecond: 1e9 }).runMs;
  const far = estimate(plan, { rttMs: 20, mbitPerSecond: 1e9 }).runMs;
  const thin = estimate(plan, { rttMs: 0, mbitPerSecond: 10 }).runMs;
  assert.ok(Math.abs(far - near - 10 * plan.run.rounds) < 1e-9);
  assert.ok(Math.abs(thin - near - (plan.run.bytesSent * 8) / 10_000) < 0.01);
  assert.ok(near > 0);
});

test('a stage of tens of thousands of operations on one value is scheduled quickly', () => {
  const graph = new Graph();
  const x = input(graph, 'x', 20_000);
  const one = x.at(0);
  const products = Array.from({ length: 20_000 }, (_, i) => one.mul(x.at(i)));
  const started = performance.now();
  const plan = schedule(graph, { sum: (products[0] as SecureInt).concat(...products.slice(1)).sum() });
  const { demand, run } = forecast(plan, { parties: 2 });
  const took = performance.now() - started;
  assert.is(run.rounds, 10);
  assert.equal(
    demand.map((line) => [line.kind, 'n' in line ? line.n : 0]),
    [
      ['factorTriple', 312],
      ['factorTriple', 1],
      ['zeroTest', 2],
    ],
  );
  assert.ok(took < 1500, `${took} ms`);
});

test('a program of a hundred thousand operations is scheduled quickly', () => {
  const graph = new Graph();
  let x = input(graph, 'x', 2, 2);
  for (let i = 0; i < 25_000; i++) x = x.mul(x.gather([1, 0])).within(0, 1, 'declared');
  const started = performance.now();
  const plan = schedule(graph, { x });
  const { run } = forecast(plan, { parties: 2 });
  const took = performance.now() - started;
  assert.is(run.rounds, 25_000 + 9);
  assert.ok(took < 3000, `${took} ms`);
});

test.run();
