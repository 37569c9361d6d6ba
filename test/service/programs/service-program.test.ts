import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import type { BoundDataset, TesseraClient } from '../../../src/client/client.js';
import type { Answer } from '../../../src/client/program.js';
import { SecurityAbort, UsageError } from '../../../src/errors.js';
import { instantiate } from '../../../src/secure/program/instance.js';
import { runPlain } from '../../../src/secure/program/plain.js';
import type { Outputs } from '../../../src/secure/program/table.js';
import { outlookOf } from '../../../src/service/programs/outlook.js';
import { tupleCounts } from '../../../src/service/query-spec.js';
import { excluding, person, survey } from '../../secure/program/survey.js';
import { Deployment } from '../deployment.js';

const test = suite('service/programs');
const DATASET = 'people';
const folder = await mkdtemp(join(tmpdir(), 'tessera-program-'));

test.after(() => rm(folder, { recursive: true, force: true }));

const TRAFFIC = z.object({ rounds: z.number(), bytesSent: z.number() });
const TUPLES = z.object({ tuples: z.record(z.string(), z.number()) });

const SOURCE = fileURLToPath(new URL('../../secure/program/survey.js', import.meta.url));

/** An operator's module that offers the survey under its name. */
async function surveyModule(name = 'survey', expression = '[survey, excluding]'): Promise<string> {
  const path = join(folder, `${name}.mjs`);
  await writeFile(
    path,
    `import { excluding, survey } from ${JSON.stringify(SOURCE)};\nexport default ${expression};\n`,
  );
  return path;
}

async function withSurvey(parties: number, body: (deployment: Deployment, clients: TesseraClient[]) => Promise<void>) {
  const service = {
    programs: [await surveyModule()],
    datasets: { [DATASET]: { program: 'survey', parameters: {} }, others: { program: 'excluding' } },
  };
  const deployment = await Deployment.start({ parties, config: { service } });
  try {
    await body(deployment, await deployment.clients(deployment.transport(), 2));
  } finally {
    await deployment.close();
  }
}

/** Rounds, bytes and tuples of every phase are what the outlook said. */
function assertAsPlanned(
  parties: number,
  bound: BoundDataset['stats'],
  { stats }: { readonly stats: Answer<Outputs>['stats'] },
  rows = 5,
): void {
  const { setup, preparation, question } = outlookOf(instantiate(survey), { rows, owners: 1, parties });
  const traffic = (report: unknown) => TRAFFIC.parse(report);
  for (let party = 0; party < parties; party++) {
    assert.equal(traffic(bound[party]), TRAFFIC.parse(setup));
    assert.equal(TUPLES.parse(bound[party]?.preprocessing).tuples, tupleCounts(setup?.tuples ?? []));
    assert.equal(traffic(stats.preparation[party]), TRAFFIC.parse(preparation));
    assert.equal(TUPLES.parse(stats.preparation[party]).tuples, tupleCounts(preparation.tuples));
    assert.equal(traffic(stats.online[party]), TRAFFIC.parse(question));
  }
}

test('a defined program of an operator is uploaded to, bound and asked', async () => {
  await withSurvey(2, async (_deployment, [anna, ben]) => {
    const people = [0, 1, 2, 3, 4].map(person);
    const program = anna!.program(survey);
    await program.upload(DATASET, people.slice(0, 2));
    await ben!.program(survey).upload(DATASET, people.slice(2));
    const { version, rows, stats } = await program.bind(DATASET);
    assert.equal([version, rows], [1, 5]);
    assert.is(stats.length, 2);
    for (const party of stats) {
      assert.ok(Number(party?.rounds) >= 0 && Number(party?.ms) > 0);
      assert.type(party?.preprocessing, 'object');
    }
    const query = { kind: 1, limit: 6 };
    const expected = runPlain(survey, {}, people, query);
    // The order of rows follows from the uploads' ids; nothing in the survey depends on it.
    const answer = await program.ask(DATASET, query);
    assert.equal(answer.outputs, expected.outputs);
    assert.equal(answer.exact, expected.exact);
    assert.is(answer.stats.online.length, 2);
    const prepared = await ben!.program(survey).prepare(DATASET);
    assert.equal((await prepared.ask({ kind: 2, limit: 1 })).outputs.same, [3, 0]);
    assertAsPlanned(2, stats, answer);
    const [described] = (await anna!.dataset(DATASET)) as { parameters: string; binding: unknown }[];
    assert.is(described?.parameters, '{"kinds":3,"least":2}');
    assert.type(described?.binding, 'object');
  });
});

test('three parties agree, too', async () => {
  await withSurvey(3, async (_deployment, [anna]) => {
    const people = [3, 1, 2].map(person);
    const program = anna!.program(survey);
    await program.upload(DATASET, people);
    const { stats } = await program.bind(DATASET);
    const answer = await program.ask(DATASET, { kind: 0, limit: 2 });
    assert.equal(answer.outputs, runPlain(survey, {}, people, { kind: 0, limit: 2 }).outputs);
    assertAsPlanned(3, stats, answer, 3);
  });
});

test("a program may ask for nothing and know which rows are the asker's own", async () => {
  await withSurvey(2, async (_deployment, [anna, ben]) => {
    const [annas, bens] = [anna!.program(excluding), ben!.program(excluding)];
    await annas.upload('others', [{ x: 5 }, { x: -7 }]);
    await bens.upload('others', [{ x: 100 }]);
    await bens.bind('others');
    assert.equal((await annas.ask('others', {})).outputs.sum, [100]);
    assert.equal((await bens.ask('others', {})).outputs.sum, [-2]);
  });
});

test('parties whose programs differ find out when the dataset is bound', async () => {
  await withSurvey(2, async (deployment, [anna]) => {
    const file = join(deployment.dir, 'party-1.json');
    const config = JSON.parse(await readFile(file, 'utf8')) as { service: object };
    const other = await surveyModule(
      'other',
      '[excluding, { ...survey, body: (c) => ({ ...survey.body(c), same: survey.body(c).same.add(1) }) }]',
    );
    await deployment.stopParty(1);
    await writeFile(file, JSON.stringify({ ...config, service: { ...config.service, programs: [other] } }));
    await deployment.startParty(1);
    const program = anna!.program(survey);
    await program.upload(DATASET, [person(1)]);
    const error = await program.bind(DATASET).catch((reason: unknown) => reason);
    assert.ok(error instanceof SecurityAbort && error.code === 'SESSION_MISMATCH', String(error));
  });
});

test('rows that break the tables are refused before anything is sent', async () => {
  await withSurvey(2, async (_deployment, [anna]) => {
    const program = anna!.program(survey);
    const error = await program.upload(DATASET, [{ ...person(0), age: 300 }]).catch((reason: unknown) => reason);
    assert.ok(error instanceof UsageError && error.code === 'DATA_INVALID');
  });
});

test('a client that expects other parameters than the parties have sends nothing', async () => {
  await withSurvey(2, async (_deployment, [anna]) => {
    // The tables are the same; what is shown is not.
    const other = anna!.program(survey, { least: 1 });
    for (const attempt of [() => other.upload(DATASET, [person(0)]), () => other.prepare(DATASET)]) {
      const refused = await attempt().catch((reason: unknown) => reason);
      assert.ok(refused instanceof UsageError && refused.code === 'INVALID_ARGUMENT', String(refused));
      assert.match(refused.message, '"least":2');
    }
    const [described] = (await anna!.dataset(DATASET)) as { rows: number }[];
    assert.is(described?.rows, 0);
  });
});

test.run();
