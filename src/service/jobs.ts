// The jobs under way at a party: reservations by id, bounded per client and in total, in number and in memory. A job leaves the table when
// its session is over, whoever ended it and why; a reservation that its client leaves alone for too long is given up here.
// The reasons of the last ones are remembered, so that a client that comes back is told what happened.

import { ChannelError, SecurityAbort, UsageError } from '../errors.js';
import { Quota } from './quota.js';

/** What a job is to this table: something with an end. */
export interface Job {
  readonly session: {
    onceOver(listener: (reason: unknown) => void): void;
    abandon(reason: unknown): void;
  };
}

export interface JobLimits {
  /** Reservations that one client, and that all clients may hold open. */
  readonly reservationsPerClient: number;
  readonly reservations: number;
  /** Input masks of the reservations of one client, and of all. At n parties a mask takes 8 (n + 1) bytes of memory. */
  readonly masksPerClient: number;
  readonly masks: number;
  /** A reservation nobody has touched for so long is burnt. */
  readonly idleMs: number;
}

export const DEFAULT_JOB_LIMITS: JobLimits = {
  reservationsPerClient: 64,
  reservations: 4096,
  masksPerClient: 2 ** 23,
  masks: 2 ** 25,
  idleMs: 15 * 60_000,
};

/** Ended reservations that are remembered. */
const REMEMBERED = 4096;

interface Entry<T> {
  readonly client: string;
  job: T | null;
  /** Requests under way. */
  busy: number;
  touched: number;
}

/** What a job is made from. */
export interface JobRequest<R> {
  /** 64 hex digits. */
  readonly id: string;
  readonly client: string;
  /** Input masks it will hold. */
  readonly masks: number;
  make(): Promise<R>;
  /** Called once: when the job is over, or could not be made. */
  over(): void;
}

export class Jobs<T extends Job> {
  private readonly entries = new Map<string, Entry<T>>();
  private readonly ended = new Map<string, { readonly client: string; readonly reason: unknown }>();
  private readonly reservations: Quota;
  private readonly masks: Quota;
  private closed = false;

  constructor(
    private readonly now: () => number,
    private readonly limits: JobLimits = DEFAULT_JOB_LIMITS,
  ) {
    const { reservationsPerClient, reservations, masksPerClient, masks } = limits;
    this.reservations = new Quota('reservations', { perClient: reservationsPerClient, total: reservations });
    this.masks = new Quota('input masks', { perClient: masksPerClient, total: masks });
  }

  get size(): number {
    return this.entries.size;
  }

  /**
   * Takes a place for a new job and makes it.
   * @throws UsageError LIMIT_EXCEEDED, WRONG_STATE when the id is in use, before any effect; what `make` throws
   */
  async create<R extends { readonly job: T }>({ id, client, masks, make, over }: JobRequest<R>): Promise<R> {
    let leave = once(over);
    try {
      this.requireFresh(id);
      const giveBack = this.take(client, masks);
      const entry: Entry<T> = { client, job: null, busy: 1, touched: this.now() };
      this.entries.set(id, entry);
      leave = once((reason) => {
        this.entries.delete(id);
        this.remember(id, client, reason);
        giveBack();
        over();
      });
      const made = await make();
      entry.job = made.job;
      this.leaveAlone(entry);
      made.job.session.onceOver(leave);
      if (this.closed) made.job.session.abandon(closing());
      return made;
    } catch (error) {
      leave(error);
      throw error;
    }
  }

  /**
   * One request about a job.
   * @throws UsageError UNKNOWN_RESERVATION; SecurityAbort WRONG_KEY; what ended the job, if it is over
   */
  async use<R>(id: string, client: string, step: (job: T) => Promise<R>): Promise<R> {
    const { entry, job } = this.find(id, client);
    entry.busy++;
    try {
      return await step(job);
    } finally {
      this.leaveAlone(entry);
    }
  }

  /** The job, without touching it. @throws as use */
  get(id: string, client: string): T {
    return this.find(id, client).job;
  }

  /** Burns what has been idle for too long. */
  expire(): void {
    const oldest = this.now() - this.limits.idleMs;
    for (const { job, busy, touched } of [...this.entries.values()]) {
      if (job === null || busy > 0 || touched > oldest) continue;
      job.session.abandon(new ChannelError('TIMEOUT', 'the reservation was left alone for too long'));
    }
  }

  /** Ends everything, and whatever is still being made as soon as it is. */
  close(): void {
    this.closed = true;
    for (const { job } of [...this.entries.values()]) job?.session.abandon(closing());
  }

  private requireFresh(id: string): void {
    if (!this.entries.has(id) && !this.ended.has(id)) return;
    throw new UsageError('WRONG_STATE', 'this reservation id is in use: choose a fresh one');
  }

  private take(client: string, masks: number): () => void {
    const place = this.reservations.take(client, 1);
    try {
      const memory = this.masks.take(client, masks);
      return () => {
        place();
        memory();
      };
    } catch (error) {
      place();
      throw error;
    }
  }

  private find(id: string, client: string): { entry: Entry<T>; job: T } {
    const entry = this.entries.get(id);
    if (entry?.job != null) {
      if (entry.client === client) return { entry, job: entry.job };
      throw new SecurityAbort('WRONG_KEY', 'this reservation belongs to another client key');
    }
    const ended = this.ended.get(id);
    if (ended?.client === client) {
      throw ended.reason ?? new UsageError('WRONG_STATE', 'this reservation is finished and cannot be used again');
    }
    throw new UsageError('UNKNOWN_RESERVATION', 'no such reservation here: reserve first, with a fresh id');
  }

  private leaveAlone(entry: Entry<T>): void {
    entry.busy--;
    entry.touched = this.now();
  }

  private remember(id: string, client: string, reason: unknown): void {
    this.ended.set(id, { client, reason });
    if (this.ended.size <= REMEMBERED) return;
    for (const oldest of this.ended.keys()) {
      this.ended.delete(oldest);
      break;
    }
  }
}

function closing(): ChannelError {
  return new ChannelError('CLOSED', 'the party is shutting down');
}

function once(body: (reason: unknown) => void): (reason: unknown) => void {
  let done = false;
  return (reason) => {
    if (!done) body(reason);
    done = true;
  };
}
