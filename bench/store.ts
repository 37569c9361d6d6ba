// The durable tuple store on the local disk: one party alone, one thread, AES-256-GCM, caches warm. Medians.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kernel } from '../src/kernel/index.js';
import { type BatchSpec, itemsOf } from '../src/preprocessing/kinds.js';
import { componentsOf } from '../src/preprocessing/layout.js';
import { directoryFiles, TupleStore } from '../src/preprocessing/store/index.js';
import type { Measurement } from './main.js';

const PARTIES = 2;
const RUNS = 9;
const QUERIES = 12;

/** What one recommendation among 10,000 users takes. */
const QUERY: BatchSpec = [
  { kind: 'inputMask', n: 1121 },
  { kind: 'comparisonMask', k: 20, w: 4, n: 10_001 },
  { kind: 'factorTriple', fanOut: 2, n: 30_003 },
  { kind: 'triple', n: 11_962 },
];

const times = (spec: BatchSpec, count: number) =>
  spec.map((demand) => (demand.kind === 'matvec' ? demand : { ...demand, n: demand.n * count }));

export async function storeBench(): Promise<Measurement[]> {
  const directory = await mkdtemp(join(tmpdir(), 'tessera-store-'));
  const bench = new Bench(await Kernel.load(), directory);
  try {
    return [...(await bench.batches()), ...(await bench.grants())];
  } finally {
    await rm(directory, { recursive: true });
  }
}

class Bench {
  #batches = 0;

  constructor(
    private readonly kernel: Kernel,
    private readonly directory: string,
  ) {}

  /** Appending, taking and reading the tuples of recommender queries. */
  async batches(): Promise<Measurement[]> {
    const spec = times(QUERY, QUERIES);
    const bytes = bytesOf(spec);
    const store = await this.#open('batches');
    const appending: number[] = [];
    for (let run = 0; run < 3; run++) appending.push(await clock(() => this.#fill(store, spec)));
    await this.#take(store, QUERY);
    const taking: number[] = [];
    for (let run = 1; run < 3 * QUERIES; run++) taking.push(await clock(() => this.#take(store, QUERY)));
    await store.close();
    const rate = (ms: number, count: number) => Math.round(count / 1e3 / ms);
    return [
      { name: 'append, a batch of 170 MB', unit: 'MB/s', value: rate(median(appending), bytes) },
      { name: "take a recommender query's tuples, 14 MB", unit: 'ms', value: round(median(taking)) },
      { name: "take a recommender query's tuples, slowest of 35", unit: 'ms', value: round(Math.max(...taking)) },
      { name: 'read and decrypt within it', unit: 'MB/s', value: rate(median(taking), bytesOf(QUERY)) },
    ];
  }

  /** Small reservations: the ledger alone. */
  async grants(): Promise<Measurement[]> {
    const store = await this.#open('grants');
    await this.#fill(store, [{ kind: 'zeroTest', n: 100_000 }]);
    const one: BatchSpec = [{ kind: 'zeroTest', n: 1 }];
    const alone: number[] = [];
    for (let run = 0; run < 200; run++) alone.push(await clock(() => store.grants.settle(store.grants.propose(one))));
    const together: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      together.push(
        await clock(() =>
          Promise.all(Array.from({ length: 100 }, () => store.grants.settle(store.grants.propose(one)))),
        ),
      );
    }
    await store.close();
    const opening: number[] = [];
    for (let run = 0; run < RUNS; run++) opening.push(await clock(async () => (await this.#open('grants')).close()));
    return [
      { name: 'grant, durable', unit: 'ms', value: round(median(alone)) },
      { name: 'grants, 100 at once', unit: 'ms', value: round(median(together)) },
      { name: 'open', unit: 'ms', value: round(median(opening)) },
    ];
  }

  async #open(name: string): Promise<TupleStore> {
    const files = await directoryFiles(join(this.directory, name));
    const key = new Uint8Array(32).fill(1);
    const store = await TupleStore.open({ files, key, keyId: key, party: 0, parties: PARTIES, kernel: this.kernel });
    store.beginAgreement();
    store.endAgreement(true);
    return store;
  }

  async #fill(store: TupleStore, spec: BatchSpec): Promise<void> {
    const batchHash = new Uint8Array(32);
    new DataView(batchHash.buffer).setUint32(0, ++this.#batches);
    const content = spec.map((demand) =>
      componentsOf(demand, 0, PARTIES).map(({ width }) => new Uint8Array(8 * width * itemsOf(demand)).fill(7)),
    );
    await store.append({ batchHash, spec, content });
    await store.commit(batchHash);
  }

  async #take(store: TupleStore, spec: BatchSpec): Promise<void> {
    const lease = store.grants.propose(spec);
    const arena = this.kernel.newArena();
    await store.grants.settle(lease);
    await store.grants.read(lease, arena);
    arena.release();
  }
}

function bytesOf(spec: BatchSpec): number {
  return spec.reduce(
    (sum, demand) =>
      sum + itemsOf(demand) * 8 * componentsOf(demand, 0, PARTIES).reduce((width, one) => width + one.width, 0),
    0,
  );
}

async function clock(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  return [...values].sort((x, y) => x - y)[values.length >> 1] ?? Number.NaN;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
