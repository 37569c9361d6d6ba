import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type TesseraError, UsageError } from '../../../src/errors.js';
import { Ledger } from '../../../src/preprocessing/store/ledger.js';
import { publishLedger, sealLedger } from '../../../src/preprocessing/store/ledger-file.js';
import { BLOCK_BYTES, blocksOf, type Entry } from '../../../src/preprocessing/store/ledger-format.js';
import type { Owner, StorePlace } from '../../../src/preprocessing/store/place.js';
import { StoreKey } from '../../../src/preprocessing/store/sealing.js';
import { MemoryFiles } from './memory-files.js';
import { batchHash, KEY_ID, STORE_KEY } from './world.js';

const test = suite('store, ledger');
const owner = { keyId: KEY_ID, party: 1, parties: 3 };

function placeOf(files: MemoryFiles, changes: Partial<Owner> = {}, key: Uint8Array = STORE_KEY): StorePlace {
  return { files, storeKey: new StoreKey(key), owner: { ...owner, ...changes } };
}

async function open(place: StorePlace, rotateBlocks = 1000, checkpoint: readonly Entry[] = []): Promise<Ledger> {
  const { generation, entries } = await sealLedger(place);
  const kept = [...entries, ...checkpoint];
  const file = await publishLedger(place, generation + 1, kept);
  return new Ledger({ place, file, checkpoint: () => kept, rotateBlocks });
}

const appended = (batch: number): Entry => ({
  type: 'appended',
  batch,
  hash: batchHash(batch),
  specDigest: batchHash(100 + batch),
  salt: batchHash(200 + batch),
});
const spent = (batch: number, from: number, to = from + 1): Entry => ({ type: 'spent', batch, stock: 2, from, to });
const EVERYTHING: readonly Entry[] = [
  appended(1),
  appended(2),
  ...Array.from({ length: 7 }, (_, k) => appended(3 + k)),
  { type: 'committed', batch: 1 },
  { type: 'committed', batch: 2 },
  ...Array.from({ length: 65 }, (_, k) => spent(1, 3 * k)),
  { type: 'dropped', batch: 2 },
  spent(1, 2 ** 27, 2 ** 27 + 5),
];

function only(files: MemoryFiles): string {
  const [name, ...others] = files.names().filter((one) => one.startsWith('ledger-'));
  assert.equal(others, []);
  if (name === undefined) throw new Error('no ledger');
  return name;
}

async function fails(promise: Promise<unknown>, code: string): Promise<string> {
  try {
    await promise;
  } catch (error) {
    assert.is((error as TesseraError).code, code, (error as Error).message);
    return (error as Error).message;
  }
  throw new Error(`expected ${code}`);
}

test('says, in order, what was written, however it was written', async () => {
  const files = new MemoryFiles();
  const place = placeOf(files);
  const ledger = await open(place);
  await ledger.append(EVERYTHING.slice(0, 5));
  await Promise.all(EVERYTHING.slice(5).map((entry) => ledger.append([entry])));
  await ledger.close();
  assert.equal((await sealLedger(place)).entries, EVERYTHING);
});

test('a write costs one block per 28 ranges, and what waits meanwhile shares the next write', async () => {
  const files = new MemoryFiles();
  const ledger = await open(placeOf(files));
  const size = () => files.content(only(files)).length / BLOCK_BYTES;
  const before = size();
  await ledger.append(Array.from({ length: 28 }, (_, k) => spent(1, 2 * k)));
  assert.is(size(), before + 1);
  const syncs = () => files.log.filter((line) => line.startsWith('sync ledger')).length;
  const synced = syncs();
  await Promise.all(Array.from({ length: 50 }, (_, k) => ledger.append([spent(1, 2 * k)])));
  assert.is(syncs(), synced + 2, 'the first alone, all others together');
  await ledger.close();
});

test('is written anew when it grows, by its owner, without losing what is being written', async () => {
  const files = new MemoryFiles();
  const place = placeOf(files);
  const { generation } = await sealLedger(place);
  const facts: Entry[] = [appended(1)];
  const ledger = new Ledger({
    place,
    file: await publishLedger(place, generation + 1, facts),
    checkpoint: () => [...facts],
    rotateBlocks: 3,
  });
  for (let k = 0; k < 40; k++) {
    facts.push(spent(1, 2 * k));
    await ledger.append([spent(1, 2 * k)]);
  }
  assert.ok(files.content(only(files)).length < 20 * BLOCK_BYTES);
  await ledger.close();
  const { entries, generation: last } = await sealLedger(place);
  assert.ok(last > 2);
  assert.equal(new Set(entries.map((entry) => JSON.stringify(entry))).size, facts.length);
});

test('a last write that is cut off or was never written is forgotten', async () => {
  const files = new MemoryFiles();
  const ledger = await open(placeOf(files));
  await ledger.append(EVERYTHING.slice(0, 9));
  const start = files.content(only(files)).length;
  const last = Array.from({ length: 70 }, (_, k) => spent(1, 2 * k));
  await ledger.append(last);
  await ledger.close();
  const name = only(files);
  const whole = files.content(name);
  const blocks = blocksOf(last).length;
  assert.is(blocks, 3);
  for (let bytes = start; bytes < whole.length; bytes += 37) {
    // Bytes that are not there are missing at the end of the file, or whole sectors are still zero.
    for (const zeros of [false, true]) {
      const torn = files.copy();
      const content = whole.slice(0, zeros ? whole.length : bytes);
      content.fill(0, zeros ? bytes - (bytes % BLOCK_BYTES) : bytes);
      torn.put(name, content);
      const { entries } = await sealLedger(placeOf(torn));
      assert.equal(entries.slice(0, 9), EVERYTHING.slice(0, 9));
      const survived = Math.floor((bytes - start) / BLOCK_BYTES) * 28;
      assert.is(entries.length, 9 + Math.min(survived, 70), `${bytes} bytes`);
    }
  }
});

test('blocks of one write may reach the disk in any order', async () => {
  const files = new MemoryFiles();
  const ledger = await open(placeOf(files));
  const last = Array.from({ length: 70 }, (_, k) => spent(1, 2 * k));
  await ledger.append(last);
  await ledger.close();
  files.content(only(files)).fill(0, BLOCK_BYTES, 2 * BLOCK_BYTES);
  assert.equal((await sealLedger(placeOf(files))).entries, last.slice(28));
});

test('a missing block before a later write is damage, not a crash', async () => {
  const files = new MemoryFiles();
  const ledger = await open(placeOf(files));
  for (let k = 0; k < 3; k++) await ledger.append([spent(1, 2 * k)]);
  await ledger.close();
  files.content(only(files)).fill(0, 2 * BLOCK_BYTES, 3 * BLOCK_BYTES);
  assert.match(await fails(sealLedger(placeOf(files)), 'STORE_DAMAGED'), /block 2 of the ledger is missing/);
});

test('a cut checkpoint is damage: it was durable before the ledger had its name', async () => {
  const files = new MemoryFiles();
  const ledger = await open(placeOf(files), 1000, EVERYTHING);
  await ledger.close();
  const name = only(files);
  files.put(name, files.content(name).slice(0, -BLOCK_BYTES));
  assert.match(await fails(sealLedger(placeOf(files)), 'STORE_DAMAGED'), /checkpoint/);
});

test('every changed byte is noticed', async () => {
  const files = new MemoryFiles();
  const ledger = await open(placeOf(files), 1000, EVERYTHING);
  await ledger.append([spent(1, 1)]);
  await ledger.append([spent(1, 7)]);
  await ledger.close();
  const name = only(files);
  const content = files.content(name);
  for (let at = 0; at < content.length; at++) {
    content[at] = (content[at] ?? 0) ^ (1 << (at % 8));
    try {
      await sealLedger(placeOf(files));
      assert.unreachable(`byte ${at}`);
    } catch (error) {
      assert.ok(['STORE_DAMAGED', 'DATA_INVALID'].includes((error as TesseraError).code), `byte ${at}`);
    }
    content[at] = (content[at] ?? 0) ^ (1 << (at % 8));
  }
  await sealLedger(placeOf(files));
});

test('blocks of another ledger, or of another place in it, are damage', async () => {
  const [first, second] = [new MemoryFiles(), new MemoryFiles()];
  for (const files of [first, second]) {
    const ledger = await open(placeOf(files));
    for (let k = 0; k < 3; k++) await ledger.append([spent(1, 2 * k)]);
    await ledger.close();
  }
  const block = (files: MemoryFiles, k: number) =>
    files.content(only(files)).subarray(k * BLOCK_BYTES, (k + 1) * BLOCK_BYTES);
  const original = block(first, 2).slice();
  for (const foreign of [block(second, 2), block(first, 1), block(first, 3)]) {
    block(first, 2).set(foreign.slice());
    await fails(sealLedger(placeOf(first)), 'STORE_DAMAGED');
    block(first, 2).set(original);
  }
  await sealLedger(placeOf(first));
});

test("another party's, another key's or another format's ledger is refused, and so is a wrong store key", async () => {
  const files = new MemoryFiles();
  await (await open(placeOf(files))).close();
  await fails(sealLedger(placeOf(files, { party: 0 })), 'DATA_INVALID');
  await fails(sealLedger(placeOf(files, { parties: 2 })), 'DATA_INVALID');
  await fails(sealLedger(placeOf(files, { keyId: batchHash(1) })), 'DATA_INVALID');
  await fails(sealLedger(placeOf(files, {}, KEY_ID)), 'STORE_DAMAGED');
  new DataView(files.content(only(files)).buffer).setUint32(28, 2, true);
  assert.match(await fails(sealLedger(placeOf(files)), 'DATA_INVALID'), /expected a store in format 1, found format 2/);
});

test('who may not have the store does not disturb its owner', async () => {
  const files = new MemoryFiles();
  const ledger = await open(placeOf(files));
  await fails(sealLedger(placeOf(files, { party: 0 })), 'DATA_INVALID');
  await fails(sealLedger(placeOf(files, {}, KEY_ID)), 'STORE_DAMAGED');
  await ledger.append([spent(1, 1)]);
});

test('after a failed write nothing is written any more', async () => {
  const files = new MemoryFiles();
  const ledger = await open(placeOf(files));
  files.crashAt = files.operations + 2;
  const outcomes = await Promise.allSettled([ledger.append([spent(1, 1)]), ledger.append([spent(1, 3)])]);
  assert.ok(outcomes.every(({ status }) => status === 'rejected'));
  assert.ok(ledger.failed);
  files.crashed = false;
  files.crashAt = Number.POSITIVE_INFINITY;
  const before = files.operations;
  for (let again = 0; again < 3; again++) {
    assert.instance(await ledger.append([spent(1, 5)]).catch((error: unknown) => error), Error);
  }
  assert.is(files.operations, before);
});

test('who comes later takes the store over; who had it hands out nothing any more', async () => {
  const files = new MemoryFiles();
  const first = await open(placeOf(files));
  await first.append([spent(1, 1)]);
  const second = await open(placeOf(files));
  assert.match(await fails(first.append([spent(1, 3)]), 'WRONG_STATE'), /another process has opened this store/);
  await second.append([spent(1, 5)]);
  assert.instance(await first.append([]).catch((error: unknown) => error), UsageError);
  const { entries } = await sealLedger(placeOf(files));
  assert.equal(entries, [spent(1, 1), spent(1, 5)]);
});

test.run();
