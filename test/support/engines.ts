// All parties of a session in one process, with tuples from an in-process dealer.

import { hash } from '../../src/crypto/hash.js';
import { seededRandom } from '../../src/crypto/random.js';
import { type Arena, Kernel } from '../../src/kernel/index.js';
import { Vector } from '../../src/math/vector.js';
import { Engine } from '../../src/online/engine.js';
import { P } from '../../src/params.js';
import type { BatchSource } from '../../src/preprocessing/batch.js';
import { Dealer } from '../../src/preprocessing/dealer/dealer.js';
import { expandBatch } from '../../src/preprocessing/dealer/expand.js';
import type { BatchSpec } from '../../src/preprocessing/kinds.js';
import { Shares } from '../../src/sharing/shares.js';

const KEY_ID = new Uint8Array(32).fill(3);

/** A deployment for tests: one kernel, one dealer, n MAC key shares. Everything follows from the seed. */
export class Deployment {
  private sessions = 0;

  private constructor(
    readonly kernel: Kernel,
    readonly parties: number,
    readonly dealer: Dealer,
    readonly keyId: Uint8Array,
    readonly macKeys: readonly Vector[],
    private readonly seed: number,
  ) {}

  static async create(parties: number, seed = 1): Promise<Deployment> {
    const kernel = await Kernel.load();
    const dealer = new Dealer({ kernel, masterSeed: new Uint8Array(32).fill(seed), parties });
    const arena = kernel.newArena();
    const macKeys = Array.from({ length: parties }, (_, i) => Vector.fromBytes(arena, dealer.keyShare(KEY_ID, i)));
    return new Deployment(kernel, parties, dealer, KEY_ID, macKeys, seed);
  }

  /** One party's side of a batch. */
  async dealTo(arena: Arena, party: number, batchId: Uint8Array, spec: BatchSpec): Promise<BatchSource> {
    const dealt = await this.dealer.deal({ keyId: this.keyId, batchId, spec, party });
    return expandBatch(this.kernel, arena, { party, parties: this.parties, spec, dealt });
  }

  /** One batch, dealt to all parties. */
  async deal(batchId: Uint8Array, spec: BatchSpec, arenas: readonly Arena[]): Promise<BatchSource[]> {
    return Promise.all(arenas.map((arena, party) => this.dealTo(arena, party, batchId, spec)));
  }

  /** The engines of a session without tuples; the same id gives the same secret randomness. */
  engines(session: Uint8Array): Engine[] {
    const { kernel, parties } = this;
    return this.macKeys.map((macKey, id) => {
      const random = seededRandom(kernel, hash(kernel, 'test/random', session, new Uint8Array([id])));
      return new Engine({ id, parties, session, kernel, random, macKey });
    });
  }

  /** The engines of a fresh session with the given tuples; `batchId` names the batch, fresh by default. */
  async session(spec: BatchSpec, batchId?: Uint8Array): Promise<Engine[]> {
    const session = hash(
      this.kernel,
      'test/session',
      new Uint8Array(Uint32Array.of(this.seed, this.sessions++).buffer),
    );
    const engines = this.engines(session);
    const arenas = engines.map((engine) => engine.arena);
    const sources = await this.deal(batchId ?? session, spec, arenas);
    engines.forEach((engine, i) => {
      engine.supply(sources[i]!);
    });
    return engines;
  }
}

/** What is left of a session's tuples at one party, without the kinds of which nothing is left. */
export function leftovers(engine: Engine): Record<string, number> {
  const left = (engine.tuples as BatchSource).remaining();
  return Object.fromEntries([...left].filter(([, n]) => n > 0));
}

/** Shares of known values for tests: an authenticated random opened by its holder's trick is not needed, the key is known here. */
export function share(
  deployment: Deployment,
  engines: readonly Engine[],
  values: readonly bigint[],
  seed = 99,
): Shares[] {
  const { macKeys } = deployment;
  const arena = engines[0]!.arena;
  const plain = Vector.fromBigInts(arena, values.map(mod));
  const alpha = macKeys.reduce((sum, key) => sum.add(key));
  const split = (whole: Vector, stream: number): Vector[] => {
    const parts = engines.slice(1).map((engine, i) => {
      return Vector.expand(engine.arena, new Uint8Array(32).fill(seed), stream + i, values.length);
    });
    return [parts.reduce((rest, part) => rest.sub(part), whole), ...parts];
  };
  const valueParts = split(plain, 0);
  const macParts = split(plain.scale(alpha.span), 1000);
  return valueParts.map((value, i) => new Shares(value, macParts[i]!));
}

/** What the parties' shares add up to. */
export function reveal(shares: readonly Shares[]): bigint[] {
  return shares
    .map(({ value }) => value)
    .reduce((sum, value) => sum.add(value))
    .toBigInts();
}

/** True when every MAC fits its value under the deployment's key. */
export function macsHold(deployment: Deployment, shares: readonly Shares[]): boolean {
  const alpha = deployment.macKeys.reduce((sum, key) => sum.add(key));
  const value = shares.map((s) => s.value).reduce((sum, v) => sum.add(v));
  const mac = shares.map((s) => s.mac).reduce((sum, v) => sum.add(v));
  return value.scale(alpha.span).equals(mac);
}

export function mod(x: bigint): bigint {
  return ((x % P) + P) % P;
}
