// Preprocessing without a dealer, two parties in one process, one worker thread for each, no network between them: on
// two cores, what two machines with one core each would do, apart from transport. Medians.

import { Kernel } from '../src/kernel/index.js';
import { FULL_FIELD } from '../src/params.js';
import { WorkerPool } from '../src/pool/worker-pool.js';
import type { Demand } from '../src/preprocessing/kinds.js';
import { LowGear } from '../src/preprocessing/lowgear/index.js';
import { LocalParties, median, PARTIES, type Site } from './local-parties.js';
import type { Measurement } from './main.js';

const RUNS = 3;
const SLOTS = 16_384;
/** What one proof is about: the natural unit of a production. */
const UNIT = 18 * SLOTS;

const RATES: readonly { readonly name: string; readonly demand: Demand & { readonly n: number } }[] = [
  { name: 'triples', demand: { kind: 'triple', n: 2 * UNIT } },
  { name: 'bits', demand: { kind: 'bit', n: 2 * UNIT } },
  { name: 'randoms', demand: { kind: 'random', n: 64 * SLOTS - 2 } },
  { name: 'comparison-masks', demand: { kind: 'comparisonMask', k: 20, w: 4, n: SLOTS } },
  { name: 'full-field-masks', demand: { kind: 'comparisonMask', k: FULL_FIELD, w: 4, n: SLOTS / 2 } },
  { name: 'truncations', demand: { kind: 'truncation', shift: 20, n: SLOTS } },
];

export async function lowGearBench(): Promise<Measurement[]> {
  const sites: Site[] = [];
  for (let i = 0; i < PARTIES; i++) sites.push({ kernel: await Kernel.load(), pool: new WorkerPool({ threads: 1 }) });
  try {
    const bench = new Bench(sites);
    const figures = [await bench.setup()];
    for (const { name, demand } of RATES) {
      const { rate, bytes } = await bench.rate(demand);
      figures.push({ name: `lowgear/${name}`, unit: '1/s', value: rate });
      if (name === 'triples') figures.push({ name: 'lowgear/triple-bytes', unit: 'bytes', value: bytes });
    }
    return figures;
  } finally {
    for (const { pool } of sites) await pool.close();
  }
}

class Bench {
  #lowgears: readonly LowGear[] = [];
  readonly #local: LocalParties;

  constructor(private readonly sites: readonly Site[]) {
    this.#local = new LocalParties(sites);
  }

  /** The first set-up also starts the threads, so it is not counted. */
  async setup(): Promise<Measurement> {
    const times: number[] = [];
    for (let k = 0; k <= RUNS; k++) {
      for (const lowgear of this.#lowgears) lowgear.burn();
      const { results, ms } = await this.#local.run((p, i) =>
        LowGear.setup(p, { runner: (this.sites[i] as Site).pool }),
      );
      this.#lowgears = results;
      if (k > 0) times.push(ms);
    }
    return { name: 'lowgear/setup', unit: 'ms', value: Math.round(median(times)) };
  }

  /** Items per second, and bytes that one party sends for each. */
  async rate(demand: Demand & { readonly n: number }): Promise<{ rate: number; bytes: number }> {
    const times: number[] = [];
    let bytes = 0;
    for (let k = 0; k < RUNS; k++) {
      const produced = await this.#local.run((p, i) => (this.#lowgears[i] as LowGear).produce(p, [demand]));
      times.push(produced.ms);
      bytes = produced.sentBytes;
    }
    return {
      rate: Math.round((1000 * demand.n) / median(times)),
      bytes: Math.round((10 * bytes) / demand.n) / 10,
    };
  }
}
