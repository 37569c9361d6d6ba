// Preprocessing by the trusted dealer, two parties, one worker thread per core: `dealer/...` is the dealer's work for one
// batch (the last party's corrections), `party/...` the expansion at the last party, on one thread. And without a dealer:
// `lowgear/...`, see lowgear.ts. Medians.

import { Kernel } from '../src/kernel/index.js';
import { FULL_FIELD } from '../src/params.js';
import { WorkerPool } from '../src/pool/worker-pool.js';
import { Dealer, expandBatch } from '../src/preprocessing/dealer/index.js';
import type { BatchSpec, Demand } from '../src/preprocessing/kinds.js';
import { lowGearBench } from './lowgear.js';
import { lowGearMatvecBench } from './lowgear-matvec.js';
import type { Measurement } from './main.js';

const PARTIES = 2;
const LAST = PARTIES - 1;
const KEY_ID = new Uint8Array(32);
const RUNS = 7;

/** Rates: what is dealt, how many at once. */
const RATES: readonly { readonly name: string; readonly demand: Demand & { readonly n: number } }[] = [
  { name: 'triples', demand: { kind: 'triple', n: 500_000 } },
  { name: 'bits', demand: { kind: 'bit', n: 1_000_000 } },
  { name: 'randoms', demand: { kind: 'random', n: 1_000_000 } },
  { name: 'input-masks', demand: { kind: 'inputMask', n: 2_000_000 } },
  { name: 'comparison-masks', demand: { kind: 'comparisonMask', k: 20, w: 4, n: 10_000 } },
  { name: 'full-field-masks', demand: { kind: 'comparisonMask', k: FULL_FIELD, w: 4, n: 5_000 } },
  { name: 'truncations', demand: { kind: 'truncation', shift: 20, n: 200_000 } },
];

const ROWS = 10_000;
const COLUMNS = 980;

export async function preprocessingBench(): Promise<Measurement[]> {
  const kernel = await Kernel.load();
  const pool = new WorkerPool();
  const dealer = new Dealer({ kernel, masterSeed: new Uint8Array(32), parties: PARTIES, runner: pool });
  const bench = new Bench(kernel, dealer);
  try {
    const figures: Measurement[] = [];
    for (const { name, demand } of RATES) figures.push(...(await bench.rate(name, demand)));
    figures.push(await bench.tripleBytes(), await bench.matvec());
    return [...figures, ...(await lowGearBench()), ...(await lowGearMatvecBench())];
  } finally {
    dealer.close();
    await pool.close();
  }
}

class Bench {
  #batches = 0;

  constructor(
    private readonly kernel: Kernel,
    private readonly dealer: Dealer,
  ) {}

  async rate(name: string, demand: Demand & { readonly n: number }): Promise<Measurement[]> {
    const spec = [demand];
    const dealing: number[] = [];
    const expanding: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const started = performance.now();
      const dealt = await this.#deal(spec);
      const arrived = performance.now();
      const arena = this.kernel.newArena();
      expandBatch(this.kernel, arena, { party: LAST, parties: PARTIES, spec, dealt });
      expanding.push(performance.now() - arrived);
      dealing.push(arrived - started);
      arena.release();
    }
    const perSecond = (times: number[]) => Math.round((1000 * demand.n) / median(times));
    return [
      { name: `dealer/${name}`, unit: '1/s', value: perSecond(dealing) },
      { name: `party/${name}`, unit: '1/s', value: perSecond(expanding) },
    ];
  }

  /** What a triple costs on the wire, seeds apart. */
  async tripleBytes(): Promise<Measurement> {
    const n = 1000;
    const { corrections } = await this.#deal([{ kind: 'triple', n }]);
    return { name: 'dealer/triple-bytes', unit: 'bytes', value: corrections.length / n };
  }

  /** One tuple for a matrix in the cache. */
  async matvec(): Promise<Measurement> {
    const upload: BatchSpec = [{ kind: 'inputMask', n: ROWS * COLUMNS }];
    const part = { batchId: new Uint8Array(32).fill(255), spec: upload, offset: 0, rows: ROWS, columns: COLUMNS };
    const matrix = this.dealer.registerMatrix({ keyId: KEY_ID, parts: [part] });
    const shape = { rows: ROWS, columns: COLUMNS, orientation: 'rows', operand: { from: 'random' } } as const;
    const spec: BatchSpec = [{ kind: 'matvec', matrix, ...shape }];
    await this.#deal(spec);
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const started = performance.now();
      await this.#deal(spec);
      times.push(performance.now() - started);
    }
    return { name: `dealer/matvec-${ROWS}x${COLUMNS}`, unit: 'ms', value: Math.round(100 * median(times)) / 100 };
  }

  #deal(spec: BatchSpec) {
    const batchId = new Uint8Array(32);
    new DataView(batchId.buffer).setUint32(0, ++this.#batches);
    return this.dealer.deal({ keyId: KEY_ID, batchId, spec, party: LAST });
  }
}

function median(values: number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
