// Set-ups whose tuples are more than one batch holds, in a whole deployment: dealt, and made by the parties.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { UsageError } from '../../src/errors.js';
import { chaptersOf } from '../../src/secure/plan/chapters.js';
import { instantiate } from '../../src/secure/program/instance.js';
import { outlookOf } from '../../src/service/programs/outlook.js';
import { planOf } from '../../src/service/programs/plans.js';
import { tupleCounts } from '../../src/service/query-spec.js';
import { Deployment, type DeploymentOptions } from './deployment.js';
import { climb, climbing, shuffling } from './long-setup.js';
import { IdealMakers } from './lowgear/ideal-makers.js';
import { ON_DEMAND } from './lowgear/world.js';

const test = suite('service: long set-ups');
const DATASET = 'numbers';
const ROWS = 5;
const folder = await mkdtemp(join(tmpdir(), 'tessera-long-'));
test.after(() => rm(folder, { recursive: true, force: true }));

const FIGURES = z.object({
  ms: z.number(),
  rounds: z.number(),
  bytesSent: z.number(),
  preprocessing: z.object({ ms: z.number(), rounds: z.number(), tuples: z.record(z.string(), z.number()) }),
});

async function start(
  program: 'climbing' | 'shuffling',
  parameters: object,
  options: Omit<DeploymentOptions, 'config'>,
): Promise<Deployment> {
  const path = join(folder, `${program}.mjs`);
  const source = fileURLToPath(new URL('./long-setup.js', import.meta.url));
  await writeFile(path, `export { ${program} as default } from ${JSON.stringify(source)};\n`);
  const offered = { programs: [path], datasets: { [DATASET]: { program, parameters } } };
  const service = options.stock === undefined ? offered : { ...offered, stock: options.stock };
  return await Deployment.start({ ...options, config: { service } });
}

const SOURCES: readonly (readonly [string, () => Promise<Omit<DeploymentOptions, 'parties'>>])[] = [
  ['dealt', async () => ({})],
  [
    'made by the parties',
    async () => {
      const lowgear = { makers: await IdealMakers.create() };
      return { stock: ON_DEMAND, compose: { preprocessing: 'lowgear', threads: 1, lowgear } };
    },
  ],
];

/** Two layers fit one batch, three do not. */
const LONG = { layers: 3, places: 18_000 };

for (const [how, options] of SOURCES) {
  test(`a set-up takes its tuples in several batches, ${how}`, async () => {
    const instance = instantiate(climbing, LONG);
    const owners = [{ client: '', rows: { from: 0, to: ROWS } }];
    const { setup } = planOf(instance, { rows: ROWS, owners }, 2);
    assert.ok(setup !== null && chaptersOf(setup).length > 1);
    const deployment = await start('climbing', LONG, { parties: 2, ...(await options()) });
    try {
      const [anna] = await deployment.clients(deployment.transport(4, 120_000), 1);
      const program = anna!.program(climbing, LONG);
      const values = [0, 1, 2, 3, 9];
      await program.upload(
        DATASET,
        values.map((x) => ({ x })),
      );
      const { stats } = await program.bind(DATASET);
      assert.equal((await program.ask(DATASET, {})).outputs, { sum: [climb(values, LONG.layers)] });
      const expected = outlookOf(instance, { rows: ROWS, owners: 1, parties: 2 }).setup!;
      for (const party of stats) {
        const { rounds, bytesSent, preprocessing } = FIGURES.parse(party);
        assert.equal([rounds, bytesSent], [expected.rounds, expected.bytesSent]);
        assert.equal(preprocessing.tuples, tupleCounts(expected.tuples));
      }
    } finally {
      await deployment.close();
    }
  });
}

test('a question that takes more than one batch holds is refused when the data are bound, with advice', async () => {
  const parameters = { layers: 1, places: 400_000, late: true };
  assert.throws(() => outlookOf(instantiate(climbing, parameters), { rows: ROWS, owners: 1, parties: 2 }), /set-up/);
  const deployment = await start('climbing', parameters, { parties: 2 });
  try {
    const [anna] = await deployment.clients(deployment.transport(), 1);
    const program = anna!.program(climbing, parameters);
    await program.upload(
      DATASET,
      [1, 2, 3, 4, 5].map((x) => ({ x })),
    );
    const error = await program.bind(DATASET).catch((reason: unknown) => reason);
    assert.ok(error instanceof UsageError && error.code === 'LIMIT_EXCEEDED', String(error));
    assert.match(error.message, /compute what does not depend on the question in the set-up/);
  } finally {
    await deployment.close();
  }
});

for (const parties of [2, 3]) {
  test(`${parties} parties shuffle, in the set-up and for a question`, async () => {
    const deployment = await start('shuffling', {}, { parties });
    try {
      const [anna] = await deployment.clients(deployment.transport(), 1);
      const program = anna!.program(shuffling);
      const values = [7, 1, 200, 3, 9];
      await program.upload(
        DATASET,
        values.map((x) => ({ x })),
      );
      const { stats } = await program.bind(DATASET);
      const { outputs } = await program.ask(DATASET, {});
      const sorted = (list: readonly number[]) => [...list].sort((a, b) => a - b);
      for (const found of [outputs.first, outputs.second]) assert.equal(sorted(found), sorted(values));
      const { setup } = outlookOf(instantiate(shuffling), { rows: ROWS, owners: 1, parties });
      for (const party of stats) {
        const { rounds, bytesSent, preprocessing } = FIGURES.parse(party);
        assert.equal([rounds, bytesSent], [setup!.rounds, setup!.bytesSent]);
        assert.equal(preprocessing.tuples, tupleCounts(setup!.tuples));
      }
    } finally {
      await deployment.close();
    }
  });
}

test.run();
