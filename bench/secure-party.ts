// One party of the benchmark of secure programs, in a thread of its own: both deal themselves the same preprocessing from one seed, then
// run the programs with each other and say how long it took.

import { isMainThread, type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { hash } from '../src/crypto/hash.js';
import { maskShares, sliceMasks } from '../src/io/input.js';
import { Vector } from '../src/math/vector.js';
import type { Engine } from '../src/online/engine.js';
import { mergeDemands } from '../src/preprocessing/kinds.js';
import { run as drive } from '../src/protocol/run.js';
import { forecast } from '../src/secure/plan/index.js';
import { prepare, type RunContext, run } from '../src/secure/run/index.js';
import { Shares } from '../src/sharing/shares.js';
import { Deployment } from '../test/support/engines.js';
import { residentMatrices } from './resident.js';
import { type BenchProgram, PROGRAMS } from './secure-programs.js';
import { ThreadChannel } from './thread-channel.js';

export interface SecureFigures {
  readonly name: string;
  /** Of every repetition, the first ones left out. */
  readonly times: readonly number[];
  readonly bytes: number;
  readonly rounds: number;
}

const WARM_UP = 2;

/** Runs all programs as party `id`. */
export async function playPrograms(id: number, port: MessagePort): Promise<SecureFigures[]> {
  const channel = new ThreadChannel(id, port);
  const figures: SecureFigures[] = [];
  for (const [k, program] of PROGRAMS.entries()) figures.push(await play(id, channel, program(), k));
  return figures;
}

async function play(id: number, channel: ThreadChannel, program: BenchProgram, k: number): Promise<SecureFigures> {
  const deployment = await Deployment.create(2);
  const matrices = await matricesOf(deployment, program, id, k);
  const ids = Object.fromEntries(Object.entries(matrices).map(([block, matrix]) => [block, matrix.id]));
  const [[block, query] = ['', []]] = Object.entries(program.query);
  const planned = forecast(program.plan, { parties: 2, matrices: ids, inputOffsets: { [block]: 0 } });
  const outputs = program.plan.results.reduce((sum, { node }) => sum + node.length, 0);
  const inputs = query.length;
  const spec = mergeDemands([{ kind: 'inputMask', n: inputs + outputs }, ...planned.demand]);
  const times: number[] = [];
  let bytes = 0;
  for (let repetition = 0; repetition < program.repetitions + WARM_UP; repetition++) {
    const session = hash(deployment.kernel, 'bench/session', Uint8Array.of(k, repetition));
    const engines = deployment.engines(session);
    const sources = await deployment.deal(
      session,
      spec,
      engines.map(({ arena }) => arena),
    );
    const masks = sources.map((source) => source.takeInputMasks(inputs + outputs));
    const r = masks.map(({ value }) => value.slice(0, inputs)).reduce((a, b) => a.add(b));
    const p = engines[id]!;
    const own = masks[id]!;
    p.supply(sources[id]!);
    const kept = Object.entries(program.kept).map(([name, values]): [string, Shares] => {
      return [name, shareNumbers(deployment, p, values)];
    });
    const context: RunContext = {
      matrices,
      query: {
        [block]: {
          masks: maskShares(sliceMasks(own, 0, inputs)),
          masked: Vector.fromInts(p.arena, query).sub(r),
        },
      },
      kept: Object.fromEntries(kept),
      own: [],
    };
    const prepared = await drive(prepare(p, program.plan, context), channel);
    const outputMasks = maskShares(sliceMasks(own, inputs, inputs + outputs));
    await channel.exchange(
      [new Uint8Array(8), new Uint8Array(8)].map((part, j) => (j === id ? [] : [part])),
      [id === 0 ? 0 : 8, id === 0 ? 8 : 0],
    );
    const before = channel.sentBytes;
    const started = performance.now();
    await drive(run(p, program.plan, prepared, context, outputMasks), channel);
    times.push(performance.now() - started);
    bytes = channel.sentBytes - before;
    for (const engine of engines) engine.abandon();
  }
  for (const matrix of Object.values(matrices)) matrix.close();
  if (bytes !== planned.run.bytesSent)
    throw new Error(`${program.name}: sent ${bytes}, planned ${planned.run.bytesSent}`);
  return { name: program.name, times: times.slice(WARM_UP), bytes, rounds: planned.run.rounds };
}

/** This party's shares of numbers that both know: the lead has what the other's random part leaves, in value and MAC. */
function shareNumbers({ macKeys }: Deployment, { id, arena }: Engine, values: readonly number[]): Shares {
  const plain = Vector.fromInts(arena, values);
  const alpha = macKeys.map((key) => new Vector(arena, key.span)).reduce((sum, key) => sum.add(key));
  const seed = new Uint8Array(32).fill(7);
  const part = (whole: Vector, stream: number) => {
    const random = Vector.expand(arena, seed, stream, values.length);
    return id === 0 ? whole.sub(random) : random;
  };
  return new Shares(part(plain, 0), part(plain.scale(alpha.span), 1));
}

async function matricesOf(deployment: Deployment, { blocks }: BenchProgram, id: number, k: number) {
  const matrices = await Promise.all(
    Object.entries(blocks).map(async ([name, { rows, width, entry }], b) => {
      const row = (index: number) => Array.from({ length: width }, (_, j) => entry(index * width + j));
      const sides = await residentMatrices(deployment, { number: 10 * k + b + 1, rows, columns: width, row });
      for (const [party, side] of sides.entries()) if (party !== id) side.close();
      return [name, sides[id]!] as const;
    }),
  );
  return Object.fromEntries(matrices);
}

if (!isMainThread) {
  const { port } = workerData as { readonly port: MessagePort };
  parentPort?.postMessage(await playPrograms(1, port));
}
