// A party in the middle of a production: the party of the session it runs in, with memory for what is under way, and
// the workshop. One session serves many branches: they share openings, coins and step numbers, and each may have an
// arena of its own.

import { hash, type RandomBytes } from '../../crypto/index.js';
import { SecurityAbort, UsageError } from '../../errors.js';
import type { Arena, Kernel } from '../../kernel/index.js';
import type { Vector } from '../../math/vector.js';
import { Coins } from '../../protocol/coin-toss.js';
import { type Party, peersOf } from '../../protocol/party.js';
import type { Protocol, Work } from '../../protocol/step.js';
import type { Transcript } from '../../protocol/transcript.js';
import { Openings } from '../../sharing/openings.js';
import type { SharingParty, ZeroTestTriple } from '../../sharing/party.js';
import type { TaskName, TaskRequest } from '../tasks.js';
import type { Workshop } from './workshop.js';

export class LowGearSession implements SharingParty {
  readonly id: number;
  readonly parties: number;
  readonly session: Uint8Array;
  readonly kernel: Kernel;
  readonly random: RandomBytes;
  readonly transcript: Transcript;
  /** The other parties, ascending. */
  readonly peers: readonly number[];

  constructor(
    private readonly party: Party,
    readonly workshop: Workshop,
    readonly arena: Arena,
    readonly openings = new Openings(),
    readonly coins = new Coins(),
  ) {
    this.id = party.id;
    this.parties = party.parties;
    this.session = party.session;
    this.kernel = party.kernel;
    this.random = party.random;
    this.transcript = party.transcript;
    this.peers = peersOf(party);
  }

  get macKey(): Vector {
    return this.workshop.macKey;
  }

  nextStep(): number {
    return this.party.nextStep();
  }

  takeZeroTestTriple(): ZeroTestTriple {
    return this.workshop.takeZeroTests(1);
  }

  /** Runs `body` with memory of its own, which is wiped when it is done. */
  *within<T>(body: (branch: LowGearSession) => Protocol<T>): Protocol<T> {
    const arena = this.kernel.newArena();
    try {
      return yield* body(new LowGearSession(this.party, this.workshop, arena, this.openings, this.coins));
    } finally {
      arena.release();
    }
  }

  /** A copy in memory that the threads share; what arrives is valid until the next wait only. */
  keep(bytes: Uint8Array): Uint8Array {
    const copy = this.workshop.memory.lend(bytes.length);
    copy.set(bytes);
    return copy;
  }

  /** Gives memory of `keep` back. @hazard nobody may use it any more */
  giveBack(...buffers: readonly Uint8Array[]): void {
    this.workshop.memory.takeBack(buffers);
  }
}

/** Who may run tasks. */
interface TaskParty {
  readonly parties: number;
  readonly workshop: Pick<Workshop, 'runner' | 'requireUsable'>;
}

type Outcome = { readonly value: Uint8Array } | { readonly error: unknown };

/**
 * Runs tasks of one kind side by side in the pool and waits for all.
 * @throws what a task throws; SecurityAbort CIPHERTEXT_REJECTED when something received was malformed
 */
export function* runTasks<K extends TaskName>(
  p: TaskParty,
  name: K,
  requests: readonly TaskRequest<K>[],
): Protocol<Uint8Array[]> {
  const { runner } = p.workshop;
  p.workshop.requireUsable();
  const work: Work[] = requests.map((request) => ({
    name,
    run: (): Promise<Outcome> =>
      runner.run(name, request).then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      ),
  }));
  const idle = Array.from({ length: p.parties }, () => 0);
  const reply = yield { out: idle.map(() => []), expect: idle, work };
  return reply.results.map((result) => {
    const outcome = result as Outcome;
    if ('value' in outcome) return outcome.value;
    const { error } = outcome;
    if (error instanceof UsageError && error.code === 'NOT_CANONICAL') {
      throw new SecurityAbort('CIPHERTEXT_REJECTED', 'a peer sent an answer that is not in its canonical form');
    }
    throw error;
  });
}

/** One task. @throws as runTasks */
export function* runTask<K extends TaskName>(p: TaskParty, name: K, request: TaskRequest<K>): Protocol<Uint8Array> {
  const [result] = yield* runTasks(p, name, [request]);
  return result as Uint8Array;
}

/**
 * Sends each peer its parts and receives as much.
 * @param out by peer, ascending @param expect bytes of each peer, ascending
 * @returns what the peers sent, ascending, to be kept
 * @cost rounds 1
 */
export function* exchangeParts(
  p: LowGearSession,
  out: readonly (readonly Uint8Array[])[],
  expect: readonly number[],
): Protocol<Uint8Array[]> {
  const perParty = <T>(of: readonly T[], own: T) =>
    Array.from({ length: p.parties }, (_, j) => of[p.peers.indexOf(j)] ?? own);
  const reply = yield { out: perParty<readonly Uint8Array[]>(out, []), expect: perParty(expect, 0), work: [] };
  return p.peers.map((j) => p.keep(reply.in[j] as Uint8Array));
}

/** 32 public bytes that name something of a set-up. */
export function nameOf(kernel: Kernel, domain: string, setupId: Uint8Array, ...numbers: number[]): Uint8Array {
  return hash(kernel, domain, setupId, new Uint8Array(new Float64Array(numbers).buffer));
}
