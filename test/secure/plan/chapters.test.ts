import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { elementsOf, MAX_BATCH_ELEMENTS, MAX_LINES } from '../../../src/preprocessing/spec.js';
import { Graph } from '../../../src/secure/graph/graph.js';
import { chaptersOf } from '../../../src/secure/plan/chapters.js';
import { forecast, inChapters, type Schedule, schedule } from '../../../src/secure/plan/index.js';
import { ResidentBlock } from '../../../src/secure/types/block.js';
import { SecureInt } from '../../../src/secure/types/int.js';

const test = suite('secure: schedules in chapters');

const BIT = { min: 0n, max: 1n, proven: true };

function input(graph: Graph, name: string, length: number): SecureInt {
  return new SecureInt(graph, graph.add(name, { kind: 'kept', name }, [], length, BIT));
}

/** n bits squared again and again. */
function squares(n: number, layers: number): Schedule {
  const graph = new Graph();
  let x = input(graph, 'x', n);
  for (let layer = 0; layer < layers; layer++) x = x.square().within(0, 1, 'declared');
  return schedule(graph, { x }, 'kept');
}

test('a schedule that fits one chapter is not cut', () => {
  const plan = squares(100, 5);
  const cut = inChapters(plan, 2);
  assert.equal(cut.stages, plan.stages);
  const { chapters, demand } = forecast(cut, { parties: 2 });
  assert.equal(chapters, [demand]);
  assert.equal(forecast(plan, { parties: 2 }), forecast(cut, { parties: 2 }));
});

test('every chapter fits the bound and ends with a check, and together they take what the program takes', () => {
  for (const parties of [2, 3]) {
    const plan = squares(100, 10);
    const cut = inChapters(plan, parties, 1000); // a layer is 400 elements
    const { chapters, demand, run } = forecast(cut, { parties });
    assert.is(chapters.length, 5);
    for (const spec of chapters) {
      assert.equal(spec, [
        { kind: 'square', n: 200 },
        { kind: 'zeroTest', n: 1 },
      ]);
    }
    assert.equal(demand, [
      { kind: 'square', n: 1000 },
      { kind: 'zeroTest', n: 5 },
    ]);
    assert.is(run.checks, 5);
    assert.is(run.rounds, 10 + 4 * 5);
    assert.equal(
      cut.stages.filter(({ chapter }) => chapter).map(({ check }) => check),
      [true, true, true, true],
    );
  }
});

test('operations of one stage that are too much for a chapter together are done one after the other', () => {
  const graph = new Graph();
  const inputs = Array.from({ length: 5 }, (_, k) => input(graph, `x${k}`, 10_000));
  const products = inputs.map((x) => x.square());
  const plan = schedule(graph, { sum: products.reduce((a, b) => a.add(b)) }, 'kept');
  const cut = inChapters(plan, 2, 100_000); // 40,000 elements each
  assert.equal(
    cut.stages.map(({ check, chapter, batches }) => [check, chapter ?? false, batches.length]),
    [
      [false, false, 2],
      [true, true, 2],
      [true, true, 1],
      [false, false, 0],
    ],
  );
  assert.is(forecast(cut, { parties: 2 }).run.checks, 3);
});

test('many small operations that would share a vector are cut, too', () => {
  const graph = new Graph();
  const inputs = Array.from({ length: 12 }, (_, k) => input(graph, `x${k}`, 100));
  const products = inputs.map((x, k) => (k < 6 ? x.square() : x.mul(inputs[0] as SecureInt)));
  const plan = schedule(graph, { sum: products.reduce((a, b) => a.add(b)) }, 'kept');
  const whole = forecast(plan, { parties: 2 });
  const cut = forecast(inChapters(plan, 2, 1000), { parties: 2 });
  for (const spec of cut.chapters)
    assert.ok(elementsOf(spec.slice(0, -1), 2) <= 2600, 'products with one factor stay together');
  assert.equal(
    cut.demand.filter(({ kind }) => kind !== 'zeroTest'),
    whole.demand.filter(({ kind }) => kind !== 'zeroTest'),
  );
  assert.is(cut.chapters.length, 5);
});

test('narrow comparisons still come after a check, in every part', () => {
  const graph = new Graph();
  const inputs = Array.from({ length: 3 }, (_, k) => input(graph, `x${k}`, 10_000));
  const signs: SecureInt[] = inputs.map((x) => x.add(x).sub(1).nonNegative());
  const plan = schedule(graph, { sum: signs.reduce((a, b) => a.add(b)) }, 'kept');
  const { stages } = inChapters(plan, 2, 1);
  assert.equal(
    stages.map(({ check, batches }) => [check, batches.length]),
    [
      [false, 1],
      [true, 1],
      [true, 1],
      [false, 0],
    ],
  );
});

test('thousands of matrix tuples are spread over batches that can list them', () => {
  const graph = new Graph();
  const v = new ResidentBlock(graph, 'v', 2, 2, BIT);
  let x = input(graph, 'x', 2);
  for (let k = 0; k < 5000; k++) x = v.times(x).within(0, 1, 'declared');
  const { chapters } = forecast(inChapters(schedule(graph, { x }, 'kept'), 2), { parties: 2, matrices: { v: 'v' } });
  assert.is(chapters.length, 2);
  for (const spec of chapters) assert.ok(spec.length <= MAX_LINES);
});

test('more parties have larger tuples for a shuffle, and cut it earlier', () => {
  const graph = new Graph();
  let x = input(graph, 'x', 100);
  for (let k = 0; k < 4; k++) {
    x = new SecureInt(graph, graph.add('shuffle', { kind: 'shuffle', columns: 1 }, [x.node], 100, BIT));
  }
  const plan = schedule(graph, { x }, 'kept');
  const once = elementsOf(forecast(plan, { parties: 2 }).demand, 2) / 4;
  const count = (parties: number) => chaptersOf(inChapters(plan, parties, Math.ceil(2.1 * once))).length;
  assert.equal([count(2), count(3)], [2, 4]);
});

test('an operation that no batch is large enough for is refused by its name', () => {
  const graph = new Graph();
  const x = new SecureInt(graph, graph.add('x', { kind: 'kept', name: 'x' }, [], 2 ** 20, { ...BIT, proven: false }));
  const plan = schedule(graph, { x: x.isZero() }, 'kept');
  const error = (() => {
    try {
      return inChapters(plan, 2);
    } catch (thrown) {
      return thrown;
    }
  })();
  assert.ok(error instanceof UsageError && error.code === 'LIMIT_EXCEEDED', String(error));
  assert.match(error.message, new RegExp(`${MAX_BATCH_ELEMENTS} at most`));
});

test.run();
