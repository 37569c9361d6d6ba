// A thread that attaches to a shard and multiplies as often as it is told.
import { parentPort, workerData } from 'node:worker_threads';
import { Shard, type ShardDescriptor } from '../../src/kernel/index.js';

export interface ShardJob {
  readonly descriptor: ShardDescriptor;
  readonly slot: number;
  readonly times: number;
  readonly xs: readonly Uint8Array[];
  readonly ws: readonly Uint8Array[];
}

export interface ShardAnswer {
  readonly ys: readonly Uint8Array[];
  readonly zs: readonly Uint8Array[];
  /** Runs that differed from the first. */
  readonly different: number;
}

const { descriptor, slot, times, xs, ws } = workerData as ShardJob;
const shard = await Shard.attach(descriptor, slot);
const run = () => [shard.multiplyMany(xs), shard.multiplyTransposedMany(ws)] as const;
const [ys, zs] = run();
const text = (vectors: readonly Uint8Array[]) => vectors.map((bytes) => Buffer.from(bytes).toString('base64')).join();
let different = 0;
for (let i = 1; i < times; i++) {
  const [y, z] = run();
  if (text(y) !== text(ys) || text(z) !== text(zs)) different++;
}
parentPort?.postMessage({ ys, zs, different } satisfies ShardAnswer);
