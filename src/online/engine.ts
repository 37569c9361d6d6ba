// One party of one session: everything the protocols need, with the session's memory and the rule that it may not be closed
// while an opened value is unchecked.

import type { RandomBytes } from '../crypto/random.js';
import { UsageError } from '../errors.js';
import type { Arena, Kernel } from '../kernel/index.js';
import type { Vector } from '../math/vector.js';
import { DIGEST_BYTES } from '../params.js';
import type { TupleSource } from '../preprocessing/source.js';
import { Coins } from '../protocol/coin-toss.js';
import { Transcript } from '../protocol/transcript.js';
import { Openings } from '../sharing/openings.js';
import type { ZeroTestTriple } from '../sharing/party.js';
import type { OnlineParty } from './party.js';

export interface EngineOptions {
  readonly id: number;
  readonly parties: number;
  /** 32 bytes, equal at all parties. Tuples never follow from it alone, so a repeated id repeats no tuple. */
  readonly session: Uint8Array;
  readonly kernel: Kernel;
  readonly random: RandomBytes;
  /** alpha_i, one element; outlives the session. */
  readonly macKey: Vector;
  /** May also be supplied later, once, when the parties have agreed what the session takes. */
  readonly tuples?: TupleSource;
  /** The session's memory; a fresh one by default. Released by close and abandon. */
  readonly arena?: Arena;
}

export class Engine implements OnlineParty {
  readonly id: number;
  readonly parties: number;
  readonly session: Uint8Array;
  readonly kernel: Kernel;
  readonly arena: Arena;
  readonly random: RandomBytes;
  readonly macKey: Vector;
  readonly transcript: Transcript;
  readonly openings = new Openings();
  readonly coins = new Coins();
  private source: TupleSource | undefined;
  private step = 0;

  /** @throws UsageError INVALID_ARGUMENT */
  constructor(options: EngineOptions) {
    const { id, parties, session } = options;
    if (!Number.isInteger(parties) || parties < 2) {
      throw new UsageError('INVALID_ARGUMENT', `expected two parties or more, got ${parties}`);
    }
    if (!Number.isInteger(id) || id < 0 || id >= parties) {
      throw new UsageError('INVALID_ARGUMENT', `expected a party index below ${parties}, got ${id}`);
    }
    if (session.length !== DIGEST_BYTES) {
      throw new UsageError('INVALID_ARGUMENT', `expected a session id of ${DIGEST_BYTES} bytes, got ${session.length}`);
    }
    this.id = id;
    this.parties = parties;
    this.session = session;
    this.kernel = options.kernel;
    this.random = options.random;
    this.macKey = options.macKey;
    this.source = options.tuples;
    this.arena = options.arena ?? options.kernel.newArena();
    this.transcript = new Transcript(options.kernel, parties);
  }

  /** Gives the session its tuples. @throws UsageError WRONG_STATE when it has some already */
  supply(tuples: TupleSource): void {
    if (this.source !== undefined) throw new UsageError('WRONG_STATE', 'the session has its tuples already');
    this.source = tuples;
  }

  /** @throws UsageError TUPLES_EXHAUSTED before any are supplied */
  get tuples(): TupleSource {
    if (this.source === undefined) throw new UsageError('TUPLES_EXHAUSTED', 'the session has no tuples yet');
    return this.source;
  }

  nextStep(): number {
    return this.step++;
  }

  takeZeroTestTriple(): ZeroTestTriple {
    return this.tuples.takeZeroTestTriple();
  }

  /** Ends the session and wipes its memory. @throws UsageError UNCHECKED_OPENINGS while an opening is unchecked */
  close(): void {
    this.openings.requireClean('closing a session');
    this.arena.release();
  }

  /** Gives the session up after an error: whatever is pending is burnt and the memory wiped. */
  abandon(): void {
    this.openings.failed();
    this.arena.release();
  }
}
