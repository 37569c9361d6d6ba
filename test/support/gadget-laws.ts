// The laws every gadget obeys: on edge values and on random ones its results are the oracle's, every value on the way lies in the range
// that the graph promises, and at real parties (two and three) it gives the same and costs exactly what the planner says.
//
//     lawsFor('the largest of seven', {
//       inputs: { x: { length: 7, min: -100, max: 100 } },             // `proven: false` for values that nobody proved
//       build: ({ x }) => ({ largest: maximum(x) }),                   // like a program's body; results may be SecureFixed
//       expect: ({ x }) => ({ largest: [x.reduce((a, b) => (a > b ? a : b))] }), // on plain bigints; fixed point: the raw integers
//       cases: [{ x: [3, 3, 3, 0, 0, 0, 0] }],                         // beside the edges: all smallest, all largest, all 0, mixed
//     });
//
// Options: `tolerance` (largest |found - expected|, per output or one for all: gadgets that round), `inRange` (makes values
// that are not just anything between min and max: sorted ones, one-hot ones), `blocks` (resident blocks, for gadgets that
// multiply with the dataset), `randomRuns` (plaintext engine, 40), `realRuns` (shares, per number of parties; the first cases, 2),
// `unordered` (outputs that come in any order). Every call is a suite of its own that runs at once: several may stand in a file.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Graph } from '../../src/secure/graph/graph.js';
import { evaluate, type PlainOptions } from '../../src/secure/plain/index.js';
import { chance } from '../../src/secure/plain/random.js';
import { type Schedule, schedule } from '../../src/secure/plan/index.js';
import { ResidentBlock } from '../../src/secure/types/block.js';
import type { SecureFixed } from '../../src/secure/types/fixed.js';
import { SecureInt } from '../../src/secure/types/int.js';
import { SEED } from '../kernel/values.js';
import { SecureWorld } from './secure-run.js';

export interface InputForm {
  readonly length: number;
  readonly min: number | bigint;
  readonly max: number | bigint;
  /** True by default. */
  readonly proven?: boolean;
}

export interface BlockForm extends Omit<InputForm, 'length'> {
  readonly rows: number;
  readonly width: number;
}

/** Plain values by input, as a case writes them. */
export type Written<I> = { readonly [K in keyof I]: readonly (number | bigint)[] };
/** The same as the oracle gets them. */
export type Plain<I> = { readonly [K in keyof I]: readonly bigint[] };

export interface Law<I extends Record<string, InputForm>, B extends Record<string, BlockForm>, N extends string> {
  readonly inputs: I;
  readonly blocks?: B;
  readonly build: (
    inputs: { readonly [K in keyof I]: SecureInt },
    blocks: { readonly [K in keyof B]: ResidentBlock },
  ) => Readonly<Record<N, SecureInt | SecureFixed>>;
  readonly expect: (inputs: Plain<I>, blocks: Plain<B>) => Readonly<Record<N, readonly (number | bigint)[]>>;
  readonly cases?: readonly Written<I>[];
  readonly tolerance?: number | Readonly<Partial<Record<N, number>>>;
  readonly unordered?: readonly N[];
  readonly inRange?: (random: () => number) => Written<I>;
  readonly randomRuns?: number;
  readonly realRuns?: number;
}

/** One set of inputs with its name in messages. */
export interface Case {
  readonly name: string;
  readonly inputs: Readonly<Record<string, readonly bigint[]>>;
  readonly blocks: Readonly<Record<string, readonly bigint[]>>;
}

/** The body built once, with everything the engines need. */
export interface Built<N extends string = string> {
  readonly graph: Graph;
  readonly outputs: Readonly<Record<N, SecureInt>>;
}

/** Declares and runs the suite of a gadget. */
export function lawsFor<I extends Record<string, InputForm>, N extends string, B extends Record<string, BlockForm>>(
  name: string,
  law: Law<I, B, N>,
): void {
  const test = suite(name);
  const built = build(law);
  const cases = casesOf(law);

  test(`${name}: the oracle's results on edge values and random ones`, () => {
    for (const each of cases) compare(law, each, evaluatePlain(built, each));
  });

  if (built.graph.nodes.some(({ op }) => op.kind === 'truncate')) {
    test(`${name}: however truncations round`, () => {
      for (const [i, each] of cases.entries()) {
        compare(law, each, evaluatePlain(built, each, { truncation: 'up' }), 'all up');
        compare(law, each, evaluatePlain(built, each, { truncation: { seed: SEED + i } }), 'by chance');
      }
    });
  }

  for (const parties of [2, 3]) {
    test(`${name}: the same with ${parties} parties, at exactly the planned cost`, async () => {
      const world = await worldOf(parties);
      const plan = schedule(built.graph, built.outputs);
      for (const each of cases.slice(0, law.realRuns ?? 2)) await compareReal(law, world, plan, each);
    });
  }

  test.run();
}

const worlds = new Map<number, Promise<SecureWorld>>();

/** One deployment for all suites of a file. */
function worldOf(parties: number): Promise<SecureWorld> {
  const world = worlds.get(parties) ?? SecureWorld.create(parties);
  worlds.set(parties, world);
  return world;
}

async function compareReal<I extends Record<string, InputForm>, B extends Record<string, BlockForm>, N extends string>(
  law: Law<I, B, N>,
  world: SecureWorld,
  plan: Schedule,
  each: Case,
): Promise<void> {
  const blocks = mapValues(law.blocks ?? ({} as B), ({ rows }, name) => ({ rows, values: each.blocks[name] ?? [] }));
  const { outputs, planned, prepared, ran, left } = await world.run(plan, { query: each.inputs, blocks });
  const { parties } = world.deployment;
  const how = `with ${parties} parties`;
  compare(law, each, outputs as Record<N, readonly bigint[]>, how);
  const costs = (counted: { rounds: number; bytes: readonly number[] }) => [counted.rounds, ...counted.bytes];
  const said = ({ rounds, bytesSent }: { rounds: number; bytesSent: number }) => [
    rounds,
    ...Array.from({ length: parties }, () => bytesSent),
  ];
  assert.equal(costs(prepared), said(planned.prepare), `rounds and bytes of preparing, ${how}`);
  assert.equal(
    [ran.openings, ...costs(ran)],
    [planned.run.openings, ...said(planned.run)],
    `openings, rounds, bytes, ${how}`,
  );
  assert.equal(left, {}, `tuples left over, ${how}`);
}

function build<I extends Record<string, InputForm>, B extends Record<string, BlockForm>, N extends string>(
  law: Law<I, B, N>,
): Built<N> {
  const graph = new Graph();
  const inputs = mapValues(law.inputs, (form, block) => {
    return new SecureInt(graph, graph.add(block, { kind: 'query', block }, [], form.length, rangeOf(form)));
  });
  const blocks = mapValues(law.blocks ?? ({} as B), (form, block) => {
    return new ResidentBlock(graph, block, form.rows, form.width, rangeOf(form));
  });
  const results = law.build(
    inputs as { readonly [K in keyof I]: SecureInt },
    blocks as { readonly [K in keyof B]: ResidentBlock },
  );
  return { graph, outputs: mapValues(results, (result) => (result instanceof SecureInt ? result : result.raw)) };
}

function rangeOf({ min, max, proven = true }: Omit<InputForm, 'length'>) {
  return { min: BigInt(min), max: BigInt(max), proven };
}

function evaluatePlain<N extends string>(
  { graph, outputs }: Built<N>,
  { inputs, blocks }: Case,
  options: PlainOptions = {},
): Record<N, readonly bigint[]> {
  const rows = mapValues(blocks, (values) => BigInt64Array.from(values));
  const found = evaluate(graph, outputs, { query: inputs, blocks: rows }, options);
  return mapValues(found, (values) => Array.from(values as BigInt64Array));
}

/** @throws AssertionError that names output, element and case */
export function compare<I extends Record<string, InputForm>, B extends Record<string, BlockForm>, N extends string>(
  law: Law<I, B, N>,
  { name, inputs, blocks }: Case,
  found: Readonly<Record<N, readonly bigint[]>>,
  how = 'in the clear',
): void {
  const expected = law.expect(inputs as Plain<I>, blocks as Plain<B>);
  for (const [output, wanted] of Object.entries(expected) as [N, readonly (number | bigint)[]][]) {
    const order = law.unordered?.includes(output) ? sorted : (values: readonly bigint[]) => values;
    const [want, have] = [order(wanted.map(BigInt)), order(found[output])];
    const { tolerance = 0 } = law;
    const allowed = BigInt(typeof tolerance === 'number' ? tolerance : (tolerance[output] ?? 0));
    assert.is(have.length, want.length, `${output} of ${name}, ${how}: number of elements`);
    const wrong = want.findIndex((value, i) => magnitude(value - (have[i] ?? 0n)) > allowed);
    if (wrong === -1) continue;
    const detail = `element ${wrong} is ${have[wrong]}, expected ${want[wrong]}${allowed > 0n ? ` +- ${allowed}` : ''}`;
    assert.unreachable(`${output} of ${name}, ${how}: ${detail} (TESSERA_TEST_SEED=${SEED}; inputs ${show(inputs)})`);
  }
}

function sorted(values: readonly bigint[]): readonly bigint[] {
  return [...values].sort((a, b) => (a < b ? -1 : 1));
}

function magnitude(x: bigint): bigint {
  return x < 0n ? -x : x;
}

function show(inputs: Case['inputs']): string {
  const text = Object.entries(inputs).map(([name, values]) => `${name} = ${values.slice(0, 16).join(' ')}`);
  return text.join('; ');
}

/** The law's own cases, then edges, then random ones. */
function casesOf<I extends Record<string, InputForm>, B extends Record<string, BlockForm>, N extends string>(
  law: Law<I, B, N>,
): Case[] {
  const random = chance(SEED);
  const blockLengths = mapValues(law.blocks ?? ({} as B), (form) => ({ ...form, length: form.rows * form.width }));
  const fill = (value: Filler) => mapValues(law.inputs, (form) => vectorOf(form, value));
  const blocks = () => mapValues(blockLengths, (form) => vectorOf(form, anywhere(random)));
  const make = (name: string, inputs: Readonly<Record<string, readonly bigint[]>>): Case => ({
    name,
    inputs,
    blocks: blocks(),
  });
  const own = (law.cases ?? []).map((values, i) => make(`case ${i}`, toBigInts(values)));
  const any = law.inRange;
  const runs = Array.from({ length: law.randomRuns ?? 40 }, (_, i) =>
    make(`random values ${i}`, any === undefined ? fill(anywhere(random)) : toBigInts(any(random))),
  );
  if (any !== undefined) return [...own, ...runs];
  const edges = [
    make('edges mixed', fill(edgeOr(random))),
    make(
      'all smallest',
      fill(({ min }) => BigInt(min)),
    ),
    make(
      'all largest',
      fill(({ max }) => BigInt(max)),
    ),
    make(
      'as small as can be',
      fill(({ min, max }) => (BigInt(min) > 0n ? BigInt(min) : BigInt(max) < 0n ? BigInt(max) : 0n)),
    ),
  ];
  return [...own, ...edges, ...runs];
}

type Filler = (form: Omit<InputForm, 'length'>, place: number) => bigint;

function vectorOf(form: InputForm, filler: Filler): readonly bigint[] {
  return Array.from({ length: form.length }, (_, i) => filler(form, i));
}

const anywhere =
  (random: () => number): Filler =>
  ({ min, max }) => {
    const span = BigInt(max) - BigInt(min) + 1n;
    const far = (BigInt(Math.floor(random() * 2 ** 32)) << 32n) | BigInt(Math.floor(random() * 2 ** 32));
    return BigInt(min) + (far % span);
  };

const edgeOr =
  (random: () => number): Filler =>
  (form, place) => {
    const [min, max] = [BigInt(form.min), BigInt(form.max)];
    const edges = [min, max, 0n, min + 1n, max - 1n, 1n, -1n].filter((value) => value >= min && value <= max);
    const chosen = edges[Math.floor(random() * 2 * edges.length)];
    return chosen ?? anywhere(random)(form, place);
  };

function toBigInts(values: Readonly<Record<string, readonly (number | bigint)[]>>) {
  return mapValues(values, (vector) => vector.map(BigInt));
}

function mapValues<K extends string, V, W>(record: Readonly<Record<K, V>>, map: (value: V, key: K) => W): Record<K, W> {
  const entries = (Object.entries(record) as [K, V][]).map(([key, value]) => [key, map(value, key)]);
  return Object.fromEntries(entries) as Record<K, W>;
}
