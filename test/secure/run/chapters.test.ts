// Set-ups that take their tuples chapter by chapter: each batch in memory of its own, which is gone when the next one comes.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hash } from '../../../src/crypto/hash.js';
import { UsageError } from '../../../src/errors.js';
import { internalsOf } from '../../../src/kernel/kernel.js';
import { centered } from '../../../src/math/field.js';
import type { Engine } from '../../../src/online/engine.js';
import type { BatchSource } from '../../../src/preprocessing/batch.js';
import type { BatchSpec } from '../../../src/preprocessing/kinds.js';
import { compute } from '../../../src/protocol/exchange.js';
import { Graph } from '../../../src/secure/graph/graph.js';
import { evaluate } from '../../../src/secure/plain/index.js';
import { forecast, inChapters, type Schedule, schedule } from '../../../src/secure/plan/index.js';
import { type MoreTuples, prepare, runSetup } from '../../../src/secure/run/index.js';
import { ResidentBlock } from '../../../src/secure/types/block.js';
import type { SecureInt } from '../../../src/secure/types/int.js';
import { reveal } from '../../support/engines.js';
import { lockstep, values } from '../../support/lockstep.js';
import { idsOf, SecureWorld } from '../../support/secure-run.js';

const test = suite('secure: set-ups in chapters');

const ROWS = 6;
const COLUMNS = 4;
const BLOCK = { min: -3n, max: 3n, proven: true };
const DATA = Array.from({ length: ROWS * COLUMNS }, (_, i) => BigInt((i % 7) - 3));
const worlds = { 2: await SecureWorld.create(2), 3: await SecureWorld.create(3) };

/** Products, comparisons, matrix products and a shuffle, whose results all count at the end. */
function program(layers: number): { graph: Graph; results: Record<string, SecureInt> } {
  const graph = new Graph();
  const v = new ResidentBlock(graph, 'v', ROWS, COLUMNS, BLOCK);
  const first = v.column(0);
  let x = v.column(1);
  for (let layer = 0; layer < layers; layer++) {
    const signs = x.mul(first).within(-9, 9, 'follows').nonNegative();
    const sums = v.transposedTimes(signs).within(-50, 50, 'follows');
    const back = v.times(sums).truncate(4).within(-40, 40, 'follows');
    x = back.add(first).within(-3, 3, 'declared');
  }
  return { graph, results: { x, sorted: x.shuffled().sum(), first: first.square() } };
}

/** Deals chapter after chapter into memory of its own, like the service. */
class Dealt {
  readonly sources: BatchSource[] = [];
  private readonly specs: BatchSpec[];

  constructor(
    private readonly world: SecureWorld,
    private readonly p: Engine,
    specs: readonly BatchSpec[],
    private arena = p.kernel.newArena(),
  ) {
    this.specs = [...specs];
  }

  async next(): Promise<BatchSource> {
    this.arena.release();
    this.arena = this.p.kernel.newArena();
    const { p, world } = this;
    const batchId = hash(p.kernel, 'test/chapter', p.session, new Uint8Array([this.sources.length]));
    const source = await world.deployment.dealTo(this.arena, p.id, batchId, this.specs.shift() as BatchSpec);
    this.sources.push(source);
    return source;
  }

  release(): void {
    this.arena.release();
  }

  readonly more: MoreTuples = () => compute<BatchSource>(this.p, { name: 'deal', run: () => this.next() });
}

let sessions = 0;

async function setUp(world: SecureWorld, plans: readonly Schedule[]) {
  const { deployment } = world;
  const { parties, kernel } = deployment;
  const sides = await world.upload({ v: { rows: ROWS, values: DATA } });
  const matrices = idsOf(sides[0]!);
  const engines = deployment.engines(hash(kernel, 'test/chapters', new Uint8Array([parties, ++sessions])));
  const dealt = engines.map((p) => new Dealt(world, p, forecast(plans[p.id]!, { parties, matrices }).chapters));
  for (const p of engines) p.supply(await dealt[p.id]!.next());
  const kept = kernel.newArena();
  const { outcomes, traffic } = await lockstep(
    engines.map(function* (p) {
      const context = { matrices: sides[p.id]! };
      const plan = plans[p.id]!;
      return yield* runSetup(p, plan, yield* prepare(p, plan, context), context, kept, dealt[p.id]!.more);
    }),
  );
  const peak = internalsOf(kernel).heap.bytes.length;
  for (const [party, p] of engines.entries()) {
    p.abandon();
    dealt[party]!.release();
    sides[party]!.v!.close();
  }
  return { outcomes, traffic, dealt, planned: forecast(plans[0]!, { parties, matrices }), peak, kept };
}

for (const parties of [2, 3] as const) {
  test(`${parties} parties: the result is that of the computation in the clear, at exactly the planned cost`, async () => {
    const { graph, results } = program(5);
    const uncut = schedule(graph, results, 'kept');
    const plain = evaluate(graph, results, { query: {}, blocks: { v: BigInt64Array.from(DATA) } });
    for (const most of [Number.MAX_SAFE_INTEGER, 6000, 1]) {
      const plan = inChapters(uncut, parties, most);
      const run = await setUp(worlds[parties], [plan, plan, plan]);
      const shares = values(run.outcomes);
      const count = run.planned.chapters.length;
      assert.ok(most > 1e6 ? count === 1 : count > 3, `${count} chapters`);
      for (const [name, expected] of Object.entries(plain)) {
        const found = reveal(shares.map((own) => own[name]!)).map(centered);
        // Truncations may round up: exact results are compared where there are none.
        if (name === 'first') assert.equal(found, [...(expected as BigInt64Array)]);
        else assert.is(found.length, expected.length);
      }
      const sum = (name: string) => reveal(shares.map((own) => own[name]!)).map(centered);
      assert.is(
        sum('x').reduce((a, b) => a + b),
        sum('sorted')[0],
        'a shuffle keeps the sum',
      );
      const { prepare: before, run: during } = run.planned;
      assert.is(run.traffic.rounds, before.rounds + during.rounds);
      assert.equal(
        run.traffic.bytes,
        run.traffic.bytes.map(() => before.bytesSent + during.bytesSent),
      );
      for (const { sources } of run.dealt) {
        assert.is(sources.length, count);
        for (const source of sources) {
          assert.equal(
            [...source.remaining()].filter(([, left]) => left > 0),
            [],
          );
        }
      }
      run.kept.release();
    }
  });
}

test('a set-up of many chapters needs no more memory than one of a few', async () => {
  const n = 20_000;
  const peak = async (layers: number) => {
    const graph = new Graph();
    let x: SecureInt = new ResidentBlock(graph, 'v', ROWS, COLUMNS, BLOCK)
      .column(0)
      .gather(Int32Array.from({ length: n }, (_, i) => i % ROWS))
      .within(-1, 1, 'declared');
    for (let layer = 0; layer < layers; layer++) x = x.mul(x.gather([0])).within(-1, 1, 'declared');
    const plan = inChapters(schedule(graph, { x: x.sum() }, 'kept'), 2, 8 * n);
    const run = await setUp(worlds[2], [plan, plan]);
    values(run.outcomes);
    run.kept.release();
    assert.is(run.planned.chapters.length, layers);
    return run.peak;
  };
  const few = await peak(5);
  const many = await peak(40);
  // The tuples of 35 more chapters would be 67 MB.
  assert.ok(many - few < 10e6, `${few} bytes for 5 chapters, ${many} for 40`);
});

test('a schedule with more chapters than there are batches stops with an error', async () => {
  const { graph, results } = program(2);
  const plan = inChapters(schedule(graph, results, 'kept'), 2, 1);
  const { deployment } = worlds[2];
  const sides = await worlds[2].upload({ v: { rows: ROWS, values: DATA } });
  const { chapters } = forecast(plan, { parties: 2, matrices: idsOf(sides[0]!) });
  const engines = await deployment.session(chapters[0]!);
  const kept = deployment.kernel.newArena();
  const { outcomes } = await lockstep(
    engines.map(function* (p) {
      const context = { matrices: sides[p.id]! };
      return yield* runSetup(p, plan, yield* prepare(p, plan, context), context, kept);
    }),
  );
  for (const outcome of outcomes) {
    assert.ok('error' in outcome && outcome.error instanceof UsageError && outcome.error.code === 'TUPLES_EXHAUSTED');
  }
  for (const side of sides) side.v!.close();
});

test.run();
