// What the cost cases run on: two parties with more of every tuple than any case takes.

import type { Engine } from '../../src/online/engine.js';
import type { BatchSpec } from '../../src/preprocessing/kinds.js';
import type { Protocol } from '../../src/protocol/step.js';
import { open } from '../../src/sharing/open.js';
import type { Shares } from '../../src/sharing/shares.js';
import { Deployment, share } from '../support/engines.js';
import { lockstep, values } from '../support/lockstep.js';
import { type Counters, measure } from '../support/measure.js';

export const PLENTY: BatchSpec = [
  { kind: 'random', n: 60 },
  { kind: 'inputMask', n: 60 },
  { kind: 'triple', n: 300 },
  { kind: 'factorTriple', fanOut: 2, n: 300 },
  { kind: 'factorTriple', fanOut: 3, n: 60 },
  { kind: 'square', n: 60 },
  { kind: 'bit', n: 60 },
  { kind: 'zeroTest', n: 9 },
  { kind: 'comparisonMask', k: 20, w: 4, n: 60 },
  { kind: 'comparisonMask', k: 9, w: 3, n: 60 },
];

export class Lab {
  private seeds = 0;

  constructor(
    readonly deployment: Deployment,
    readonly engines: readonly Engine[],
  ) {}

  static async create(coins: number, tuples: BatchSpec = PLENTY): Promise<Lab> {
    const deployment = await Deployment.create(2);
    const lab = new Lab(deployment, await deployment.session(tuples));
    await lab.prepare(coins);
    return lab;
  }

  /** Commits to coins, so that checks cost a round less. */
  async prepare(coins: number): Promise<void> {
    if (coins > 0) values((await lockstep(this.engines.map((p) => p.coins.prepare(p, coins)))).outcomes);
  }

  /** n small secrets, a share per party. */
  secrets(n: number): Shares[] {
    const numbers = Array.from({ length: n }, (_, k) => BigInt((k * 37) % 101));
    return share(this.deployment, this.engines, numbers, ++this.seeds);
  }

  /** Leaves something to be checked. */
  async pend(): Promise<void> {
    const x = this.secrets(1);
    values((await lockstep(this.engines.map((p) => open(p, x[p.id]!)))).outcomes);
  }

  /** @throws what a party throws */
  async count<T>(protocol: (p: Engine) => Protocol<T>): Promise<{ results: T[]; counters: Counters }> {
    const { outcomes, counters } = await measure(this.engines, protocol);
    return { results: values(outcomes), counters };
  }
}
