// Parties that do not run the same program: installed differently, configured differently, or on another dataset. Their graphs have
// different digests, which are compared before a dataset is bound; and if they ran nevertheless, nobody would get an answer.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { TesseraError } from '../../../src/errors.js';
import { Graph } from '../../../src/secure/graph/graph.js';
import { schedule } from '../../../src/secure/plan/index.js';
import { digestOf } from '../../../src/secure/program/digest.js';
import { ResidentBlock } from '../../../src/secure/types/block.js';
import { SecureInt } from '../../../src/secure/types/int.js';
import { SecureWorld } from '../../support/secure-run.js';
import type { Subject } from './programs.js';
import { Rehearsal } from './rehearsal.js';

const test = suite('adversary/secure: parties that run different programs');

const RANGE = { min: -50n, max: 50n, proven: true };

/** What a body may do otherwise. */
interface Variant {
  readonly added: number;
  readonly factor: number;
  readonly threshold: number;
  readonly shift: number;
  readonly turned: boolean;
  readonly columns: boolean;
  readonly declared: boolean;
  readonly order: readonly ('scores' | 'signs')[];
  readonly places: readonly number[];
  readonly more: boolean;
}

const USUAL: Variant = {
  added: 1,
  factor: 3,
  threshold: 2,
  shift: 2,
  turned: false,
  columns: false,
  declared: false,
  order: ['scores', 'signs'],
  places: [0, 1],
  more: false,
};

const OTHERS: readonly (readonly [string, Partial<Variant>])[] = [
  ['a constant that is added', { added: 2 }],
  ['a constant factor', { factor: 4 }],
  ['a threshold', { threshold: 3 }],
  ['a number of bits cut off', { shift: 3 }],
  ['a difference turned round', { turned: true }],
  ['a matrix transposed', { columns: true }],
  ['a range that is declared', { declared: true }],
  ['the order of results', { order: ['signs', 'scores'] }],
  ['places', { places: [1, 0] }],
  ['one operation more', { more: true }],
];

function body(variant: Variant): Pick<Subject, 'graph' | 'outputs'> {
  const graph = new Graph();
  const x = new SecureInt(graph, graph.add('x', { kind: 'query', block: 'x' }, [], 2, RANGE));
  const v = new ResidentBlock(graph, 'v', 2, 2, RANGE);
  const moved = x.mul(x).gather(variant.places).mul(variant.factor).add(variant.added);
  const product = variant.columns ? v.transposedTimes(moved) : v.times(moved);
  const cut = product.truncate(variant.shift);
  const difference = variant.turned ? x.sub(cut) : cut.sub(x);
  const scores = variant.more ? difference.mul(x) : difference;
  const compared = variant.declared ? x.within(-50, 50, 'declared') : x;
  const results = { scores, signs: compared.ge(variant.threshold) };
  return { graph, outputs: Object.fromEntries(variant.order.map((name) => [name, results[name]])) };
}

function digest(world: SecureWorld, { graph, outputs }: Pick<Subject, 'graph' | 'outputs'>): string {
  const built = { setup: null, body: { graph, results: outputs } };
  return digestOf(world.deployment.kernel, built).join();
}

for (const parties of [2, 3]) {
  const world = await SecureWorld.create(parties);
  const usual = body(USUAL);
  const subject: Subject = {
    ...usual,
    name: 'a program that others run otherwise',
    query: { x: [3n, -4n] },
    blocks: { v: { rows: 2, values: [1n, 2n, 3n, 4n] } },
    kept: {},
    checks: 2,
    right: () => true,
  };
  const rehearsal = await Rehearsal.of(world, subject);

  test(`${parties} parties: programs that are built alike are the same`, async () => {
    assert.is(digest(world, usual), digest(world, body(USUAL)));
    const again = body(USUAL);
    const { outcomes } = await rehearsal.take({ plan: () => schedule(again.graph, again.outputs) });
    for (const outcome of outcomes) assert.ok('value' in outcome);
  });

  for (const [k, [name, change]] of OTHERS.entries()) {
    test(`${parties} parties: one differs in ${name}`, async () => {
      const other = body({ ...USUAL, ...change });
      assert.is.not(digest(world, other), digest(world, usual));
      const different = schedule(other.graph, other.outputs);
      const { outcomes } = await rehearsal.take({
        plan: (party) => (party === k % parties ? different : rehearsal.plan),
      });
      for (const [party, outcome] of outcomes.entries()) {
        assert.ok('error' in outcome, `party ${party} has an answer`);
        if ('error' in outcome) assert.instance(outcome.error, TesseraError, String(outcome.error));
      }
    });
  }
}

test.run();
