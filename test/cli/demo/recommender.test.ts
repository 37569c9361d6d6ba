import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DemoResult } from '../../../src/cli/demo/result.js';
import { mainPath } from '../../../src/cli/package-path.js';
import { tessera } from '../support/terminal.js';

const test = suite('demo: recommender, from beginning to end');

/** Everything the demo makes lies below here, so that nothing of it can be overlooked. */
const folder = mkdtempSync(join(tmpdir(), 'tessera-test-'));
const temporary = join(folder, 'tmp');
mkdirSync(temporary);
const before = process.env.TMPDIR;
process.env.TMPDIR = temporary;
test.after(() => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  rmSync(folder, { recursive: true, force: true });
});

/** Small, and user 0 has six similar users with this seed. */
const TINY = ['--users', '12', '--items', '10', '--dense', '4', '--seed', '5', '--queries', '1'];

for (const [parties, preprocessing] of [
  [2, 'lowgear'],
  [3, 'lowgear'],
  [2, 'dealer'],
] as const) {
  test(`with ${parties} parties and ${preprocessing} the answer is correct and the last line is its JSON`, async () => {
    const how = preprocessing === 'lowgear' ? [] : ['--preprocessing', preprocessing];
    const args = [...TINY, '--parties', `${parties}`, ...how, '--json'];
    const { code, out, err } = await tessera('demo', 'recommender', ...args);
    assert.is(code, 0, err);
    const lines = out.trimEnd().split('\n');
    const result = DemoResult.parse(JSON.parse(lines.at(-1) ?? ''));
    assert.is(lines.length, 1);
    assert.ok(result.correct);
    assert.equal(
      { parties: result.parties, users: result.users, items: result.items, dense: result.dense },
      { parties, users: 12, items: 10, dense: 4 },
    );
    assert.ok(result.online.ms > 0 && result.online.rounds > 0 && result.online.bytesSentPerParty > 0);
    assert.ok(result.client.ms >= result.online.ms);
    assert.is(result.preprocessing.kind, preprocessing);
    assert.ok(result.preprocessing.ms > 0 && Object.keys(result.preprocessing.tuples).length > 0);
    assert.ok(result.memoryMB > 10);
    assert.match(err, 'Recommended to user 0, from 6 similar users among 11:');
    assert.equal(readdirSync(temporary), []);
  });
}

test('a rating file is recommended from by title', async () => {
  const path = join(folder, 'ratings.csv');
  const rows = ['userId,movieId,rating'];
  for (let user = 1; user <= 8; user++) {
    for (let movie = 1; movie <= 3; movie++) rows.push(`${user},${movie},4`);
    if (user > 1) rows.push(`${user},4,${user % 2 === 0 ? 5 : 3}`);
    if (user > 4) rows.push(`${user},5,2`);
  }
  writeFileSync(path, `${rows.join('\n')}\n`);
  writeFileSync(join(folder, 'movies.csv'), 'movieId,title\n4,The Loved One\n5,The Other One\n');
  const args = ['--ratings', path, '--items', '5', '--dense', '3', '--queries', '2', '--preprocessing', 'dealer'];
  const { code, out, err } = await tessera('demo', 'recommender', ...args);
  assert.is(code, 0, err);
  assert.match(out, 'Recommended to user 1, from 7 similar users among 7:');
  assert.match(out, /1 +The Loved One +4\.14/);
  assert.match(out, 'Correct: 2 answers');
  assert.equal(readdirSync(temporary), []);
});

test('what stops the client is told as its own error, with its exit code', async () => {
  const { code, out, err } = await tessera('demo', 'recommender', '--ratings', join(folder, 'none.csv'));
  assert.is(code, 2);
  assert.is(out, '');
  assert.match(err, /\nerror DATA_INVALID: .*none\.csv.*ENOENT/);
  assert.equal(readdirSync(temporary), []);
});

test('an interrupted demo ends all its processes and leaves nothing behind', async () => {
  const demo = spawn(process.execPath, [mainPath(), 'demo', 'recommender'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let err = '';
  await new Promise<void>((resolve) => {
    demo.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
      if (err.includes('reading the ratings')) resolve();
    });
  });
  assert.is(readdirSync(temporary).length, 1);
  demo.kill('SIGINT');
  const code = await new Promise((resolve) => demo.once('close', resolve));
  assert.is(code, 130, err);
  assert.match(err, 'error INTERRUPTED: stopped by SIGINT');
  assert.equal(readdirSync(temporary), []);
});

test.run();
