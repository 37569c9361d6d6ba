// A secure program at real parties in one process: tuples of a dealer, inputs masked as a client masks them, resident blocks as an
// upload leaves them, and everything counted beside what the planner said.

import { SecurityAbort } from '../../src/errors.js';
import { maskShares, sliceMasks } from '../../src/io/input.js';
import { centered } from '../../src/math/field.js';
import { Vector } from '../../src/math/vector.js';
import type { Engine } from '../../src/online/engine.js';
import { PooledMatrix } from '../../src/pool/resident-matrix.js';
import { type BatchSpec, mergeDemands } from '../../src/preprocessing/kinds.js';
import { InlineRunner } from '../../src/preprocessing/tasks.js';
import type { OwnRows } from '../../src/secure/graph/op.js';
import { type Forecast, forecast, type Schedule } from '../../src/secure/plan/index.js';
import { prepare, type RunContext, run } from '../../src/secure/run/index.js';
import type { Shares } from '../../src/sharing/shares.js';
import { Deployment, leftovers } from './engines.js';
import { type Outcome, values } from './lockstep.js';
import { type Counters, measure } from './measure.js';

export interface SecureInputs {
  /** In the order in which a client would mask them. */
  readonly query: Readonly<Record<string, readonly bigint[]>>;
  /** Row by row. */
  readonly blocks?: Readonly<Record<string, { readonly rows: number; readonly values: readonly bigint[] }>>;
  readonly own?: readonly OwnRows[];
  /** Shares at each party, of one deployment. */
  readonly kept?: readonly Readonly<Record<string, Shares>>[];
}

export interface SecureRun {
  readonly outputs: Readonly<Record<string, readonly bigint[]>>;
  readonly planned: Forecast;
  readonly prepared: Counters;
  readonly ran: Counters;
  /** Tuples that were dealt and not taken. */
  readonly left: Readonly<Record<string, number>>;
}

/** One party's resident blocks. */
type Matrices = Readonly<Record<string, PooledMatrix>>;

/** Parties for many runs. */
export class SecureWorld {
  #uploads = 0;

  constructor(readonly deployment: Deployment) {}

  static async create(parties: number): Promise<SecureWorld> {
    return new SecureWorld(await Deployment.create(parties));
  }

  /** The whole life of a query. @throws what a party throws */
  async run(plan: Schedule, inputs: SecureInputs): Promise<SecureRun> {
    const { deployment } = this;
    const matrices = await this.upload(inputs.blocks ?? {});
    try {
      const entries = Object.entries(inputs.query);
      const plain = entries.flatMap(([, block]) => block);
      const offsets = offsetsOf(entries);
      const outputs = plan.results.reduce((sum, { node }) => sum + node.length, 0);
      const planned = forecast(plan, {
        parties: deployment.parties,
        matrices: idsOf(matrices[0] ?? {}),
        inputOffsets: offsets,
      });
      const masks = plain.length + outputs;
      const engines = await deployment.session(mergeDemands([{ kind: 'inputMask', n: masks }, ...planned.demand]));
      const own = engines.map((p) => p.tuples.takeInputMasks(masks));
      const sum = (from: number, to: number, arena = engines[0]!.arena) =>
        own.map(({ value }) => value.slice(from, to)).reduce((a, b) => a.add(b), Vector.zeros(arena, to - from));
      const masked = Vector.fromSigned(engines[0]!.arena, BigInt64Array.from(plain)).sub(sum(0, plain.length));
      const contexts = engines.map((_, i): RunContext => {
        const query = entries.map(([name, block]) => {
          const from = offsets[name] ?? 0;
          const to = from + block.length;
          const slice = { masks: maskShares(sliceMasks(own[i]!, from, to)), masked: masked.slice(from, to) };
          return [name, slice] as const;
        });
        const kept = inputs.kept?.[i] ?? {};
        return { matrices: matrices[i] ?? {}, query: Object.fromEntries(query), kept, own: inputs.own ?? [] };
      });
      const at = <T>(list: readonly T[], p: Engine): T => list[p.id] as T;
      const first = await measure(engines, (p) => prepare(p, plan, at(contexts, p)));
      const prepared = succeeded(first.outcomes);
      const outputMasks = own.map((mask) => maskShares(sliceMasks(mask, plain.length, masks)));
      const second = await measure(engines, (p) => run(p, plan, at(prepared, p), at(contexts, p), at(outputMasks, p)));
      const [delivered] = succeeded(second.outcomes);
      const found = delivered!.sub(sum(plain.length, masks)).toBigInts().map(centered);
      const left = leftovers(engines[0]!);
      for (const engine of engines) engine.close();
      return { outputs: named(plan, found), planned, prepared: first.counters, ran: second.counters, left };
    } finally {
      for (const side of matrices) for (const matrix of Object.values(side)) matrix.close();
    }
  }

  /** Every party's side of resident blocks. */
  async upload(blocks: NonNullable<SecureInputs['blocks']>): Promise<Matrices[]> {
    const { deployment } = this;
    const sides: Record<string, PooledMatrix>[] = deployment.macKeys.map(() => ({}));
    for (const [name, { rows, values: plain }] of Object.entries(blocks)) {
      const { kernel, dealer, keyId } = deployment;
      const columns = plain.length / rows;
      const spec: BatchSpec = [{ kind: 'inputMask', n: plain.length }];
      const batchId = new Uint8Array(32).fill(250);
      new DataView(batchId.buffer).setUint32(0, ++this.#uploads);
      const arena = kernel.newArena();
      const arenas = deployment.macKeys.map(() => arena);
      const sources = await deployment.deal(batchId, spec, arenas);
      const masks = sources.map((source) => maskShares(source.takeInputMasks(plain.length)));
      const R = masks.map(({ value }) => value).reduce((sum, value) => sum.add(value));
      const e = Vector.fromSigned(arena, BigInt64Array.from(plain)).sub(R).toBytes();
      const id = dealer.registerMatrix({ keyId, parts: [{ batchId, spec, offset: 0, rows, columns }] });
      for (const [party, { value, mac }] of masks.entries()) {
        const owner = { kernel, runner: new InlineRunner(kernel), party, macKey: deployment.macKeys[party]! };
        const segment = { rows, e, value: value.toBytes(), mac: mac.toBytes() };
        sides[party]![name] = await PooledMatrix.build(owner, { id, rows, columns }, [segment]);
      }
      arena.release();
    }
    return sides;
  }
}

/** The values; or the error of the party that stopped first, not what it made of the others. */
function succeeded<T>(outcomes: readonly Outcome<T>[]): T[] {
  const errors = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []));
  const first = errors.find((error) => !(error instanceof SecurityAbort && error.code === 'PEER_ABORTED'));
  if (first !== undefined) throw first;
  return values(outcomes);
}

/** Ids of matrices by block. */
export function idsOf(matrices: Matrices): Record<string, string> {
  return Object.fromEntries(Object.entries(matrices).map(([name, { id }]) => [name, id]));
}

function offsetsOf(entries: readonly (readonly [string, readonly bigint[]])[]): Record<string, number> {
  let from = 0;
  const offsets: Record<string, number> = {};
  for (const [name, block] of entries) {
    offsets[name] = from;
    from += block.length;
  }
  return offsets;
}

function named(plan: Schedule, found: readonly bigint[]): Record<string, readonly bigint[]> {
  let from = 0;
  const outputs = plan.results.map(({ name, node }) => {
    const values = found.slice(from, from + node.length);
    from += node.length;
    return [name, values] as const;
  });
  return Object.fromEntries(outputs);
}
