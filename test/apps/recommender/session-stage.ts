// The parties of one session and what became of each: every protocol of the session runs in lockstep, with the adversary on its
// edges; a party that stopped stays stopped, and the others learn that at their next exchange, as they would from the network.

import type { Engine } from '../../../src/online/engine.js';
import type { Protocol } from '../../../src/protocol/step.js';
import type { Adversary, Edge, Traffic } from '../../support/lockstep.js';
import { type Counters, measure } from '../../support/measure.js';

/** The protocols of a session by name, in the order in which they come. */
export type Phase = 'agree' | 'bind' | 'prepare' | 'challenge' | 'confirm' | 'conclude' | 'run';

/** Returns what is delivered in this protocol; the same array means honest delivery. */
export type PhaseAdversary = (phase: Phase, edge: Edge, message: Uint8Array) => Uint8Array;

export const nobody: PhaseAdversary = (_phase, _edge, message) => message;

export class Stage {
  /** Why each party stopped; null while it goes on. */
  readonly errors: (Error | null)[];
  readonly traffic = new Map<Phase, Traffic>();
  /** What each protocol cost. */
  readonly counters = new Map<Phase, Counters>();

  constructor(
    readonly engines: readonly Engine[],
    private readonly adversary: PhaseAdversary,
  ) {
    this.errors = engines.map(() => null);
  }

  /** True while nobody has stopped. */
  get going(): boolean {
    return this.errors.every((error) => error === null);
  }

  /** Runs one protocol at all parties that have not stopped. @returns null for those that did */
  async step<T>(phase: Phase, protocol: (p: Engine) => Protocol<T>): Promise<(T | null)[]> {
    const going = (p: Engine) => {
      const error = this.errors[p.id] ?? null;
      return error === null ? protocol(p) : stopped<T>(error);
    };
    const adversary: Adversary = (edge, message) => this.adversary(phase, edge, message);
    const { outcomes, traffic, counters } = await measure(this.engines, going, adversary);
    this.traffic.set(phase, traffic);
    this.counters.set(phase, counters);
    return outcomes.map((outcome, i) => {
      if ('value' in outcome) return outcome.value;
      this.stop(i, outcome.error);
      return null;
    });
  }

  /** Runs local work at all parties that have not stopped. */
  async local<T>(work: (p: Engine) => T | Promise<T>): Promise<(T | null)[]> {
    return Promise.all(
      this.engines.map(async (p, i) => {
        if (this.errors[i] !== null) return null;
        try {
          return await work(p);
        } catch (error) {
          this.stop(i, error);
          return null;
        }
      }),
    );
  }

  /** Ends the session at everybody: in good order where nothing is pending, else as after an error. */
  end(): void {
    this.engines.forEach((p, i) => {
      if (this.errors[i] !== null) return;
      if (p.openings.clean) p.close();
      else p.abandon();
    });
  }

  private stop(party: number, error: unknown): void {
    if (!(error instanceof Error)) throw new Error('something else than an error was thrown');
    this.errors[party] = error;
    this.engines[party]?.abandon();
  }
}

function* stopped<T>(error: Error): Protocol<T> {
  throw error;
}
