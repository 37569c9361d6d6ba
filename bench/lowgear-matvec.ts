// Matrix tuples without a dealer, proofs included: two parties in one process, one worker thread for each, no network
// between them. A figure is a production's time divided by its tuples: 8, and 15, which fill a ciphertext, and one
// alone. Medians.

import { systemRandom } from '../src/crypto/index.js';
import { Kernel } from '../src/kernel/index.js';
import { Vector } from '../src/math/vector.js';
import { SEED_BYTES } from '../src/params.js';
import { PooledMatrix } from '../src/pool/resident-matrix.js';
import { WorkerPool } from '../src/pool/worker-pool.js';
import type { BatchSpec } from '../src/preprocessing/kinds.js';
import { LowGear } from '../src/preprocessing/lowgear/index.js';
import type { MaskMatrix } from '../src/preprocessing/lowgear/matvec/matrix.js';
import type { Orientation } from '../src/preprocessing/source.js';
import { LocalParties, median, PARTIES, type Site } from './local-parties.js';
import type { Measurement } from './main.js';

const RUNS = 3;

interface Case {
  readonly rows: number;
  readonly columns: number;
  readonly orientation: Orientation;
  /** Tuples of one production. */
  readonly counts: readonly number[];
}

const CASES: readonly Case[] = [
  { rows: 10_000, columns: 980, orientation: 'columns', counts: [8, 15, 1] },
  { rows: 10_000, columns: 980, orientation: 'rows', counts: [8] },
  { rows: 10_000, columns: 20, orientation: 'rows', counts: [8] },
];

export async function lowGearMatvecBench(): Promise<Measurement[]> {
  const sites: Site[] = [];
  try {
    for (let i = 0; i < PARTIES; i++) sites.push({ kernel: await Kernel.load(), pool: new WorkerPool({ threads: 1 }) });
    const bench = new Bench(sites);
    await bench.setup();
    const figures: Measurement[] = [];
    for (const entry of CASES) {
      const matrices = await bench.matrices(entry);
      for (const count of entry.counts) figures.push(...(await bench.rate(entry, matrices, count)));
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

  async setup(): Promise<void> {
    const { results } = await this.#local.run((p, i) => LowGear.setup(p, { runner: (this.sites[i] as Site).pool }));
    this.#lowgears = results;
  }

  /** Both parties' sides of one uniform matrix, as uploads would leave them. */
  async matrices({ rows, columns }: Case): Promise<MaskMatrix[]> {
    const n = rows * columns;
    const { kernel } = this.sites[0] as Site;
    const arena = kernel.newArena();
    try {
      const draw = () => Vector.expand(arena, systemRandom(SEED_BYTES), 0, n);
      const keys = this.#lowgears.map(({ macKey }) => Vector.fromBytes(arena, macKey.toBytes()));
      const [first, second, e] = [draw(), draw(), draw().toBytes()];
      const alpha = keys.reduce((sum, key) => sum.add(key));
      const mac = draw();
      const rest = first.add(second).scale(alpha.span).sub(mac);
      const sides = [
        { value: first, mac },
        { value: second, mac: rest },
      ].map((masks, party) => {
        const { kernel, pool: runner } = this.sites[party] as Site;
        const { macKey } = this.#lowgears[party] as LowGear;
        const segment = { rows, e, value: masks.value.toBytes(), mac: masks.mac.toBytes() };
        return PooledMatrix.build({ kernel, runner, party, macKey }, { id: 'matrix', rows, columns }, [segment]);
      });
      return (await Promise.all(sides)).map((matrix) => matrix.lend().matrix);
    } finally {
      arena.release();
    }
  }

  async rate(
    { rows, columns, orientation }: Case,
    matrices: readonly MaskMatrix[],
    count: number,
  ): Promise<Measurement[]> {
    const line = { kind: 'matvec', matrix: 'matrix', rows, columns, orientation, operand: { from: 'random' } } as const;
    const spec: BatchSpec = Array.from({ length: count }, () => line);
    const times: number[] = [];
    let sent = 0;
    for (let k = 0; k <= RUNS; k++) {
      const { ms, sentBytes } = await this.#local.run((p, i) =>
        (this.#lowgears[i] as LowGear).produce(p, spec, new Map([['matrix', matrices[i] as MaskMatrix]])),
      );
      // The first one warms the threads up.
      if (k > 0) times.push(ms);
      sent = sentBytes;
    }
    const name = `lowgear/matvec-${rows}x${columns}${orientation === 'rows' ? '-rows' : ''}${count === 8 ? '' : `-of-${count}`}`;
    return [
      { name, unit: 'ms', value: Math.round(median(times) / count) },
      { name: `${name}-bytes`, unit: 'bytes', value: Math.round(sent / count) },
    ];
  }
}
