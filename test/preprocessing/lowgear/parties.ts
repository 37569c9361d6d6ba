// All parties of one set-up in one process, on one kernel.

import { hash, seededRandom } from '../../../src/crypto/index.js';
import { Kernel } from '../../../src/kernel/index.js';
import type { Vector } from '../../../src/math/vector.js';
import type { ProofMode } from '../../../src/preprocessing/lowgear/request-tasks.js';
import { LowGearSession } from '../../../src/preprocessing/lowgear/session.js';
import { setupKeys } from '../../../src/preprocessing/lowgear/setup.js';
import { Workshop } from '../../../src/preprocessing/lowgear/workshop.js';
import { InlineRunner } from '../../../src/preprocessing/tasks.js';
import type { Party } from '../../../src/protocol/party.js';
import type { Protocol } from '../../../src/protocol/step.js';
import { Transcript } from '../../../src/protocol/transcript.js';
import type { Shares } from '../../../src/sharing/shares.js';
import { type Adversary, honest, lockstep, type Outcome, values } from '../../support/lockstep.js';

/** Fresh protocol parties of a session; the same name gives the same secret randomness. */
export function partiesOf(kernel: Kernel, count: number, name: string): Party[] {
  const session = hash(kernel, 'test/session', new TextEncoder().encode(name));
  return Array.from({ length: count }, (_, id) => {
    let step = 0;
    return {
      id,
      parties: count,
      session,
      kernel,
      arena: kernel.newArena(),
      random: seededRandom(kernel, hash(kernel, 'test/random', session, new Uint8Array([id]))),
      transcript: new Transcript(kernel, count),
      nextStep: () => step++,
    };
  });
}

/** A set-up, by default without proofs, and productions with it. */
export class TestParties {
  private static sessions = 0;

  private constructor(
    readonly kernel: Kernel,
    readonly workshops: readonly Workshop[],
  ) {}

  static async create(
    count: number,
    mode: ProofMode = 'unproven',
    adversary: Adversary = honest,
  ): Promise<TestParties> {
    const kernel = await Kernel.load();
    const runner = new InlineRunner(kernel);
    const parties = partiesOf(kernel, count, `setup of ${count}`);
    const options = { runner, macKey: null, mode };
    const { outcomes } = await lockstep(
      parties.map((party) => setupKeys(party, options)),
      adversary,
    );
    return new TestParties(kernel, values(outcomes));
  }

  /** The same keys with empty stocks: what went wrong with one pair of stocks does not touch another. */
  fork(): TestParties {
    const { kernel } = this;
    const workshops = this.workshops.map((workshop) => {
      const { runner, ring, mode, setupId, publicSeeds } = workshop;
      const copy = new Workshop({ kernel, runner, ring, mode, setupId, publicSeeds });
      copy.requests.nextNumber(); // 0 was the set-up's batch
      return copy;
    });
    return new TestParties(kernel, workshops);
  }

  /** The sessions of a fresh production. */
  sessions(): LowGearSession[] {
    const name = `session ${this.workshops.length}/${TestParties.sessions++}`;
    const parties = partiesOf(this.kernel, this.workshops.length, name);
    return parties.map((party, i) => new LowGearSession(party, this.workshops[i] as Workshop, party.arena));
  }

  /** Runs one protocol at all parties. */
  async outcomes<T>(
    protocol: (p: LowGearSession) => Protocol<T>,
    adversary: Adversary = honest,
  ): Promise<Outcome<T>[]> {
    return (await lockstep(this.sessions().map(protocol), adversary)).outcomes;
  }

  /** The same; all must succeed. */
  async run<T>(protocol: (p: LowGearSession) => Protocol<T>): Promise<T[]> {
    return values(await this.outcomes(protocol));
  }

  get alpha(): Vector {
    return sum(this.workshops.map(({ macKey }) => macKey));
  }

  /** The secret and whether its MAC fits. */
  reveal(shares: readonly Shares[]): { value: Vector; valid: boolean } {
    const value = sum(shares.map((share) => share.value));
    const mac = sum(shares.map((share) => share.mac));
    return { value, valid: value.scale(this.alpha.span).equals(mac) };
  }

  release(): void {
    for (const workshop of this.workshops) workshop.burn();
  }
}

export function sum(vectors: readonly Vector[]): Vector {
  return vectors.reduce((total, vector) => total.add(vector));
}
