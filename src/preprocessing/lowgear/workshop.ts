// What all productions of one set-up share at one party: the keys, the pool, stocks of requests and of zero tests; and
// whether it may still be used:
//
//     usable -> burnt    (anything failed, was interrupted or given up: answers can make decryption depend on the
//                         secret key, which must not meet another one; what was not finished goes with it)

import { UsageError } from '../../errors.js';
import type { Arena, Kernel } from '../../kernel/index.js';
import { Vector } from '../../math/vector.js';
import type { ZeroTestTriple } from '../../sharing/party.js';
import type { TaskRunner } from '../tasks.js';
import type { KeyRing } from './key-ring.js';
import { RequestStock } from './request-stock.js';
import type { ProofMode } from './request-tasks.js';
import { SpareMemory } from './spare-memory.js';

export interface WorkshopOptions {
  readonly kernel: Kernel;
  readonly runner: TaskRunner;
  readonly ring: KeyRing;
  readonly mode: ProofMode;
  readonly setupId: Uint8Array;
  /** Public seeds of all parties' keys, by party. */
  readonly publicSeeds: readonly Uint8Array[];
}

export class Workshop {
  readonly runner: TaskRunner;
  readonly ring: KeyRing;
  readonly mode: ProofMode;
  readonly setupId: Uint8Array;
  readonly publicSeeds: readonly Uint8Array[];
  readonly requests = new RequestStock();
  readonly memory: SpareMemory;
  /** alpha_i. */
  readonly macKey: Vector;
  readonly #arena: Arena;
  #zeroTests: ZeroTestTriple | null = null;
  #zeroTestArena: Arena | null = null;
  #taken = 0;
  #burnt = false;

  constructor(options: WorkshopOptions) {
    this.runner = options.runner;
    this.memory = new SpareMemory((bytes) => options.runner.allocate(bytes));
    this.ring = options.ring;
    this.mode = options.mode;
    this.setupId = options.setupId;
    this.publicSeeds = options.publicSeeds;
    this.#arena = options.kernel.newArena();
    this.macKey = Vector.fromBytes(this.#arena, options.ring.macKey);
  }

  get burnt(): boolean {
    return this.#burnt;
  }

  /** @throws UsageError WRONG_STATE */
  requireUsable(): void {
    if (this.#burnt) throw new UsageError('WRONG_STATE', 'these keys are burnt: run a new set-up');
  }

  /** Destroys the keys and what is in stock. */
  burn(): void {
    if (this.#burnt) return;
    this.#burnt = true;
    this.requests.burn();
    this.memory.release();
    this.runner.forgetShards([this.ring.id]);
    this.ring.secretSeed.fill(0);
    this.ring.macKey.fill(0);
    this.#arena.release();
    this.#zeroTestArena?.release();
  }

  get zeroTestsLeft(): number {
    return this.#zeroTests === null ? 0 : this.#zeroTests.a.length - this.#taken;
  }

  /** n raw products, taken once. @throws UsageError TUPLES_EXHAUSTED */
  takeZeroTests(n: number): ZeroTestTriple {
    this.requireUsable();
    const stock = this.#zeroTests;
    if (stock === null || n > this.zeroTestsLeft) {
      throw new UsageError('TUPLES_EXHAUSTED', `zeroTest: wanted ${n}, left ${this.zeroTestsLeft}`);
    }
    const [from, to] = [this.#taken, this.#taken + n];
    this.#taken = to;
    return { a: stock.a.slice(from, to), b: stock.b.slice(from, to), c: stock.c.slice(from, to) };
  }

  /** Adds raw products to the stock. */
  addZeroTests({ a, b, c }: ZeroTestTriple): void {
    this.requireUsable();
    const arena = this.#arena.kernel.newArena();
    const rest = this.#zeroTests === null ? null : this.takeZeroTests(this.zeroTestsLeft);
    const joined = (old: Vector | undefined, fresh: Vector) => {
      const empty = Vector.zeros(arena, 0);
      return old === undefined ? empty.concat(fresh) : empty.concat(old, fresh);
    };
    this.#zeroTests = { a: joined(rest?.a, a), b: joined(rest?.b, b), c: joined(rest?.c, c) };
    this.#taken = 0;
    this.#zeroTestArena?.release();
    this.#zeroTestArena = arena;
  }
}
