// One query in a test session: everything ahead of the question, the question, and what the client concludes.

import type { Aggregate } from '../../../src/apps/recommender/plain.js';
import { hash } from '../../../src/crypto/hash.js';
import { inputDigest } from '../../../src/io/digests.js';
import { concludeInput, maskShares, sliceMasks } from '../../../src/io/input.js';
import { unmask } from '../../../src/io/output.js';
import type { BlockValues } from '../../../src/io/witness.js';
import { Vector } from '../../../src/math/vector.js';
import type { Engine } from '../../../src/online/engine.js';
import { type BatchSpec, mergeDemands } from '../../../src/preprocessing/kinds.js';
import type { QueryContext } from '../../../src/service/program.js';
import { leftovers } from '../../support/engines.js';
import type { BoundSide, World } from './session.js';
import { type Lies, TestClient } from './session-client.js';
import { all, at, challenge, confirm, release, reserve, verdict } from './session-input.js';
import { nobody, type PhaseAdversary, Stage } from './session-stage.js';

export interface QueryOptions {
  readonly client: number;
  /** Queries of one number are alike, message for message. */
  readonly number?: number;
  readonly values?: BlockValues;
  readonly adversary?: PhaseAdversary;
  readonly lies?: Lies;
}

export interface QueryResult {
  readonly stage: Stage;
  readonly spec: BatchSpec;
  /** What each party's delivered output says under the client's masks; null where it delivered none. */
  readonly delivered: readonly (Aggregate | null)[];
  /** What the client concluded from all answers. */
  readonly concluded: Aggregate | null;
  readonly clientError: Error | null;
  /** Tuples left at each party that ended in good order. */
  readonly leftovers: readonly (Record<string, number> | null)[];
  /** Numbers that no error may ever show. */
  readonly secrets: readonly bigint[];
}

/** @param sides each party's bound version; null for a party without one: it stopped before */
export async function ask(
  world: World,
  sides: readonly (BoundSide | null)[],
  options: QueryOptions,
): Promise<QueryResult> {
  return new Query(world, sides, options).play();
}

class Query {
  private readonly stage: Stage;
  private readonly client: TestClient;
  private readonly id: Uint8Array;
  private readonly key: Uint8Array;
  private readonly spec: BatchSpec;
  private left: readonly (Record<string, number> | null)[];

  constructor(
    private readonly world: World,
    private readonly bound: readonly (BoundSide | null)[],
    private readonly options: QueryOptions,
  ) {
    const { client, number = 0, values = world.queryValues(client), adversary = nobody, lies = {} } = options;
    const { deployment, program } = world;
    this.id = world.name('query', number);
    this.key = world.key(client);
    const { query: statement, outputs } = program;
    const reserved = { reservation: this.id, key: this.key, statement, rows: 1, mode: 'fiatShamir', outputs } as const;
    this.client = new TestClient(deployment, { ...reserved, values, lies });
    this.stage = new Stage(deployment.engines(world.name('query session', number)), adversary);
    this.left = this.stage.engines.map(() => null);
    this.spec = this.demand();
  }

  async play(): Promise<QueryResult> {
    let answers: readonly (Uint8Array | null)[] = this.stage.engines.map(() => null);
    let concluded: Aggregate | null = null;
    let clientError: Error | null = null;
    try {
      answers = await this.converse();
      if (this.stage.going && answers.every((answer) => answer !== null)) {
        concluded = this.read(this.client.hear('output', all(answers)));
      }
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      clientError = error;
    }
    const delivered = answers.map((answer) => (answer === null ? null : this.read([answer])));
    this.stage.end();
    const secrets = [...this.client.secrets, ...this.world.deployment.macKeys.flatMap((key) => key.toBigInts())];
    this.client.arena.release();
    const { stage, spec, left } = this;
    return { stage, spec, delivered, concluded, clientError, leftovers: left, secrets };
  }

  /** All phases; returns each party's answer. */
  private async converse(): Promise<readonly (Uint8Array | null)[]> {
    const { world, stage, client, id, key } = this;
    const { deployment, program } = world;
    const nothing = stage.engines.map(() => null);
    await stage.local((p) => {
      if (this.bound[p.id] === null) throw new Error('this party has no bound version');
    });
    await world.open(stage, this.spec, world.name('query subject', this.options.number ?? 0));
    const sides = await reserve(stage, client, { id, key, kind: 'query' });
    const contexts = await stage.local((p) => this.context(p, sides));
    const prepared = await stage.step('prepare', (p) => program.prepare(p, contexts[p.id]!));
    await release(deployment, stage, sides, key, client);
    if (!stage.going) return nothing;
    const sum = await challenge(deployment, stage, sides, key, client, false);
    if (sum === null) return nothing;
    await confirm(deployment, stage, sides, id, key, client, sum, false, () => true);
    if (!stage.going) return nothing;
    const inputs = stage.engines.map((p) => client.say('input', p.id, client.input));
    await stage.step('conclude', (p) => this.conclude(p, sides, inputs));
    const answers = await stage.step('run', (p) => {
      const e = Vector.fromBytes(p.arena, inputs[p.id]!);
      return program.run(p, contexts[p.id]!, prepared[p.id]!, e);
    });
    this.left = await stage.local((p) => leftovers(p));
    return answers.map((answer) => answer?.toBytes() ?? null);
  }

  private *conclude(p: Engine, sides: Parameters<typeof at>[0], inputs: readonly Uint8Array[]) {
    const { world, client, id, key } = this;
    const input = inputs[p.id]!;
    at(sides, p).reservation.use(key);
    const proof = client.say('proof', p.id, client.proofFor(p.id, null, input));
    const given = { reservation: id, key, statement: world.program.query, rows: 1, input, challenge: null, proof };
    const accepted = verdict(p, at(sides, p), client, given);
    yield* concludeInput(p, hash(p.kernel, 'test/question', id, key, inputDigest(p.kernel, input)), accepted);
  }

  private demand(): BatchSpec {
    const data = this.bound.find((side) => side !== null)?.data;
    if (data === undefined) throw new Error('nobody has a bound version');
    const matrixIds = new Map([...data.matrices].map(([block, matrix]) => [block, matrix.id]));
    const { layout } = this.client;
    return mergeDemands([
      { kind: 'inputMask', n: layout.total },
      { kind: 'zeroTest', n: 1 },
      ...this.world.program.queryDemand(
        { parties: this.world.deployment.parties, rows: data.rows, matrixIds, owners: data.owners },
        layout.inputs.from,
      ),
    ]);
  }

  private context(p: Engine, sides: Parameters<typeof at>[0]): QueryContext<BoundSide['bound']> {
    const { data, bound } = this.bound[p.id]!;
    const { inputs, outputs } = this.client.layout;
    const own = this.world.ownRows(this.options.client);
    const { masks } = at(sides, p);
    const inputMasks = maskShares(sliceMasks(masks, inputs.from, inputs.to));
    const outputMasks = maskShares(sliceMasks(masks, outputs.from, outputs.to));
    return { data, bound, ownRows: own.to > own.from ? [own] : [], inputMasks, outputMasks };
  }

  private read(answers: readonly Uint8Array[]): Aggregate {
    const [neighbours = 0n, ...sums] = unmask(this.client.arena, answers, this.client.outputMasks).toBigInts();
    return { neighbours: Number(neighbours), sums: Uint32Array.from(sums, Number) };
  }
}
