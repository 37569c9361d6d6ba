// Several processes with the same directory: the old one hangs, a new one is started, the old one wakes up. Each process can be
// stopped before any of its operations on the disk, while others go on. Whatever the order, no item is granted twice.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import type { FileReader, Files, FileWriter } from '../../../src/preprocessing/store/files.js';
import type { TupleStore } from '../../../src/preprocessing/store/index.js';
import { MemoryFiles } from './memory-files.js';
import { batchHash, contentOf, openStore } from './world.js';

const test = suite('store, several processes');
const SPEC = [{ kind: 'random', n: 40 }] as const;

/** One process's way to the directory: it can be stopped before an operation. */
class Process implements Files {
  operations = 0;
  stopAt = Number.POSITIVE_INFINITY;
  #stopped: (() => void) | null = null;
  #wake: (() => void) | null = null;
  readonly #reached: Promise<void>;

  constructor(private readonly disk: MemoryFiles) {
    this.#reached = new Promise((resolve) => {
      this.#stopped = resolve;
    });
  }

  /** Resolves when the process has stopped. */
  get stopped(): Promise<void> {
    return this.#reached;
  }

  wake(): void {
    this.#wake?.();
  }

  list = () => this.#turn(() => this.disk.list());
  exists = (name: string) => this.#turn(() => this.disk.exists(name));
  open = (name: string): Promise<FileReader | null> => this.#turn(() => this.disk.open(name));
  link = (from: string, to: string) => this.#turn(() => this.disk.link(from, to));
  rename = (from: string, to: string) => this.#turn(() => this.disk.rename(from, to));
  remove = (name: string) => this.#turn(() => this.disk.remove(name));
  wipe = (name: string, bytes: number) => this.#turn(() => this.disk.wipe(name, bytes));
  cut = (name: string, bytes: number) => this.#turn(() => this.disk.cut(name, bytes));
  syncDirectory = () => this.#turn(() => this.disk.syncDirectory());

  async create(name: string): Promise<FileWriter | null> {
    const writer = await this.#turn(() => this.disk.create(name));
    if (writer === null) return null;
    return {
      append: (bytes) => this.#turn(() => writer.append(bytes)),
      sync: () => this.#turn(() => writer.sync()),
      close: () => writer.close(),
    };
  }

  async #turn<T>(operation: () => Promise<T>): Promise<T> {
    if (++this.operations === this.stopAt) {
      const sleeping = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#stopped?.();
      await sleeping;
    }
    return operation();
  }
}

/** Opens the store as its only party would, and grants a few items a few times; what was granted is noted. */
async function work(files: Files, given: string[], rotateBlocks: number): Promise<void> {
  let store: TupleStore;
  try {
    store = await openStore(files, 0, 2, { rotateBlocks });
  } catch (error) {
    if (error instanceof UsageError && error.code === 'WRONG_STATE') return;
    throw error;
  }
  store.beginAgreement();
  store.endAgreement(true);
  for (let session = 0; session < 3; session++) {
    const lease = store.grants.propose([{ kind: 'random', n: 2 }]);
    try {
      await store.grants.settle(lease);
    } catch (error) {
      assert.instance(error, UsageError);
      return;
    }
    for (const { from, to } of lease.assignment.flat()) for (let item = from; item < to; item++) given.push(`${item}`);
  }
}

async function stocked(): Promise<MemoryFiles> {
  const disk = new MemoryFiles();
  const store = await openStore(disk, 0, 2);
  await store.append({ batchHash: batchHash(1), spec: SPEC, content: contentOf(1, SPEC, 0, 2) });
  await store.commit(batchHash(1));
  await store.close();
  return disk;
}

function requireUnique(given: readonly string[], story: string): void {
  assert.is(new Set(given).size, given.length, `${story}: ${given}`);
}

async function operationsOf(rotateBlocks: number): Promise<number> {
  const process = new Process(await stocked());
  const given: string[] = [];
  await work(process, given, rotateBlocks);
  assert.is(given.length, 6);
  return process.operations;
}

/** Starts a process and lets it run to its stop (or its end). */
async function start(disk: MemoryFiles, stopAt: number, given: string[], rotateBlocks: number) {
  const process = new Process(disk);
  process.stopAt = stopAt;
  const working = work(process, given, rotateBlocks);
  await Promise.race([process.stopped, working]);
  return { process, working };
}

for (const rotateBlocks of [1000, 1]) {
  const how = rotateBlocks === 1 ? ', while it rewrites its ledger' : '';
  test(`a process that sleeps before any operation never grants what another grants meanwhile${how}`, async () => {
    const operations = await operationsOf(rotateBlocks);
    let both = 0;
    for (let at = 1; at <= operations; at++) {
      const disk = await stocked();
      const given: string[] = [];
      const sleeper = await start(disk, at, given, rotateBlocks);
      const before = given.length;
      await work(disk, given, rotateBlocks);
      const between = given.length;
      sleeper.process.wake();
      await sleeper.working;
      requireUnique(given, `asleep at ${at}`);
      if (before > 0 && between > before) both++;
      const after = new MemoryFiles();
      for (const name of disk.names()) after.put(name, disk.content(name));
      await work(after, given, rotateBlocks);
      requireUnique(given, `asleep at ${at}, opened once more`);
    }
    assert.ok(both > 3, 'both granted something in some order');
  });
}

test('nor do three processes, of which two sleep', async () => {
  const operations = await operationsOf(1);
  for (let first = 1; first <= operations; first += 1) {
    for (let second = 1; second <= operations; second += 3) {
      for (const order of [0, 1]) {
        const disk = await stocked();
        const given: string[] = [];
        const sleepers = [await start(disk, first, given, 1), await start(disk, second, given, 1)];
        await work(disk, given, 1);
        for (const k of [order, 1 - order]) {
          sleepers[k]?.process.wake();
          await sleepers[k]?.working;
        }
        await work(disk, given, 1);
        requireUnique(given, `asleep at ${first} and ${second}`);
      }
    }
  }
});

test.run();
