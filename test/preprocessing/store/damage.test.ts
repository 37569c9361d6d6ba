import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type TesseraError, UsageError } from '../../../src/errors.js';
import type { BatchSource } from '../../../src/preprocessing/batch.js';
import type { BatchSpec } from '../../../src/preprocessing/kinds.js';
import { StoreKey, TAG_BYTES } from '../../../src/preprocessing/store/sealing.js';
import { chunkOf } from '../../../src/preprocessing/store/segment-format.js';
import { openSegment } from '../../../src/preprocessing/store/segment-reader.js';
import { type Outcome, values } from '../../support/lockstep.js';
import type { MemoryFiles } from './memory-files.js';
import {
  agree,
  batchHash,
  fill,
  itemsOfLine,
  KEY_ID,
  openStore,
  reopen,
  reserveAll,
  STORE_KEY,
  type World,
  world,
} from './world.js';

const test = suite('store, damage');

const SPEC: BatchSpec = [
  { kind: 'random', n: 12 },
  { kind: 'zeroTest', n: 3 },
];
/** Chunks of two randoms, or of one zero test. */
const OPTIONS = { chunkBytes: 40 };

const batchFile = (files: MemoryFiles | undefined, number = 1): string => {
  const name = `${Buffer.from(batchHash(number)).toString('hex')}.batch`;
  assert.ok(files?.names().includes(name));
  return name;
};

function codes(outcomes: readonly Outcome<unknown>[]): string[] {
  return outcomes.map((outcome) => ('error' in outcome ? (outcome.error as TesseraError).code : 'ok'));
}

async function closed(world: World): Promise<MemoryFiles[]> {
  for (const store of world.stores) await store.close();
  return world.files;
}

async function stocked(): Promise<MemoryFiles[]> {
  const made = await world(2, OPTIONS);
  await fill(made.stores, 1, SPEC);
  return closed(made);
}

const all = (sources: readonly BatchSource[]) =>
  sources.map((source, party) => SPEC.flatMap((demand) => itemsOfLine(source, demand, party)));

test('whatever byte of a batch file is changed, it is noticed and nothing of the batch is used', async () => {
  const untouched = await stocked();
  const name = batchFile(untouched[1]);
  const bytes = untouched[1]?.content(name).length ?? 0;
  assert.ok(bytes > 500);
  let [atOpening, atReading] = [0, 0];
  for (let at = 0; at < bytes; at++) {
    const files = untouched.map((own) => own.copy());
    const content = files[1]?.content(name) ?? assert.unreachable();
    (content as Uint8Array)[at] = ((content as Uint8Array)[at] ?? 0) ^ (1 << (at % 8));
    const stores = await reopen(files, OPTIONS);
    if (stores[1]?.status().damaged.length === 1) {
      atOpening++;
      assert.equal(
        stores.map((store) => store.status().kinds),
        [[], []],
      );
    } else {
      const { outcomes } = await reserveAll(stores, SPEC);
      assert.is(codes(outcomes)[1], 'STORE_DAMAGED', `byte ${at}`);
      atReading++;
      assert.is(stores[1]?.status().damaged.length, 1);
      assert.is(stores[1]?.state, 'unagreed');
    }
    for (const store of stores) await store.close();
  }
  assert.ok(atOpening > 100 && atReading > 100);
});

test('a file that is missing, cut, extended, exchanged or swapped with another party is noticed at the opening', async () => {
  const untouched = await stocked();
  const name = batchFile(untouched[1]);
  const content = untouched[1]?.content(name) as Uint8Array;
  const damages: ((files: MemoryFiles) => void)[] = [
    (files) => void files.remove(name),
    (files) => files.put(name, new Uint8Array(0)),
    (files) => files.put(name, content.slice(0, 63)),
    (files) => files.put(name, content.slice(0, 100)),
    (files) => files.put(name, content.slice(0, -1)),
    (files) => files.put(name, new Uint8Array([...content, 0])),
    (files) => files.put(name, untouched[0]?.content(name) as Uint8Array),
  ];
  for (const damage of damages) {
    const files = untouched.map((own) => own.copy());
    damage(files[1] as MemoryFiles);
    const stores = await reopen(files, OPTIONS);
    assert.equal(stores[1]?.status().damaged, [name.slice(0, 64)]);
    assert.equal(
      stores.map((store) => store.status().batches),
      [0, 0],
      'the others drop it too',
    );
    for (const store of stores) await store.close();
  }
});

test('chunks that change places are noticed', async () => {
  const untouched = await stocked();
  const name = batchFile(untouched[1]);
  const owner = { keyId: KEY_ID, party: 1, parties: 2 };
  const segment = await openSegment(untouched[1] as MemoryFiles, name, owner, batchHash(1), new StoreKey(STORE_KEY));
  const place = segment.places[0] ?? (assert.unreachable() as never);
  assert.is(place.chunks, 6);
  const files = untouched.map((own) => own.copy());
  const content = files[1]?.content(name) as Uint8Array;
  const [second, fourth] = [chunkOf(place, 1), chunkOf(place, 3)];
  const moved = content.slice(second.at, second.at + second.bytes);
  content.copyWithin(second.at, fourth.at, fourth.at + fourth.bytes);
  content.set(moved, fourth.at);
  assert.is(second.bytes, 2 * 16 + TAG_BYTES);
  const stores = await reopen(files, OPTIONS);
  assert.equal(
    codes((await reserveAll(stores, [{ kind: 'random', n: 2 }])).outcomes),
    ['ok', 'ok'],
    'the first is whole',
  );
  assert.equal(codes((await reserveAll(stores, [{ kind: 'random', n: 2 }])).outcomes), ['ok', 'STORE_DAMAGED']);
});

test('another file of the same batch does not do: a dropped one does not come back', async () => {
  const made = await world(2, OPTIONS);
  await fill(made.stores, 1, SPEC);
  const name = batchFile(made.files[1]);
  const old = (made.files[1] as MemoryFiles).content(name).slice();
  for (const store of made.stores) await store.drop(batchHash(1));
  await fill(made.stores, 1, SPEC);
  const files = await closed(made);
  (files[1] as MemoryFiles).put(name, old);
  const stores = await reopen(files, OPTIONS);
  assert.is(stores[1]?.status().damaged.length, 1);
});

test('a damaged chunk costs its batch; the parties agree again and go on with what is whole', async () => {
  const made = await world(3, OPTIONS);
  await fill(made.stores, 1, SPEC);
  await fill(made.stores, 2, [
    { kind: 'random', n: 12 },
    { kind: 'zeroTest', n: 9 },
  ]);
  const content = (made.files[2] as MemoryFiles).content(batchFile(made.files[2]));
  content[content.length - 1] = (content[content.length - 1] ?? 0) ^ 1;
  const spec: BatchSpec = [{ kind: 'zeroTest', n: 3 }];
  assert.equal(codes((await reserveAll(made.stores, spec)).outcomes), ['ok', 'ok', 'STORE_DAMAGED']);
  assert.equal(codes((await reserveAll(made.stores, spec)).outcomes), ['REFUSED', 'REFUSED', 'WRONG_STATE']);
  await agree(made.stores);
  const sources = values((await reserveAll(made.stores, SPEC)).outcomes);
  const items = all(sources);
  assert.ok(items[0]?.every((item) => item.startsWith('2/')));
  assert.equal(items[0], items[2]);
  assert.ok(
    made.files[2]?.names().some((name) => name.endsWith('.damaged')),
    'the file is kept for inspection',
  );
});

test('a ledger that is gone is not taken for an empty one', async () => {
  const [files] = await stocked();
  for (const name of files?.names() ?? []) if (name.startsWith('ledger')) await files?.remove(name);
  try {
    await openStore(files as MemoryFiles, 0, 2);
    assert.unreachable();
  } catch (error) {
    assert.is((error as TesseraError).code, 'STORE_DAMAGED');
  }
});

test("another key's store, another party's, and another store key are refused", async () => {
  const [files] = await stocked();
  const attempts = [
    { keyId: batchHash(1) },
    { party: 1 },
    { parties: 3 },
    { key: KEY_ID },
    { key: new Uint8Array(31) },
    { keyId: new Uint8Array(31) },
  ];
  const found: string[] = [];
  for (const changes of attempts) {
    try {
      await openStore((files as MemoryFiles).copy(), 0, 2, changes);
      found.push('opened');
    } catch (error) {
      found.push((error as TesseraError).code);
    }
  }
  assert.equal(found, [
    'DATA_INVALID',
    'DATA_INVALID',
    'DATA_INVALID',
    'STORE_DAMAGED',
    'INVALID_ARGUMENT',
    'INVALID_ARGUMENT',
  ]);
});

test('nothing of a secret is in a file, a name, an error or the status', async () => {
  const made = await world(2, OPTIONS);
  const poison = new Uint8Array(8 * 12).fill(0x5a);
  poison.fill(0x07, 0, 8);
  for (let k = 0; k < 12; k++) poison[8 * k + 7] = 0x1a;
  const spec: BatchSpec = [{ kind: 'random', n: 12 }];
  await made.stores[0]?.append({ batchHash: batchHash(5), spec, content: [[poison, poison]] });
  const [files] = made.files;
  for (const name of files?.names() ?? []) {
    assert.is(Buffer.from(files?.content(name) as Uint8Array).indexOf(Buffer.from(poison.subarray(8, 16))), -1);
    assert.is(Buffer.from(files?.content(name) as Uint8Array).indexOf(Buffer.from(STORE_KEY)), -1);
  }
  assert.not.match(JSON.stringify(made.stores[0]?.status()), /5a5a5a|6510615555/);
});

test('content that does not fit the specification, or is no field element, is not stored', async () => {
  const { stores, files } = await world(2);
  const [store] = stores;
  const append = async (spec: BatchSpec, content: readonly (readonly Uint8Array[])[], hash = batchHash(9)) => {
    try {
      await store?.append({ batchHash: hash, spec, content });
      return 'stored';
    } catch (error) {
      assert.instance(error, UsageError);
      return (error as UsageError).code;
    }
  };
  const words = (n: number) => new Uint8Array(8 * n);
  const one: BatchSpec = [{ kind: 'random', n: 2 }];
  assert.is(await append(one, []), 'LENGTH_MISMATCH');
  assert.is(await append(one, [[words(2)]]), 'LENGTH_MISMATCH');
  assert.is(await append(one, [[words(2), words(3)]]), 'LENGTH_MISMATCH');
  assert.is(await append(one, [[words(2), words(2).subarray(1)]]), 'LENGTH_MISMATCH');
  assert.is(await append(one, [[words(2), words(2).fill(255)]]), 'NOT_CANONICAL');
  assert.is(await append([...one, ...one], [[words(2), words(2)]]), 'INVALID_ARGUMENT');
  assert.is(await append(one, [[words(2), words(2)]], new Uint8Array(31)), 'INVALID_ARGUMENT');
  assert.equal(
    files[0]?.names().filter((name) => name.includes('batch')),
    [],
    'nothing stays',
  );
  assert.is(await append(one, [[words(2), words(2)]]), 'stored');
  assert.is(await append(one, [[words(2), words(2)]]), 'WRONG_STATE');
});

test.run();
