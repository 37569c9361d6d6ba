import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { freePorts } from '../../../src/cli/demo/ports.js';
import { ProcessGroup } from '../../../src/cli/demo/process-group.js';
import { succeed, tessera } from '../support/terminal.js';

const test = suite("command line: an operator's own program");
const folder = mkdtempSync(join(tmpdir(), 'tessera-defined-'));
const file = (name: string) => join(folder, name);
const group = new ProcessGroup();
const on = [
  '--parties',
  file('parties.json'),
  '--key',
  file('anna.key'),
  '--dataset',
  'people',
  '--program',
  file('survey.mjs'),
];

test.after(async () => {
  await group.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function refusal(...args: string[]): Promise<string> {
  const { code, err } = await tessera(...args);
  assert.is(code, 2, err);
  return err;
}

test.before(async () => {
  const source = fileURLToPath(new URL('../../secure/program/survey.js', import.meta.url));
  writeFileSync(file('survey.mjs'), `export { survey as default } from ${JSON.stringify(source)};\n`);
  const port = await freePorts('127.0.0.1', 3);
  await succeed(
    'keygen',
    '--dir',
    folder,
    '--parties',
    '2',
    '--dealer',
    '--hosts',
    '127.0.0.1',
    '--base-port',
    `${port}`,
  );
  const service = { programs: ['survey.mjs'], datasets: { people: { program: 'survey', parameters: { kinds: 2 } } } };
  for (const id of [0, 1]) {
    const config = JSON.parse(readFileSync(file(`party-${id}.json`), 'utf8')) as object;
    writeFileSync(file(`party-${id}.json`), JSON.stringify({ ...config, service }));
  }
  const started = Promise.all([
    group.startServer('dealer', ['dealer', '--config', file('dealer.json')]),
    ...[0, 1].map((id) =>
      group.startServer(`party ${id}`, ['party', '--config', file(`party-${id}.json`), '--preprocessing', 'dealer']),
    ),
  ]);
  await Promise.race([started, group.failed]);
  await succeed('client', 'keygen', '--key', file('anna.key'));
});

test('rows come from CSV and JSON files, and the answer is told by name', async () => {
  const header = 'age,wage[0],wage[1],score[0],score[1],sick,kind,mood,note';
  writeFileSync(file('rows.csv'), `${header}\n30,10,1,3,4,1,0,-1,5\n40,20,1,3,5,0,1,0,-5\n`);
  const more = [{ age: 50, wage: [30, 1], score: [1, 7], sick: true, kind: [0, 1], mood: 1, note: 0 }];
  writeFileSync(file('rows.json'), JSON.stringify(more));
  writeFileSync(file('query.json'), JSON.stringify({ kind: 1, limit: 6 }));
  assert.is(await succeed('client', 'upload', ...on, '--rows', file('rows.csv')), 'all parties accepted 2 rows\n');
  await succeed('client', 'upload', ...on, '--rows', file('rows.json'));
  const bound = await succeed('client', 'bind', ...on.slice(0, 6));
  assert.match(bound, /bound version 1 of people with 3 rows\n\nparty +phase/);
  assert.match(bound, /0 +beforehand .*\n +set-up/);
  const answer = JSON.parse(await succeed('client', 'ask', ...on, '--query', file('query.json'), '--json')) as unknown;
  assert.equal(answer, { counts: [1, 2], mean: [63], same: [2, 1] });
  assert.match(
    await succeed('client', 'ask', ...on, '--query', file('query.json')),
    /counts +1 2\nmean +63\nsame +2 1/,
  );
});

test('what does not fit is refused, and no value is told', async () => {
  writeFileSync(file('bad.json'), JSON.stringify([{ age: 777 }]));
  const bad = await refusal('client', 'upload', ...on, '--rows', file('bad.json'));
  assert.match(bad, /error DATA_INVALID: row 0: expected values for block wage/);
  assert.match(await refusal('client', 'ask', ...on), /expected --query, a file with the blocks kind, limit/);
  assert.match(await refusal('client', 'upload', ...on), /expected --rows for a defined program, or --ratings/);
  const others = ['--param', 'kinds=3', '--query', file('query.json')];
  assert.match(await refusal('client', 'ask', ...on, ...others), /the parties run survey with \{"kinds":2,"least":2\}/);
  const unnamed = on.slice(0, 6);
  assert.match(
    await refusal('client', 'ask', ...unnamed, '--query', file('query.json')),
    /UNKNOWN_PROGRAM: no program survey/,
  );
  assert.match(await refusal('client', 'ask', ...unnamed, '--program', 'benchmarking'), /people is for survey/);
});

test.run();
