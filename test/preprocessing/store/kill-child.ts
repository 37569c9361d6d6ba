// A process that is going to be killed: two parties with their stores on disk, who make batches and take tuples until then. Every
// item that was handed out is written to standard output at once, one line per session: "given <item> <item> ..".

import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { isTesseraCode } from '../../../src/net/error-codes.js';
import type { BatchSpec } from '../../../src/preprocessing/kinds.js';
import { directoryFiles, type TupleStore } from '../../../src/preprocessing/store/index.js';
import { agree, depositAll, itemsOfLine, openStore, reserveAll } from './world.js';

const [, , directory = '', seedText = '0', mode = 'work'] = process.argv;
const say = (line: string) => writeSync(1, `${line}\n`);

/** Small deterministic numbers below n. */
let state = Number(seedText) + 1;
function below(n: number): number {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return (state >> 8) % n;
}

const stores: TupleStore[] = [];
for (const party of [0, 1]) {
  const files = await directoryFiles(join(directory, `party-${party}`));
  stores.push(await openStore(files, party, 2, { chunkBytes: 4096, rotateBlocks: 16 }));
}
await agree(stores);
for (const store of stores) {
  const { damaged } = store.status();
  if (damaged.length > 0) say(`damaged ${damaged}`);
}
say('ready');

async function take(n: number): Promise<boolean> {
  const spec: BatchSpec = [
    { kind: 'random', n },
    { kind: 'triple', n: n >> 1 },
  ];
  const { outcomes } = await reserveAll(stores, spec);
  const items = outcomes.map((outcome, party) => {
    if ('error' in outcome) {
      if (isTesseraCode((outcome.error as { code: string }).code)) return null;
      throw outcome.error;
    }
    return spec.flatMap((demand) => itemsOfLine(outcome.value, demand, party)).join(' ');
  });
  if (items[0] === null || items[1] === null) return false;
  if (items[0] !== items[1]) say('different items');
  say(`given ${items[0]}`);
  return true;
}

if (mode === 'drain') {
  for (const n of [500, 50, 5]) while (await take(n));
  say(`left ${JSON.stringify(stores.map((store) => store.status().kinds.map(({ key, left }) => [key, left])))}`);
} else {
  // Batch numbers are never used again, whatever the process before came to.
  for (let number = Number(seedText) * 4096; ; number++) {
    const n = 200 + below(4000);
    const spec: BatchSpec = [
      { kind: 'random', n },
      { kind: 'triple', n: n >> 1 },
    ];
    const depositing = depositAll(stores, number, spec);
    const taking = Array.from({ length: 8 }, () => take(1 + below(400)));
    if ((await depositing).outcomes.some((outcome) => 'error' in outcome)) say('a deposit failed');
    await Promise.all(taking);
  }
}
for (const store of stores) await store.close();
