// Parties of which the last one may deviate in its own tasks: it runs them on other requests, or changes what they
// yield. Party i pretends to have i + 1 threads.

import { Kernel } from '../../../../src/kernel/index.js';
import { LowGearSession } from '../../../../src/preprocessing/lowgear/session.js';
import { setupKeys } from '../../../../src/preprocessing/lowgear/setup.js';
import type { Workshop } from '../../../../src/preprocessing/lowgear/workshop.js';
import { InlineRunner, type TaskName, type TaskRequest, type TaskRunner } from '../../../../src/preprocessing/tasks.js';
import type { Protocol } from '../../../../src/protocol/step.js';
import { type Adversary, honest, lockstep, type Outcome, values } from '../../../support/lockstep.js';
import { partiesOf } from '../parties.js';

/** What the corrupt party does with its tasks. */
export interface Deviation {
  request?<K extends TaskName>(task: K, request: TaskRequest<K>): TaskRequest<K>;
  result?(task: TaskName, request: unknown, result: Uint8Array): Uint8Array;
}

class WatchedRunner implements TaskRunner {
  deviation: Deviation = {};
  /** The tasks that were run. */
  tasks: TaskName[] = [];

  constructor(
    private readonly inner: TaskRunner,
    readonly threads: number,
  ) {}

  async run<K extends TaskName>(task: K, request: TaskRequest<K>): Promise<Uint8Array> {
    this.tasks.push(task);
    const used = this.deviation.request?.(task, request) ?? request;
    const result = await this.inner.run(task, used);
    return this.deviation.result?.(task, used, result) ?? result;
  }

  allocate(bytes: number): Uint8Array {
    return this.inner.allocate(bytes);
  }

  forgetShards(ids: readonly string[]): void {
    this.inner.forgetShards(ids);
  }
}

export class CorruptibleParties {
  #sessions = 0;

  private constructor(
    readonly kernel: Kernel,
    private readonly runners: readonly WatchedRunner[],
    private readonly workshops: readonly Workshop[],
  ) {}

  /** @param deviation of the last party in the set-up */
  static async create(count: number, deviation: Deviation = {}): Promise<CorruptibleParties> {
    const kernel = await Kernel.load();
    const inner = new InlineRunner(kernel);
    const runners = Array.from({ length: count }, (_, i) => new WatchedRunner(inner, i + 1));
    (runners[count - 1] as WatchedRunner).deviation = deviation;
    const setups = partiesOf(kernel, count, 'set-up under attack').map((party, i) =>
      setupKeys(party, { runner: runners[i] as WatchedRunner, macKey: null, mode: 'unproven' }),
    );
    return new CorruptibleParties(kernel, runners, values((await lockstep(setups)).outcomes));
  }

  /**
   * Runs one production, in which the last party deviates.
   * @returns with the tasks of the first party, which is honest
   */
  async run<T>(
    protocol: (p: LowGearSession) => Protocol<T>,
    deviation: Deviation = {},
    adversary: Adversary = honest,
  ): Promise<{ readonly outcomes: readonly Outcome<T>[]; readonly tasks: readonly TaskName[] }> {
    for (const runner of this.runners) runner.tasks = [];
    const last = this.runners[this.runners.length - 1] as WatchedRunner;
    last.deviation = deviation;
    const parties = partiesOf(this.kernel, this.runners.length, `production ${this.#sessions++}`);
    const sessions = parties.map((party, i) => new LowGearSession(party, this.workshops[i] as Workshop, party.arena));
    const { outcomes } = await lockstep(sessions.map(protocol), adversary);
    last.deviation = {};
    return { outcomes, tasks: this.runners[0]?.tasks ?? [] };
  }

  release(): void {
    for (const workshop of this.workshops) workshop.burn();
  }
}
