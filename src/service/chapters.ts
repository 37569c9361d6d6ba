// The tuples of a session, batch by batch: one for most sessions, several for a long set-up, one after the other. A session of one batch
// holds it in its own memory. Where there are several, each has memory of its own, which is wiped when the next is asked for: what a
// party holds of tuples is bounded by the largest batch, however long the set-up is.

import { hash } from '../crypto/hash.js';
import { ChannelError, UsageError } from '../errors.js';
import type { Arena } from '../kernel/index.js';
import type { Engine } from '../online/engine.js';
import type { BatchSpec } from '../preprocessing/kinds.js';
import type { TupleSource } from '../preprocessing/source.js';
import { compute } from '../protocol/exchange.js';
import type { Protocol } from '../protocol/step.js';
import { numberBytes } from './numbers.js';
import type { Link, Provision, TupleProvider } from './ports.js';

export interface ChaptersOptions {
  readonly tuples: TupleProvider;
  readonly engine: Engine;
  readonly link: Link;
  /** Names the first batch: 32 bytes, agreed by the parties and fresh. */
  readonly batchId: Uint8Array;
  /** Equal at all parties, who have compared them. */
  readonly specs: readonly BatchSpec[];
  /** Fires when the session is over. */
  readonly signal: AbortSignal;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** What providing tuples took. */
export interface Spent {
  readonly ms: number;
  readonly rounds: number;
  readonly bytesSent: number;
}

export class Chapters {
  private at = 0;
  private arena: Arena | null = null;
  private over = false;
  private waitedMs = 0;
  private cost = { ms: 0, bytesSent: 0 };
  private spent: Spent = { ms: 0, rounds: 0, bytesSent: 0 };

  constructor(private readonly options: ChaptersOptions) {}

  /** What the tuples so far cost, all batches together. */
  get provision(): Omit<Provision, 'source'> {
    return { waitedMs: this.waitedMs, cost: this.cost };
  }

  /** What bringing the batches after the first took, with what went over the session's link meanwhile. */
  get later(): Spent {
    return this.spent;
  }

  /** The first batch. @throws as TupleProvider.provide */
  async first(): Promise<TupleSource> {
    return await this.fetch();
  }

  /**
   * The next batch; the tuples of the last one are wiped. All parties call it at the same point of the protocol, by itself.
   * @throws UsageError TUPLES_EXHAUSTED after the last one, WRONG_STATE when messages are under way: the provider may use the link;
   *   as TupleProvider.provide
   */
  *next(): Protocol<TupleSource> {
    const { engine, link, now } = this.options;
    const before = { ms: now(), rounds: link.stats.rounds, bytesSent: link.stats.bytesSent };
    const run = async () => {
      if (link.stats.rounds !== before.rounds) {
        throw new UsageError('WRONG_STATE', 'tuples are asked for while messages are under way');
      }
      this.wipe();
      return await this.fetch();
    };
    const source = yield* compute<TupleSource>(engine, { name: 'next tuples', run });
    this.spent = {
      ms: this.spent.ms + now() - before.ms,
      rounds: this.spent.rounds + link.stats.rounds - before.rounds,
      bytesSent: this.spent.bytesSent + link.stats.bytesSent - before.bytesSent,
    };
    return source;
  }

  /** Wipes what is left; the session is over. */
  release(): void {
    this.over = true;
    this.wipe();
  }

  private async fetch(): Promise<TupleSource> {
    const { tuples, engine, link, specs, signal } = this.options;
    const chapter = this.at++;
    const spec = specs[chapter];
    if (spec === undefined)
      throw new UsageError('TUPLES_EXHAUSTED', `the session has ${specs.length} batches of tuples`);
    if (this.over) throw new ChannelError('CLOSED', 'the session is over');
    const arena = specs.length === 1 ? engine.arena : engine.kernel.newArena();
    if (specs.length > 1) this.arena = arena;
    const batchId = this.nameOf(chapter);
    const { source, waitedMs, cost } = await tuples.provide({ engine, arena, link, batchId, spec, signal });
    this.waitedMs += waitedMs;
    this.cost = { ms: this.cost.ms + cost.ms, bytesSent: this.cost.bytesSent + cost.bytesSent };
    return source;
  }

  /** Fresh, because the first one is: no tuple comes twice. */
  private nameOf(chapter: number): Uint8Array {
    const { engine, batchId } = this.options;
    return chapter === 0 ? batchId : hash(engine.kernel, 'tessera/chapter', batchId, numberBytes(chapter));
  }

  private wipe(): void {
    this.arena?.release();
    this.arena = null;
  }
}
