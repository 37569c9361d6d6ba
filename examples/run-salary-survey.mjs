// The salary survey from keys to answers, in one process: two parties, six people who upload, one who asks. In earnest every party is a
// machine of its own; examples/README.md has the commands.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keygen, openConnection, runPlain, startParty } from 'tessera-mpc';
import survey from './salary-survey.js';

const basePort = Number(process.argv[2] ?? 9400);
const salaries = [38_000, 41_500, 52_000, 47_250, 95_000, 61_000];
const mine = { salary: 50_000 };

const dir = await mkdtemp(join(tmpdir(), 'salary-survey-'));
const running = [];
try {
  // Keys and configurations; both operators approve the program by naming its file.
  await keygen({ dir, parties: 2, hosts: ['127.0.0.1'], basePort });
  const programs = [fileURLToPath(new URL('./salary-survey.js', import.meta.url))];
  for (const id of [0, 1]) {
    const file = join(dir, `party-${id}.json`);
    const service = { programs, datasets: { salaries: { program: 'salary-survey', parameters: { most: 100 } } } };
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), service }));
  }
  console.log('starting two parties, which make their randomness among themselves ...');
  const start = (id) => startParty(join(dir, `party-${id}.json`), { log: () => {}, preprocessing: 'lowgear' });
  running.push(...(await Promise.all([start(0), start(1)])));

  // Everybody has a key of their own and talks to both parties.
  const connection = await openConnection(join(dir, 'parties.json'));
  running.push(connection);
  for (const salary of salaries) {
    const person = (await connection.client()).program(survey, { most: 100 });
    await person.upload('salaries', [{ salary }]);
  }
  const asker = (await connection.client()).program(survey, { most: 100 });
  const { rows } = await asker.bind('salaries');
  console.log(`${rows} people have uploaded; asking ...`);
  const { outputs } = await asker.ask('salaries', mine);
  console.log(
    `mean ${outputs.mean[0].toFixed(2)}, median ${outputs.median[0]}, ${outputs.below[0]} earn less than ${mine.salary}`,
  );

  // The same program in the clear says what to expect.
  const rowsInTheClear = salaries.map((salary) => ({ salary }));
  const { outputs: expected } = runPlain(survey, { most: 100 }, rowsInTheClear, mine);
  const same = expected.median[0] === outputs.median[0] && expected.below[0] === outputs.below[0];
  const close = Math.abs(expected.mean[0] - outputs.mean[0]) < 0.01;
  console.log(same && close ? 'correct' : 'NOT CORRECT');
  process.exitCode = same && close ? 0 : 1;
} finally {
  for (const each of running.reverse()) await each.close();
  await rm(dir, { recursive: true, force: true });
}
