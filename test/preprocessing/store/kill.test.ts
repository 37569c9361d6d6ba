// Kill -9 at random moments, again and again, on a real file system: nothing is handed out twice, nothing is corrupt, the parties
// agree again after each restart.

import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('store, kill -9');

const CHILD = fileURLToPath(new URL('./kill-child.js', import.meta.url));
const KILLS = 14;
const SEED = Number(process.env.TESSERA_SEED ?? 7);

/** Milliseconds after the first sign of life, mostly short. */
function delays(seed: number): number[] {
  let state = seed;
  return Array.from({ length: KILLS }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % 97;
  });
}

/** Runs the child until it ends, or is killed `delay` milliseconds after it has said anything (null: not at all). */
function run(directory: string, seed: number, mode: string, delay: number | null): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, directory, String(seed), mode], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [output, errors] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      if (output === '' && delay !== null) setTimeout(() => child.kill('SIGKILL'), delay);
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL' || code === 0) resolve(output.split('\n').slice(0, -1));
      else reject(new Error(`the child ended with ${code ?? signal}: ${errors}`));
    });
  });
}

test(`killed ${KILLS} times at random moments, no item comes twice and nothing is corrupt (seed ${SEED})`, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tessera-kill-'));
  const given = new Set<string>();
  let sessions = 0;
  const note = (lines: readonly string[], when: string) => {
    for (const line of lines) {
      const [word, ...items] = line.split(' ');
      assert.ok(word === 'ready' || word === 'given' || word === 'left', `${when}: ${line.slice(0, 100)}`);
      if (word !== 'given') continue;
      sessions++;
      for (const item of items) {
        assert.not(given.has(item), `${when}: ${item} came twice`);
        given.add(item);
      }
    }
  };
  try {
    for (const [seed, delay] of delays(SEED).entries()) note(await run(directory, seed, 'work', delay), `kill ${seed}`);
    const last = await run(directory, KILLS, 'drain', null);
    note(last, 'the last run');
    const left = JSON.parse((last.at(-1) ?? '').slice(5)) as unknown[];
    assert.equal(left[0], left[1], 'both parties hold the same');
    assert.ok(sessions > 3 * KILLS, `${sessions} sessions were served`);
    for (const party of [0, 1]) {
      const names = await readdir(join(directory, `party-${party}`));
      assert.equal(
        names.filter((name) => name.endsWith('.tmp') || name.endsWith('.damaged')),
        [],
      );
    }
  } finally {
    await rm(directory, { recursive: true });
  }
});

test.run();
