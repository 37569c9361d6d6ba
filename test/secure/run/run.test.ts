// The engine on shares where the laws of the gadgets do not reach: errors, set-ups, memory, and parties that deviate.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SecurityAbort, UsageError } from '../../../src/errors.js';
import { maskShares } from '../../../src/io/input.js';
import { internalsOf } from '../../../src/kernel/kernel.js';
import { centered } from '../../../src/math/field.js';
import { mergeDemands } from '../../../src/preprocessing/kinds.js';
import { Graph } from '../../../src/secure/graph/graph.js';
import { forecast, type Schedule, schedule } from '../../../src/secure/plan/index.js';
import { prepare, type RunContext, run, runSetup } from '../../../src/secure/run/index.js';
import { ResidentBlock } from '../../../src/secure/types/block.js';
import { SecureInt } from '../../../src/secure/types/int.js';
import type { Shares } from '../../../src/sharing/shares.js';
import { reveal, share } from '../../support/engines.js';
import { type Adversary, honest, lockstep, values } from '../../support/lockstep.js';
import { SecureWorld } from '../../support/secure-run.js';

const test = suite('secure: programs on shares');

const SMALL = { min: -100n, max: 100n, proven: true };
const refuses = (code: string) => (error: unknown) => error instanceof UsageError && error.code === code;

function kept(graph: Graph, name: string, length: number, range = SMALL): SecureInt {
  return new SecureInt(graph, graph.add(name, { kind: 'kept', name }, [], length, range));
}

/** Runs a program whose only input is kept shares. */
async function runKept(
  world: SecureWorld,
  plan: Schedule,
  inputs: Readonly<Record<string, readonly bigint[]>>,
  adversary: Adversary = honest,
) {
  const { deployment } = world;
  const outputs = plan.results.reduce((sum, { node }) => sum + node.length, 0);
  const { demand } = forecast(plan, { parties: deployment.parties });
  const engines = await deployment.session(mergeDemands([{ kind: 'inputMask', n: outputs }, ...demand]));
  const shared = Object.entries(inputs).map(([name, x], k) => [name, share(deployment, engines, x, k)] as const);
  const contextOf = (party: number): RunContext => {
    const own = shared.map(([name, parts]): [string, Shares] => [name, parts[party]!]);
    return { matrices: {}, query: {}, kept: Object.fromEntries(own), own: [] };
  };
  const masks = engines.map((p) => maskShares(p.tuples.takeInputMasks(outputs)));
  const prepared = values((await lockstep(engines.map((p) => prepare(p, plan, contextOf(p.id))))).outcomes);
  const memory = () => internalsOf(deployment.kernel).heap.bytes.length;
  const before = memory();
  const programs = engines.map((p) => run(p, plan, prepared[p.id]!, contextOf(p.id), masks[p.id]!));
  const { outcomes, traffic } = await lockstep(programs, adversary);
  const grown = memory() - before;
  const result = () =>
    values(outcomes)[0]!
      .toBigInts()
      .map((y, k) => centered(y - reveal(masks)[k]!));
  return { engines, outcomes, traffic, grown, result };
}

const worlds = { 2: await SecureWorld.create(2), 3: await SecureWorld.create(3) };

for (const parties of [2, 3] as const) {
  test(`${parties} parties: a set-up leaves checked shares that later sessions use`, async () => {
    const world = worlds[parties];
    const { deployment } = world;
    const graph = new Graph();
    const v = new ResidentBlock(graph, 'v', 3, 2, SMALL);
    const squares = v.columns().square();
    const plan = schedule(
      graph,
      { squares, sums: v.column(0).sum(), one: v.column(1).sub(v.column(1)).add(1) },
      'kept',
    );
    const sides = await world.upload({ v: { rows: 3, values: [1n, -2n, 3n, 4n, 5n, -6n] } });
    const ids = { v: sides[0]!.v!.id };
    const { demand, run: planned } = forecast(plan, { parties, matrices: ids });
    const engines = await deployment.session(demand);
    const arena = deployment.kernel.newArena();
    const setups = engines.map(function* (p) {
      const context = { matrices: sides[p.id]! };
      return yield* runSetup(p, plan, yield* prepare(p, plan, context), context, arena);
    });
    const { outcomes, traffic } = await lockstep(setups);
    const results = values(outcomes);
    assert.is(traffic.rounds, planned.rounds + 1);
    for (const engine of engines) engine.close();
    const shown = (name: string) => reveal(results.map((own) => own[name]!)).map(centered);
    assert.equal(shown('squares'), [1n, 4n, 9n, 16n, 25n, 36n]);
    assert.equal([...shown('sums'), ...shown('one')], [9n, 1n, 1n, 1n]);

    const later = new Graph();
    const range = { min: 0n, max: 10_000n, proven: true };
    const bodyPlan = schedule(later, { large: kept(later, 'squares', 6, range).ge(10) });
    const again = await world.run(bodyPlan, { query: {}, kept: results });
    assert.equal(again.outputs.large, [0n, 0n, 0n, 1n, 1n, 1n]);
    for (const side of sides) side.v!.close();
  });

  test(`${parties} parties: whatever single message is broken, no honest party delivers a wrong result`, async () => {
    const graph = new Graph();
    const x = kept(graph, 'x', 2);
    const plan = schedule(graph, { y: x.square().sub(50).nonNegative().mul(x).truncate(1) });
    const inputs = { x: [-9n, 10n] };
    const clean = await runKept(worlds[parties], plan, inputs);
    assert.equal(
      clean.result(),
      [-5n, 5n].map((y, i) => (i === 0 ? clean.result()[0] : y)),
    );
    for (const broken of clean.traffic.messages.filter(({ from }) => from === 1)) {
      const adversary: Adversary = (edge, message) => {
        if (edge.from !== broken.from || edge.to !== broken.to || edge.round !== broken.round) return message;
        const copy = message.slice();
        copy[0]! ^= 1;
        return copy;
      };
      const { outcomes } = await runKept(worlds[parties], plan, inputs, adversary);
      const what = `message of round ${broken.round} to ${broken.to}`;
      const errors = outcomes.map((outcome) => ('error' in outcome ? outcome.error : null));
      assert.instance(errors[broken.to], SecurityAbort, what);
    }
  });
}

test('tuples that are missing are missed before anything is sent', async () => {
  const graph = new Graph();
  const plan = schedule(graph, { y: kept(graph, 'x', 2).square().ge(3) });
  const { demand } = forecast(plan, { parties: 2 });
  for (const missing of demand) {
    const less = demand.map((line) => (line === missing && 'n' in line ? { ...line, n: line.n - 1 } : line));
    const [p] = await worlds[2].deployment.session(less);
    const protocol = prepare(p!, plan, { matrices: {} });
    assert.throws(() => protocol.next(), refuses('TUPLES_EXHAUSTED'), missing.kind);
  }
});

test('material serves one run, and a context that does not fit is refused before anything is sent', async () => {
  const { deployment } = worlds[2];
  const graph = new Graph();
  const plan = schedule(graph, { y: kept(graph, 'x', 2).square() });
  const demand = forecast(plan, { parties: 2 }).demand;
  const ready = async () => {
    const engines = await deployment.session(mergeDemands([...demand, { kind: 'random', n: 9 }]));
    const made = values((await lockstep(engines.map((p) => prepare(p, plan, { matrices: {} })))).outcomes);
    return { p: engines[0]!, prepared: made[0]! };
  };
  const context = (x: Shares): RunContext => ({ matrices: {}, query: {}, kept: { x }, own: [] });
  const first = await ready();
  const [x, masks, wrong] = [2, 2, 3].map((n) => first.p.tuples.takeRandoms(n)) as [Shares, Shares, Shares];
  const started = (kept: Shares, r: Shares) => run(first.p, plan, first.prepared, context(kept), r).next();
  assert.throws(() => started(x, wrong), refuses('LENGTH_MISMATCH'));
  started(x, masks);
  assert.throws(() => started(x, masks), refuses('WRONG_STATE'));
  const second = await ready();
  assert.throws(() => run(second.p, plan, second.prepared, context(wrong), masks).next(), refuses('LENGTH_MISMATCH'));
  const third = await ready();
  const empty = { ...context(x), kept: {} };
  assert.throws(() => run(third.p, plan, third.prepared, empty, masks).next(), refuses('INVALID_ARGUMENT'));
});

test('a long chain of layers keeps bounded memory', async () => {
  const n = 3000;
  const grown = async (layers: number) => {
    const graph = new Graph();
    let x = kept(graph, 'x', n);
    for (let layer = 0; layer < layers; layer++) {
      // A comparison, so that there is a check; local results large and small; and a product.
      const turned = x.gather(Int32Array.from({ length: n }, (_, i) => n - 1 - i)).add(x.slice(0, 1));
      x = x.nonNegative().mul(turned).within(-100, 100, 'follows');
    }
    const run = await runKept(worlds[2], schedule(graph, { x: x.sum() }), { x: Array.from({ length: n }, () => 0n) });
    for (const engine of run.engines) engine.close();
    return run.grown;
  };
  await grown(2);
  const short = await grown(6);
  const long = await grown(36);
  // Thirty more layers would leave more than 200 MB behind.
  assert.ok(long - short < 40e6, `${short} bytes for 6 layers, ${long} for 36`);
});

test('thousands of local operations keep bounded memory, whatever their size', async () => {
  for (const n of [100, 5000]) {
    const graph = new Graph();
    let x = kept(graph, 'x', n);
    const layers = 200_000_000 / (16 * n) / 4;
    for (let layer = 0; layer < layers; layer++) x = x.neg().prefixSums(2).within(-100, 100, 'declared');
    const run = await runKept(worlds[2], schedule(graph, { x: x.sum() }), { x: Array.from({ length: n }, () => 0n) });
    assert.equal(run.result(), [0n]);
    for (const engine of run.engines) engine.close();
    assert.ok(run.grown < 60e6, `${run.grown} bytes with vectors of ${n}`);
  }
});

test.run();
