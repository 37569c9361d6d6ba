// As gadget-ranges.test.ts, for whole programs: the built-in ones and one that is as careless as the author's interface allows. Uploads and
// queries are well-formed where a proof says so and anything at all elsewhere.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { APPLICATIONS } from '../../../src/apps/index.js';
import { layoutOf } from '../../../src/apps/pagerank/layout.js';
import { expectedOwners } from '../../../src/apps/pagerank/owners.js';
import { denseParameters, sparseParameters } from '../../../src/apps/pagerank/parameters.js';
import { build, type Shape } from '../../../src/secure/program/build.js';
import { defineProgram } from '../../../src/secure/program/define.js';
import type { Instance } from '../../../src/secure/program/instance.js';
import { register } from '../../../src/secure/program/registered.js';
import { helperOf } from '../../../src/secure/program/statement.js';
import { any, bit, type Form, integers, rangeOfForm, type Table, uint } from '../../../src/secure/program/table.js';
import { type FieldInputs, fieldEvaluate } from './field-evaluate.js';
import { fieldRandom, requireNoEscape, requireSound, valuesIn } from './soundness.js';

const test = suite('adversary/secure: proven ranges in programs');
const RUNS = 4;

const everybody = (rows: number): Shape => ({ rows, owners: [{ client: 'everybody', from: 0, to: rows }] });

const banks = [
  { client: 'a', accounts: 2, places: 6 },
  { client: 'b', accounts: 3, places: 7 },
];
const shared = { iterations: 2 };
const dense = denseParameters({ banks: banks.map(({ client, accounts }) => ({ client, accounts })), ...shared });
const sparse = sparseParameters({ banks, ...shared });

function denseShape(): Shape {
  return { rows: 5, owners: expectedOwners(dense, (bank) => dense.banks[bank]?.accounts ?? 0) };
}

function sparseShape(side: 'source' | 'target'): Shape {
  const layout = layoutOf(sparse, side);
  return { rows: layout.rows, owners: expectedOwners(sparse, (bank) => layout.banks[bank]?.rows ?? 0) };
}

/** Small parameters and a dataset's shape, by program. */
const SETTINGS: Readonly<Record<string, readonly { parameters: unknown; shape: Shape }[]>> = {
  'hiv-treatment': [
    {
      parameters: { mutations: 6, treatments: 3, maxDistance: 2, minimumPatients: 2, timeBits: 5 },
      shape: everybody(5),
    },
    { parameters: {}, shape: everybody(12) },
  ],
  benchmarking: [
    { parameters: { bits: 5, minimumCompanies: 2 }, shape: everybody(6) },
    { parameters: {}, shape: everybody(11) },
  ],
  pagerank: [{ parameters: dense, shape: denseShape() }],
  'risk-propagation': [{ parameters: dense, shape: denseShape() }],
  'pagerank-sparse': [{ parameters: sparse, shape: sparseShape('source') }],
  'risk-propagation-sparse': [{ parameters: sparse, shape: sparseShape('target') }],
};

/** Mixes what is proven and what is not, and keeps both. */
const careless = register(
  defineProgram({
    name: 'careless',
    description: 'proven and other values together',
    parameters: z.strictObject({}),
    maxRows: () => 10,
    dataset: () => ({ sure: uint(6, { keepBits: true }), unsure: any(24), flag: bit() }),
    query: () => ({ limit: uint(6), guess: any(24) }),
    outputs: () => ({ counts: integers(4) }),
    setup: ({ data }) => ({
      bits: data.blocks.unsure
        .column(0)
        .within(0, 2 ** 24 - 1, 'declared')
        .bits()[23]!,
      mixed: data.blocks.unsure.column(0).mul(data.bit('flag', 0)),
      sure: data.blocks.sure.column(0).add(data.bit('sure', 0, 5)),
    }),
    body: ({ data, query, kept }) => ({
      counts: kept.bits
        .sum()
        .eq(3)
        .concat(
          kept.mixed.ge(query.guess).sum(),
          kept.sure.ge(query.limit).sum(),
          data.blocks.sure.transposedTimes(kept.mixed).sum().ge(0),
        ),
    }),
  }),
);

/** A block as somebody may upload it. */
function blockOf(form: Form, rows: number, random: () => bigint): bigint[] {
  const n = rows * form.width;
  if (form.type === 'member')
    return Array.from({ length: n }, () => BigInt(form.values[Number(random() % 7n) % form.values.length] as number));
  if (form.type !== 'oneHot') return valuesIn(rangeOfForm(form), n, random);
  const hot = Array.from({ length: rows }, () => Number(random() % BigInt(form.width)));
  return Array.from({ length: n }, (_, i) => (hot[Math.floor(i / form.width)] === i % form.width ? 1n : 0n));
}

/** All blocks of a table and the bits that are kept of them. */
function blocksOf(table: Table, rows: number, random: () => bigint) {
  const blocks: Record<string, { width: number; values: bigint[] }> = {};
  for (const [name, form] of Object.entries(table)) {
    const values = blockOf(form, rows, random);
    blocks[name] = { width: form.width, values };
    const helper = helperOf(name, form);
    if (helper?.base !== 2) continue;
    const bits = values.flatMap((value) => Array.from({ length: helper.count }, (_, b) => (value >> BigInt(b)) & 1n));
    blocks[helper.name] = { width: helper.width, values: bits };
  }
  return blocks;
}

function tryProgram(program: Instance, shape: Shape, seed: number): number {
  const { setup, body } = build(program, shape);
  const statistical = [setup, body].map((part) => (part === null ? 0 : requireSound(part.graph, program.name)));
  const random = fieldRandom(seed);
  for (let run = 0; run < RUNS; run++) {
    const blocks = blocksOf(program.dataset, shape.rows, random);
    const asked = blocksOf(program.query, 1, random);
    const query = Object.fromEntries(Object.entries(asked).map(([name, { values }]) => [name, values]));
    const kept: Record<string, readonly bigint[]> = {};
    if (setup !== null) {
      requireNoEscape(setup.graph, { blocks }, seed + run, `${program.name}, set-up`);
      const { values } = fieldEvaluate(setup.graph, { blocks }, fieldRandom(seed + run));
      for (const [name, { node }] of Object.entries(setup.results)) kept[name] = values[node.id] as bigint[];
    }
    const inputs: FieldInputs = { blocks, query, kept };
    requireNoEscape(body.graph, inputs, seed + run, `${program.name}, body`);
  }
  return statistical.reduce((sum, n) => sum + n, 0);
}

test('every application is tried', () => {
  assert.equal(APPLICATIONS.map(({ name }) => name).sort(), Object.keys(SETTINGS).sort());
});

for (const [k, application] of APPLICATIONS.entries()) {
  test(`${application.name}: statistical masks hide proven values only, and what is proven holds`, () => {
    for (const { parameters, shape } of SETTINGS[application.name] ?? []) {
      const statistical = tryProgram(application.instantiate(parameters), shape, 100 * k);
      const proven = ['hiv-treatment', 'benchmarking'].includes(application.name);
      assert.is(statistical > 0, proven, `${statistical} values under statistical masks`);
    }
  });
}

test('a program that mixes proven values with others compares them under masks of the whole field', () => {
  const program = careless.instantiate({});
  // Three sums: of the five rows' sure values alone.
  assert.is(tryProgram(program, everybody(5), 7), 5);
});

test.run();
